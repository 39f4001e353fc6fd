/* clock.c - see clock.h. */

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY_SECONDS INT64_C(86400)
#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define ZONE_MAX 64 /* letters of a name */
#define REMEMBERED 1024 /* days of zones */
#define CHANGES_MAX 1000 /* two or four a year */

static int64_t
read_clock(clockid_t id)
{
	struct timespec now;

	(void)clock_gettime(id, &now);
	return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

int64_t
clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t
clock_wall(void)
{
	return read_clock(CLOCK_REALTIME);
}

/*
 * A file that is there and cannot be read must not pass for a zone that does not
 * exist: from then on pages would show the hours of UTC.  It is as with memory: who
 * has none left ends the process, and the parent starts another.
 */
static void
give_up_if_none_left(int why)
{
	if (why != EMFILE && why != ENFILE && why != ENOMEM && why != EIO)
		return;
	fprintf(stderr, "error clock a zone cannot be read: %s\n", strerror(why));
	abort();
}

bool
clock_zone_known(const char *zone)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789_+-/";
	char path[96];
	FILE *file;
	char magic[4] = "";
	bool known;

	if (zone[0] == '\0' || zone[0] == '/' || strlen(zone) > ZONE_MAX)
		return false;
	if (strspn(zone, letters) != strlen(zone))
		return false;
	(void)snprintf(path, sizeof path, ZONE_FOLDER "%s", zone);
	if ((file = fopen(path, "re")) == NULL) {
		give_up_if_none_left(errno);
		return false;
	}
	/* A folder opens too, and not all files there are zones (RFC 8536, 3.1). */
	known = fread(magic, 1, sizeof magic, file) == sizeof magic &&
		memcmp(magic, "TZif", sizeof magic) == 0;
	if (ferror(file))
		give_up_if_none_left(errno);
	(void)fclose(file);
	return known;
}

/* The last one stays: reading the file of a zone costs as much as a small page. */
static void
switch_zone(const char *zone)
{
	static char current[ZONE_MAX + 1];
	char tz[80];

	if (current[0] != '\0' && strcmp(zone, current) == 0)
		return;
	/* The colon: a file, never a rule such as "EST5EDT,M3.2.0" spelt out. */
	(void)snprintf(tz, sizeof tz, ":%s", clock_zone_known(zone) ? zone : "UTC");
	(void)setenv("TZ", tz, 1);
	tzset();
	(void)snprintf(current, sizeof current, "%s", zone);
}

static int64_t
floor_div(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

/* Seconds that the zone is ahead of UTC. */
static int64_t
offset_by_rules(int64_t seconds, const char *zone)
{
	time_t at = (time_t)seconds;
	struct tm tm = { 0 };

	switch_zone(zone);
	(void)localtime_r(&at, &tm);
	return tm.tm_gmtoff;
}

/*
 * A supervisor's list has several zones by turns, and a page asks a hundred times.
 * No zone has ever changed twice in a day: one that begins and ends alike is
 * remembered whole.
 */
static int64_t
offset_at(int64_t seconds, const char *zone)
{
	static struct zone_day {
		char zone[ZONE_MAX + 1];
		int64_t day, offset;
	} remembered[REMEMBERED];
	int64_t day = floor_div(seconds, DAY_SECONDS), offset;
	uint64_t place = (uint64_t)day;
	struct zone_day *last;

	if (strlen(zone) > ZONE_MAX)
		zone = "UTC";
	for (const char *s = zone; *s != '\0'; s++)
		place = place * 31 + (unsigned char)*s;
	last = &remembered[place % REMEMBERED];
	if (last->day == day && strcmp(last->zone, zone) == 0)
		return last->offset;
	offset = offset_by_rules(day * DAY_SECONDS, zone);
	if (offset != offset_by_rules((day + 1) * DAY_SECONDS, zone))
		return offset_by_rules(seconds, zone);
	memcpy(last->zone, zone, strlen(zone) + 1);
	last->day = day;
	last->offset = offset;
	return offset;
}

static struct zone_change
change_at(int64_t seconds, const char *zone)
{
	time_t at = (time_t)seconds;
	struct tm tm = { 0 };

	switch_zone(zone);
	(void)localtime_r(&at, &tm);
	return (struct zone_change){ seconds, (int32_t)tm.tm_gmtoff, tm.tm_isdst > 0 };
}

/* The first second of ${to} or before it that is as ${to} is, of those after ${from}. */
static struct zone_change
first_like(int64_t from, struct zone_change to, const char *zone)
{
	while (to.at - from > 1) {
		struct zone_change middle = change_at(from + (to.at - from) / 2, zone);

		if (middle.offset == to.offset)
			to = middle;
		else
			from = middle.at;
	}
	return to;
}

const struct zone_change *
clock_changes(struct arena *arena, const char *zone, size_t *count)
{
	struct zone_change last =
	    change_at(clock_day_number(1900, 1, 1) * DAY_SECONDS, zone);
	struct zone_change *changes = arena_alloc(arena, CHANGES_MAX * sizeof *changes);

	changes[0] = last;
	*count = 1;
	while (last.at < CLOCK_CHANGES_END - 1 && *count < CHANGES_MAX) {
		struct zone_change next =
		    change_at(last.at + DAY_SECONDS < CLOCK_CHANGES_END - 1
				  ? last.at + DAY_SECONDS
				  : CLOCK_CHANGES_END - 1,
			zone);

		if (next.offset != last.offset)
			changes[(*count)++] = first_like(last.at, next, zone);
		last = next;
	}
	return changes;
}

int64_t
clock_local_day(int64_t at, const char *zone)
{
	int64_t utc = floor_div(at, SECOND);

	return floor_div(utc + offset_at(utc, zone), DAY_SECONDS);
}

struct local_time
clock_local(int64_t at, const char *zone)
{
	int64_t utc = floor_div(at, SECOND), local = utc + offset_at(utc, zone);
	int64_t day = floor_div(local, DAY_SECONDS);
	int of_day = (int)(local - day * DAY_SECONDS);
	struct local_time t = {
		.hour = of_day / 3600,
		.minute = of_day / 60 % 60,
		.second = of_day % 60,
		/* 1970-01-01 was a Thursday. */
		.weekday = (int)((day % 7 + 11) % 7),
	};

	clock_civil(day, &t.year, &t.month, &t.day);
	return t;
}

const char *
clock_month(int month)
{
	static const char *const months[] = { "January", "February", "March", "April",
		"May", "June", "July", "August", "September", "October", "November",
		"December" };

	return months[month - 1];
}

/*
 * Both ways count years from March, so that the leap day is a year's last, in
 * cycles of 400 years, which are 146,097 days.  Day 0 of the count is 1 March
 * of the year 0, which is 719,468 days before 1970-01-01.
 */
int64_t
clock_day_number(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t cycle = floor_div(y, 400);
	int64_t of_cycle = y - cycle * 400;
	int64_t from_march = (month + 9) % 12;
	int64_t of_year = (153 * from_march + 2) / 5 + day - 1;

	return cycle * 146097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 +
	       of_year - 719468;
}

void
clock_civil(int64_t day_number, int *year, int *month, int *day)
{
	int64_t days = day_number + 719468;
	int64_t cycle = floor_div(days, 146097);
	int64_t of_cycle = days - cycle * 146097;
	int64_t y =
	    (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
	int64_t of_year = of_cycle - (365 * y + y / 4 - y / 100);
	int64_t from_march = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * from_march + 2) / 5 + 1);
	*month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
	*year = (int)(y + cycle * 400 + (*month <= 2));
}

const char *
clock_iso(struct arena *arena, int64_t at)
{
	int64_t seconds = floor_div(at, SECOND);
	int64_t day_number = floor_div(seconds, DAY_SECONDS);
	int of_day = (int)(seconds - day_number * DAY_SECONDS);
	int fraction = (int)((at % SECOND + SECOND) % SECOND);
	int year, month, day;
	const char *whole;

	clock_civil(day_number, &year, &month, &day);
	whole = arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day,
	    of_day / 3600, of_day / 60 % 60, of_day % 60);
	if (fraction == 0)
		return arena_printf(arena, "%sZ", whole);
	return arena_printf(arena, "%s.%06dZ", whole, fraction);
}

const char *
clock_date(struct arena *arena, int64_t day_number)
{
	int year, month, day;

	clock_civil(day_number, &year, &month, &day);
	return arena_printf(arena, "%04d-%02d-%02d", year, month, day);
}

const char *
clock_local_date(struct arena *arena, int64_t at, const char *zone)
{
	return clock_date(arena, clock_local_day(at, zone));
}

const char *
clock_local_minute(struct arena *arena, int64_t at, const char *zone)
{
	struct local_time t = clock_local(at, zone);

	return arena_printf(arena, "%04d-%02d-%02d %02d:%02d", t.year, t.month, t.day,
	    t.hour, t.minute);
}

/* Exactly so many digits; moves on past them. */
static bool
read_digits(const char **s, int count, int *number)
{
	int n = 0;

	for (int i = 0; i < count; i++) {
		if ((*s)[i] < '0' || (*s)[i] > '9')
			return false;
		n = n * 10 + (*s)[i] - '0';
	}
	*s += count;
	*number = n;
	return true;
}

static bool
read_char(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool
read_date(const char **s, int64_t *day_number)
{
	int year, month, day, y, m, d;

	if (!read_digits(s, 4, &year) || !read_char(s, '-') ||
	    !read_digits(s, 2, &month) || !read_char(s, '-') ||
	    !read_digits(s, 2, &day))
		return false;
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	*day_number = clock_day_number(year, month, day);
	clock_civil(*day_number, &y, &m, &d);
	return d == day; /* 30 February would have become 2 March */
}

/* "06:00:00" and up to six digits more, as microseconds of the day. */
static bool
read_time(const char **s, int64_t *of_day)
{
	int hour, minute, second, digit;
	int64_t unit = SECOND / 10;

	if (!read_digits(s, 2, &hour) || !read_char(s, ':') ||
	    !read_digits(s, 2, &minute) || !read_char(s, ':') ||
	    !read_digits(s, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*of_day = hour * HOUR + minute * MINUTE + second * SECOND;
	if (!read_char(s, '.'))
		return true;
	if (!read_digits(s, 1, &digit))
		return false;
	do {
		*of_day += digit * unit;
		unit /= 10;
	} while (unit > 0 && read_digits(s, 1, &digit));
	return true;
}

/* "Z", "+02", "+0200" or "+02:00", as what must be taken off. */
static bool
read_offset(const char **s, int64_t *offset)
{
	bool west = **s == '-';
	int hour, minute = 0;

	*offset = 0;
	if (read_char(s, 'Z'))
		return true;
	if (!read_char(s, '+') && !read_char(s, '-'))
		return false;
	if (!read_digits(s, 2, &hour))
		return false;
	if (**s != '\0') {
		(void)read_char(s, ':');
		if (!read_digits(s, 2, &minute))
			return false;
	}
	*offset = (hour * HOUR + minute * MINUTE) * (west ? -1 : 1);
	return hour <= 15 && minute <= 59;
}

enum status
clock_parse(const char *text, int64_t *at)
{
	int64_t day_number, of_day, offset, when;

	if (text == NULL || !read_date(&text, &day_number))
		return ERR_INVALID;
	if (!read_char(&text, 'T') && !read_char(&text, ' '))
		return ERR_INVALID;
	if (!read_time(&text, &of_day) || !read_offset(&text, &offset) || *text != '\0')
		return ERR_INVALID;
	when = day_number * DAY_SECONDS * SECOND + of_day - offset;
	if (when < clock_day_number(1900, 1, 1) * DAY_SECONDS * SECOND ||
	    when >= clock_day_number(3000, 1, 1) * DAY_SECONDS * SECOND)
		return ERR_INVALID;
	*at = when;
	return OK;
}

enum status
clock_parse_date(const char *text, int64_t *day_number)
{
	int64_t read;

	if (text == NULL || !read_date(&text, &read) || *text != '\0')
		return ERR_INVALID;
	*day_number = read;
	return OK;
}

/* One to so many digits; moves on past them. */
static bool
read_up_to(const char **s, int most, int *number)
{
	int count = 0;

	while (count < most && (*s)[count] >= '0' && (*s)[count] <= '9')
		count++;
	return count > 0 && read_digits(s, count, number);
}

static bool
write_date(int year, int month, int day, char iso[11])
{
	int64_t number;

	(void)snprintf(iso, 11, "%04d-%02d-%02d", year, month, day);
	if (clock_parse_date(iso, &number) == OK)
		return true;
	iso[0] = '\0';
	return false;
}

/* The year first: nobody writes the day second then. */
static bool
read_year_first(const char *text, char iso[11])
{
	int year, month, day;
	char separator;

	if (!read_digits(&text, 4, &year) || (*text != '-' && *text != '/'))
		return false;
	separator = *text++;
	return read_up_to(&text, 2, &month) && read_char(&text, separator) &&
	       read_up_to(&text, 2, &day) && *text == '\0' &&
	       write_date(year, month, day, iso);
}

enum typed_date
clock_read_typed(const char *text, char iso[11])
{
	int first, second, year;
	char separator, other[11];

	iso[0] = '\0';
	if (read_year_first(text, iso))
		return DATE_SURE;
	if (!read_up_to(&text, 2, &first) ||
	    (*text != '/' && *text != '-' && *text != '.'))
		return DATE_NONE;
	separator = *text++;
	if (!read_up_to(&text, 2, &second) || !read_char(&text, separator) ||
	    !read_digits(&text, 4, &year) || *text != '\0')
		return DATE_NONE;
	if (write_date(year, second, first, iso))
		return first != second && write_date(year, first, second, other)
			   ? DATE_EITHER
			   : DATE_SURE;
	return write_date(year, first, second, other) ? DATE_MONTH_FIRST : DATE_NONE;
}
