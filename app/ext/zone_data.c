/*
 * zone_data.c - see zone_data.h; the only file that knows ICU.
 *
 * ICU keeps its zones in one bundle of resources, words of 32 bits: a copy of it gets
 * a new table for the zone at its end, and is given to ICU as a package of its own,
 * which it looks into before its own.  An item is a word too, 4 bits of type and 28
 * of where it stands, in words from the start.  The keys, which are texts, and the
 * units of 16 bits stand between the head and the rest.
 */

#include "ext/zone_data.h"

#include <unicode/putil.h>
#include <unicode/ucal.h>
#include <unicode/uclean.h>
#include <unicode/udata.h>

#include <stdlib.h>
#include <string.h>

enum type {
	BINARY = 1,
	TABLE = 2,
	STRING_16 = 6, /* its place is in the units of 16 bits */
	NUMBER = 7,
	ARRAY = 8,
	ARRAY_16 = 9,
	NUMBERS = 14
};

/* The head: the root item, then these. */
enum { ROOT, SIZES, KEYS_END, ITEMS_END, BUNDLE_END, HEAD_LEN };

#define ID_MAX 64
#define TYPES_MAX 250

/* ------------------------------------------------------------ as ICU has it --- */

/* One that it does not know is as UTC. */
static UCalendar *
open_zone(const char *zone)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar name[ID_MAX + 1];
	UCalendar *calendar;

	u_charsToUChars(zone, name, (int32_t)strlen(zone) + 1);
	calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &error);
	return U_SUCCESS(error) ? calendar : NULL;
}

static int32_t
offset_of(const UCalendar *calendar, UErrorCode *error)
{
	return (ucal_get(calendar, UCAL_ZONE_OFFSET, error) +
		   ucal_get(calendar, UCAL_DST_OFFSET, error)) /
	       1000;
}

/* Change by change; those of ICU that leave the hour as it was are none. */
static bool
agrees(UCalendar *calendar, const struct zone_change *changes, size_t count)
{
	UErrorCode error = U_ZERO_ERROR;
	size_t met = 1;
	UDate at = (UDate)changes[0].at * 1000;
	int32_t last;

	ucal_setMillis(calendar, at, &error);
	last = offset_of(calendar, &error);
	if (last != changes[0].offset)
		return false;
	while (ucal_getTimeZoneTransitionDate(
		   calendar, UCAL_TZ_TRANSITION_NEXT, &at, &error) &&
	       U_SUCCESS(error) && at < (UDate)CLOCK_CHANGES_END * 1000) {
		int32_t offset;

		ucal_setMillis(calendar, at, &error);
		offset = offset_of(calendar, &error);
		if (offset == last)
			continue;
		if (met == count || at != (UDate)changes[met].at * 1000 ||
		    offset != changes[met].offset)
			return false;
		last = offset;
		met++;
	}
	return U_SUCCESS(error) && met == count;
}

static bool
icu_agrees(const char *zone, const struct zone_change *changes, size_t count)
{
	UCalendar *calendar = open_zone(zone);
	bool same = calendar != NULL && agrees(calendar, changes, count);

	if (calendar != NULL)
		ucal_close(calendar);
	return same;
}

/* What JavaScriptCore calls it: "Africa/Cairo" for "Egypt"; itself if it is new. */
static void
canonical_name(const char *zone, char name[ID_MAX + 1])
{
	UErrorCode error = U_ZERO_ERROR;
	UChar known[ID_MAX + 1], canonical[ID_MAX + 1];
	int32_t len;

	u_charsToUChars(zone, known, (int32_t)strlen(zone) + 1);
	len =
	    ucal_getCanonicalTimeZoneID(known, -1, canonical, ID_MAX + 1, NULL, &error);
	if (U_SUCCESS(error) && len <= ID_MAX)
		u_UCharsToChars(canonical, name, len + 1);
	else
		memcpy(name, zone, strlen(zone) + 1);
}

/* ---------------------------------------------------------------- the bundle --- */

struct bundle {
	struct arena *arena;
	UDataInfo info;
	uint32_t *words;
	size_t n, cap;
};

static void
put(struct bundle *b, uint32_t word)
{
	if (b->n == b->cap)
		abort();
	b->words[b->n++] = word;
}

static enum type
type_of(uint32_t item)
{
	return (enum type)(item >> 28);
}

static uint32_t
place_of(uint32_t item)
{
	return item & 0xfffffff;
}

/* What is put next, as an item. */
static uint32_t
here(const struct bundle *b, enum type type)
{
	return (uint32_t)type << 28 | (uint32_t)b->n;
}

static const uint16_t *
units(const struct bundle *b)
{
	return (const uint16_t *)(b->words + b->words[KEYS_END]);
}

/* A copy with room for ${more} words; false if it is not of the kind we know. */
static bool
read_bundle(struct bundle *b, size_t more)
{
	UErrorCode error = U_ZERO_ERROR;
	UDataMemory *data = udata_open(NULL, "res", "zoneinfo64", &error);
	const uint32_t *words;
	bool known;

	if (U_FAILURE(error))
		return false;
	b->info.size = sizeof b->info;
	udata_getInfo(data, &b->info);
	words = udata_getMemory(data);
	known = memcmp(b->info.dataFormat, "ResB", 4) == 0 &&
		b->info.formatVersion[0] >= 2 && b->info.formatVersion[0] <= 3 &&
		type_of(words[ROOT]) == TABLE && (words[SIZES] & 0xff) >= 7;
	if (known) {
		b->n = words[BUNDLE_END];
		b->cap = b->n + more;
		ARENA_ARRAY(b->arena, b->words, b->cap);
		memcpy(b->words, words, b->n * sizeof *words);
	}
	udata_close(data);
	return known;
}

/* Where in the bytes from its start this key stands; 0 if nowhere. */
static uint16_t
key_place(const struct bundle *b, const char *key)
{
	const char *bytes = (const char *)b->words;
	size_t len = strlen(key) + 1, end = (size_t)b->words[KEYS_END] * 4;

	for (size_t at = 4 * HEAD_LEN; at + len <= end && at <= UINT16_MAX; at++)
		if (memcmp(bytes + at, key, len) == 0)
			return (uint16_t)at;
	return 0;
}

/* The word in which a table says where this is; NULL if it does not. */
static uint32_t *
find(const struct bundle *b, uint32_t table, const char *key)
{
	uint32_t *start = b->words + place_of(table);
	const uint16_t *keys = (const uint16_t *)start;
	size_t count = keys[0];

	for (size_t i = 0; type_of(table) == TABLE && i < count; i++)
		if (strcmp((const char *)b->words + keys[1 + i], key) == 0)
			return start + (count + 2) / 2 + i;
	return NULL;
}

/* The names of all zones, or their regions, in the order of the names. */
static size_t
length_of(const struct bundle *b, uint32_t list)
{
	if (type_of(list) == ARRAY_16)
		return units(b)[place_of(list)];
	return b->words[place_of(list)];
}

static uint32_t
item_at(const struct bundle *b, uint32_t list, size_t i)
{
	if (type_of(list) == ARRAY_16)
		return (uint32_t)STRING_16 << 28 | units(b)[place_of(list) + 1 + i];
	return b->words[place_of(list) + 1 + i];
}

/* A short text of ASCII, as all names are, beside that name. */
static int
compare_name(const struct bundle *b, uint32_t item, const char *name)
{
	const uint16_t *text;
	size_t i = 0, len;

	if (type_of(item) == STRING_16) {
		text = units(b) + place_of(item);
		len = 0;
		while (text[len] != 0)
			len++;
	} else {
		text = (const uint16_t *)(b->words + place_of(item) + 1);
		len = b->words[place_of(item)];
	}
	while (i < len && text[i] == (unsigned char)name[i])
		i++;
	return (i < len ? text[i] : 0) - (unsigned char)name[i];
}

/* ------------------------------------------------------- a zone's new table --- */

static bool
is_early(int64_t at)
{
	return at < INT32_MIN;
}

static bool
is_late(int64_t at)
{
	return at > INT32_MAX;
}

static bool
is_usual(int64_t at)
{
	return !is_early(at) && !is_late(at);
}

/* The moments of one of three kinds; in two words each but the usual. */
static uint32_t
put_moments(struct bundle *b, const struct zone_change *changes, size_t count,
    bool (*wanted)(int64_t))
{
	uint32_t item = here(b, NUMBERS);

	put(b, 0);
	for (size_t i = 1; i < count; i++) {
		int64_t at = changes[i].at;

		if (!wanted(at))
			continue;
		if (wanted != is_usual)
			put(b, (uint32_t)((uint64_t)at >> 32));
		put(b, (uint32_t)((uint64_t)at & UINT32_MAX));
	}
	b->words[place_of(item)] = (uint32_t)b->n - place_of(item) - 1;
	return item;
}

static bool
same_type(const struct zone_change *a, const struct zone_change *b)
{
	return a->offset == b->offset && a->summer == b->summer;
}

/* The offsets there are, each once, and for each change which of them. */
static bool
put_types(struct bundle *b, const struct zone_change *changes, size_t count,
    uint32_t *offsets, uint32_t *map)
{
	const struct zone_change *types[TYPES_MAX];
	size_t ntypes = 0, words = (count - 1 + 3) / 4;
	unsigned char *of;

	ARENA_ARRAY(b->arena, of, count);
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;

		while (k < ntypes && !same_type(types[k], &changes[i]))
			k++;
		if (k == TYPES_MAX)
			return false;
		if (k == ntypes)
			types[ntypes++] = &changes[i];
		of[i] = (unsigned char)k;
	}
	*offsets = here(b, NUMBERS);
	put(b, (uint32_t)(2 * ntypes));
	for (size_t k = 0; k < ntypes; k++) {
		int32_t summer = types[k]->summer ? 3600 : 0;

		put(b, (uint32_t)(types[k]->offset - summer));
		put(b, (uint32_t)summer);
	}
	*map = here(b, BINARY);
	put(b, (uint32_t)(count - 1));
	for (size_t i = 0; i < words; i++)
		put(b, 0);
	memcpy(b->words + place_of(*map) + 1, of + 1, count - 1);
	return true;
}

/* 0 if it cannot be made. */
static uint32_t
put_zone(struct bundle *b, const struct zone_change *changes, size_t count)
{
	static const char *const names[] = { "trans", "transPost32", "transPre32",
		"typeMap", "typeOffsets" };
	uint32_t items[COUNT_OF(names)], table;
	uint16_t head[1 + COUNT_OF(names)] = { COUNT_OF(names) };

	items[0] = put_moments(b, changes, count, is_usual);
	items[1] = put_moments(b, changes, count, is_late);
	items[2] = put_moments(b, changes, count, is_early);
	if (!put_types(b, changes, count, &items[4], &items[3]))
		return 0;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		head[1 + i] = key_place(b, names[i]);
		if (head[1 + i] == 0)
			return 0;
	}
	table = here(b, TABLE);
	for (size_t i = 0; i < sizeof head / 4; i++)
		put(b, 0);
	memcpy(b->words + place_of(table), head, sizeof head);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		put(b, items[i]);
	return table;
}

/* ---------------------------------------------------------- a zone that is new --- */

static uint32_t
put_name(struct bundle *b, const char *name)
{
	size_t len = strlen(name);
	uint32_t item = here(b, 0);
	uint16_t text[ID_MAX + 2] = { 0 };

	for (size_t i = 0; i < len; i++)
		text[i] = (unsigned char)name[i];
	put(b, (uint32_t)len);
	for (size_t i = 0; i < len + 1; i += 2)
		put(b, 0);
	memcpy(b->words + place_of(item) + 1, text, (len + 2) / 2 * 4);
	return item;
}

/* A list with one more in it. */
static void
put_into(struct bundle *b, uint32_t *list, size_t place, uint32_t item)
{
	size_t count = length_of(b, *list);
	uint32_t longer = here(b, ARRAY);

	put(b, (uint32_t)count + 1);
	for (size_t i = 0; i < count; i++) {
		if (i == place)
			put(b, item);
		put(b, item_at(b, *list, i));
	}
	if (place == count)
		put(b, item);
	*list = longer;
}

/* Other names of a zone are numbers of their places: those behind it move on. */
static void
move_on(struct bundle *b, uint32_t zones, size_t place)
{
	uint32_t *all = b->words + place_of(zones);

	for (size_t i = 1; i <= all[0]; i++) {
		uint32_t *links = NULL, *list;

		if (type_of(all[i]) == NUMBER && place_of(all[i]) >= place)
			all[i]++;
		if (type_of(all[i]) == TABLE)
			links = find(b, all[i], "links");
		if (links == NULL)
			continue;
		list = b->words + place_of(*links);
		for (size_t k = 1; k <= list[0]; k++)
			list[k] += list[k] >= place;
	}
}

/* ----------------------------------------------------------------- the whole --- */

static bool
set_zone(struct bundle *b, const char *zone, uint32_t table)
{
	uint32_t *names = find(b, b->words[ROOT], "Names");
	uint32_t *zones = find(b, b->words[ROOT], "Zones");
	uint32_t *regions = find(b, b->words[ROOT], "Regions");
	size_t place = 0, count;

	if (table == 0 || names == NULL || zones == NULL || regions == NULL ||
	    type_of(*zones) != ARRAY)
		return false;
	count = length_of(b, *names);
	while (place < count && compare_name(b, item_at(b, *names, place), zone) < 0)
		place++;
	if (place == count || compare_name(b, item_at(b, *names, place), zone) != 0) {
		move_on(b, *zones, place);
		put_into(b, names, place, put_name(b, zone));
		put_into(b, regions, place, item_at(b, *regions, 0));
		put_into(b, zones, place, table);
	}
	b->words[place_of(*zones) + 1 + place] = table;
	return true;
}

/* What stands before data of ICU's: their kind. */
struct head {
	uint16_t size;
	unsigned char magic[2];
	UDataInfo info;
	char rest[8];
};
_Static_assert(sizeof(struct head) == 32, "data begin at a multiple of 16");

static struct head
head_of(const UDataInfo *info)
{
	struct head head = {
		.size = sizeof head, .magic = { 0xda, 0x27 }, .info = *info
	};

	head.info.size = sizeof head.info;
	return head;
}

/* A package with nothing in it but the bundle. */
static enum status
use(struct bundle *b)
{
	static const char name[] = U_ICUDATA_NAME "/zoneinfo64.res";
	struct package {
		struct head head;
		uint32_t count, name_at, data_at;
		char name[sizeof name + 16 - (sizeof name + 12) % 16];
		struct head data;
	} * package;
	UErrorCode error = U_ZERO_ERROR;
	UDataInfo info = b->info;

	memcpy(info.dataFormat, "CmnD", 4);
	memcpy(info.formatVersion, "\1\0\0", 4);
	b->words[ITEMS_END] = b->words[BUNDLE_END] = (uint32_t)b->n;
	package = arena_alloc(b->arena, sizeof *package + b->n * sizeof *b->words);
	*package = (struct package){ .head = head_of(&info),
		.count = 1,
		.name_at = offsetof(struct package, name) - sizeof(struct head),
		.data_at = offsetof(struct package, data) - sizeof(struct head),
		.data = head_of(&b->info) };
	memcpy(package->name, name, sizeof name);
	memcpy(package + 1, b->words, b->n * sizeof *b->words);
	/* What it has read already it would keep. */
	u_cleanup();
	udata_setCommonData(package, &error);
	return error == U_ZERO_ERROR ? OK : ERR_INVALID;
}

enum zone_data
zone_data_correct(struct arena *arena, const char *zone,
    const struct zone_change *changes, size_t count)
{
	struct bundle b = { .arena = arena };
	char name[ID_MAX + 1];
	uint32_t table;

	if (strlen(zone) > ID_MAX || icu_agrees(zone, changes, count))
		return ZONE_SAME;
	canonical_name(zone, name);
	if (read_bundle(&b, 8192 + 5 * count)) {
		table = put_zone(&b, changes, count);
		if (set_zone(&b, name, table) && set_zone(&b, zone, table) &&
		    use(&b) == OK && icu_agrees(zone, changes, count))
			return ZONE_CORRECTED;
	}
	u_cleanup();
	return ZONE_WRONG;
}
