/* phone.c - see phone.h. */

#include "ext/phone.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "ext/phone_lib.h"

/* More than any number with its separators; also bounds the library's work. */
#define TYPED_MAX ((size_t)64)
#define ZONE_TABLE "/usr/share/zoneinfo/zone.tab"

/*
 * Numbers as they were shown last: the library needs 80 us for one, and a list of
 * patients has fifty that are shown again and again.
 */
#define REMEMBERED 4096
static struct shown {
	char e164[20], region[4], text[40];
} remembered[REMEMBERED];

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_abroad(const char *digits)
{
	return digits[0] == '+' || strncmp(digits, "00", 2) == 0;
}

/*
 * ASCII digits and a leading plus of what was typed, or NULL if there is
 * anything else than separators: the library would turn letters into digits
 * and skip what it does not understand, and reach somebody else.
 */
static const char *
dialled(struct arena *arena, const char *typed)
{
	char *text = text_trim(arena, text_fold(arena, typed));
	struct buf b;

	if (strncmp(text, "tel:", 4) == 0)
		text += 4;
	buf_init(&b, arena);
	for (; *text != '\0'; text++) {
		if (is_digit(*text))
			buf_putc(&b, *text);
		else if (*text == '+' && b.len == 0)
			buf_putc(&b, '+');
		else if (strchr(" -().,/\t", *text) == NULL)
			return NULL;
		if (strncmp(text, "(0)", 3) == 0 && is_abroad(b.data))
			text += 2; /* "+263 (0) 771...": dialled only at home */
	}
	return b.data;
}

static enum phone_fault
fault_of(enum phone_lib_fault fault)
{
	static const enum phone_fault faults[] = {
		[PHONE_LIB_GOOD] = PHONE_GOOD,
		[PHONE_LIB_NOT_A_NUMBER] = PHONE_NOT_A_NUMBER,
		[PHONE_LIB_TOO_SHORT] = PHONE_TOO_SHORT,
		[PHONE_LIB_TOO_LONG] = PHONE_TOO_LONG,
		[PHONE_LIB_NOT_VALID] = PHONE_NOT_VALID,
	};

	return faults[fault];
}

static enum phone_kind
kind_of(enum phone_lib_kind kind)
{
	static const enum phone_kind kinds[] = {
		[PHONE_LIB_OTHER] = PHONE_OTHER,
		[PHONE_LIB_MOBILE] = PHONE_MOBILE,
		[PHONE_LIB_FIXED] = PHONE_FIXED,
		[PHONE_LIB_FIXED_OR_MOBILE] = PHONE_FIXED_OR_MOBILE,
	};

	return kinds[kind];
}

enum phone_fault
phone_read(
    struct arena *arena, const char *typed, const char *region, struct phone *phone)
{
	const char *digits;
	struct phone_lib read;
	enum phone_fault fault;

	*phone = (struct phone){ "", "", "", "", PHONE_OTHER };
	if (*text_trim(arena, typed) == '\0')
		return PHONE_EMPTY;
	if (strlen(typed) > TYPED_MAX * 4)
		return PHONE_TOO_LONG;
	digits = dialled(arena, typed);
	if (digits == NULL || strpbrk(digits, "0123456789") == NULL)
		return PHONE_NOT_A_NUMBER;
	if (strlen(digits) > TYPED_MAX)
		return PHONE_TOO_LONG;
	phone_lib_read(digits, region, &read);
	fault = fault_of(read.fault);
	if (fault != PHONE_GOOD && fault != PHONE_NOT_VALID)
		return fault;
	phone->e164 = arena_strdup(arena, read.e164);
	phone->national = arena_strdup(arena, read.national);
	phone->international = arena_strdup(arena, read.international);
	phone->region = arena_strdup(arena, read.region);
	phone->kind = kind_of(read.kind);
	return fault;
}

static const char *
show(struct arena *arena, const char *e164, const char *home_region)
{
	struct phone phone;

	switch (phone_read(arena, e164, "ZZ", &phone)) {
	case PHONE_GOOD:
		if (strcmp(phone.region, home_region) == 0)
			return phone.national;
		return phone.international;
	case PHONE_NOT_VALID:
		return phone.international;
	default:
		return e164;
	}
}

static struct shown *
place_for(const char *e164)
{
	size_t n = 0;

	for (const char *s = e164; *s != '\0'; s++)
		n = n * 31 + (unsigned char)*s;
	return &remembered[n % REMEMBERED];
}

const char *
phone_shown(struct arena *arena, const char *e164, const char *home_region)
{
	struct shown *last = place_for(e164);
	const char *text;

	if (e164[0] != '+' || strlen(e164) > TYPED_MAX)
		return e164;
	if (strcmp(last->e164, e164) == 0 && strcmp(last->region, home_region) == 0)
		return arena_strdup(arena, last->text);
	text = show(arena, e164, home_region);
	if (strlen(e164) < sizeof last->e164 && strlen(text) < sizeof last->text &&
	    strlen(home_region) < sizeof last->region) {
		memcpy(last->e164, e164, strlen(e164) + 1);
		memcpy(last->region, home_region, strlen(home_region) + 1);
		memcpy(last->text, text, strlen(text) + 1);
	}
	return text;
}

const char *
phone_digits(struct arena *arena, const char *typed)
{
	const char *digits = dialled(arena, typed);

	if (digits == NULL)
		return "";
	return digits + strspn(digits, "+0");
}

const char *
phone_sought(struct arena *arena, const char *typed)
{
	const char *digits = phone_digits(arena, typed);

	return strlen(digits) >= 4 ? digits : "";
}

const char *
phone_region_of_zone(struct arena *arena, const char *zone)
{
	FILE *table = fopen(ZONE_TABLE, "re");
	char line[256], code[3], name[65];
	const char *region = "";

	if (table == NULL)
		return region;
	while (region[0] == '\0' && fgets(line, (int)sizeof line, table) != NULL)
		if (sscanf(line, "%2[A-Z]\t%*s\t%64s", code, name) == 2 &&
		    strcmp(name, zone) == 0)
			region = arena_strdup(arena, code);
	(void)fclose(table);
	return region;
}
