/* form_date.c - see form_date.h. */

#include "form/form_date.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

#define MOST_MS (DAYS_MOST * DAY_MS)
#define HOUR_MS 3600000.0
#define MINUTE_MS 60000.0

/* ---------------------------------------------------------- shapes --- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits(const char *s, size_t most)
{
	size_t n = 0;

	while (n < most && is_digit(s[n]))
		n++;
	return n;
}

bool
form_looks_like_date(const char *s)
{
	for (int part = 0; part < 3; part++) {
		size_t n = digits(s, part == 0 ? 4 : 2);

		if (part == 0 ? n != 4 : n == 0)
			return false;
		s += n;
		if (part < 2 && *s++ != '-')
			return false;
	}
	return strpbrk(s, "\r\n") == NULL;
}

bool
form_is_raw_number(const char *s)
{
	size_t n;

	s += *s == '-';
	n = strspn(s, "0123456789");
	if (n == 0)
		return false;
	s += n;
	if (*s == '.') {
		n = strspn(++s, "0123456789");
		if (n == 0)
			return false;
		s += n;
	}
	return *s == '\0';
}

/* ------------------------------------------------ local and moment --- */

/* Milliseconds that the zone is ahead of UTC. */
static double
offset_at(double ms, const char *zone)
{
	struct local_time t;
	double seconds = floor(ms / 1000);

	if (!(fabs(ms) <= MOST_MS))
		return 0;
	t = clock_local((int64_t)seconds * SECOND, zone);
	return ((double)clock_day_number(t.year, t.month, t.day) * 86400 +
		   t.hour * 3600 + t.minute * 60 + t.second - seconds) *
	       1000;
}

struct form_local
form_local(double ms, const char *zone)
{
	struct form_local t = { 0 };
	double offset = offset_at(ms, zone), local = floor(ms) + offset;
	int64_t day = (int64_t)floor(local / DAY_MS);
	int64_t of_day = (int64_t)(local - (double)day * DAY_MS);
	int year;

	clock_civil(day, &year, &t.month, &t.day);
	t.year = year;
	t.hour = (int)(of_day / 3600000);
	t.minute = (int)(of_day / 60000 % 60);
	t.second = (int)(of_day / 1000 % 60);
	t.ms = (int)(of_day % 1000);
	t.weekday = (int)((day % 7 + 11) % 7);
	t.offset = (int)(offset / MINUTE_MS);
	return t;
}

/* As if the zone were UTC. */
static double
unzoned(const struct form_local *t)
{
	int64_t months = t->year * 12 + (t->month - 1);
	int64_t year = months / 12 - (months % 12 < 0);
	int64_t day;

	if (year < -300000 || year > 300000)
		return NAN;
	day =
	    clock_day_number((int)year, (int)(months - year * 12) + 1, 1) + t->day - 1;
	return (double)day * DAY_MS + t->hour * HOUR_MS + t->minute * MINUTE_MS +
	       t->second * 1000.0 + t->ms;
}

static double
zoned(double local, const char *zone)
{
	double before = offset_at(local - DAY_MS, zone);
	double after = offset_at(local + DAY_MS, zone);

	if (!(fabs(local) <= MOST_MS))
		return NAN;
	if (before == after || offset_at(local - before, zone) == before)
		return local - before;
	if (offset_at(local - after, zone) == after)
		return local - after;
	return local - before;
}

double
form_moment(const struct form_local *t, const char *zone)
{
	return zoned(unzoned(t), zone);
}

double
form_midnight(double ms, const char *zone)
{
	struct form_local t = form_local(ms, zone);

	t.hour = t.minute = t.second = t.ms = 0;
	return form_moment(&t, zone);
}

/* --------------------------------------------------------- reading --- */

/* What a text says, as far as it goes. */
struct written {
	struct form_local at;
	bool iso; /* with two digits for month and day, and a "T" before a time */
	bool time, zone;
	int offset; /* minutes */
};

static bool
number(const char **s, size_t least, size_t most, int *value)
{
	size_t n = digits(*s, most);

	if (n < least)
		return false;
	*value = 0;
	for (; n > 0; n--)
		*value = *value * 10 + *(*s)++ - '0';
	return true;
}

static bool
skip(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* ".5" and ".123456": what is beyond a millisecond is not kept. */
static bool
read_fraction(const char **s, int *ms)
{
	int unit = 100;

	*ms = 0;
	if (!skip(s, '.'))
		return true;
	if (!is_digit(**s))
		return false;
	for (; is_digit(**s); (*s)++) {
		*ms += (**s - '0') * unit;
		unit /= 10;
	}
	return true;
}

static bool
read_zone(const char **s, struct written *w)
{
	bool west = **s == '-';
	int hour, minute = 0;

	if (skip(s, 'Z')) {
		w->zone = true;
		return true;
	}
	if (!skip(s, '+') && !skip(s, '-'))
		return true;
	if (!number(s, 2, 2, &hour))
		return false;
	(void)skip(s, ':');
	if (is_digit(**s) && !number(s, 2, 2, &minute))
		return false;
	w->zone = true;
	w->offset = (hour * 60 + minute) * (west ? -1 : 1);
	return hour < 24 && minute < 60;
}

static bool
read_time(const char **s, struct written *w)
{
	struct form_local *t = &w->at;

	if (!number(s, 1, 2, &t->hour) || !skip(s, ':') || !number(s, 2, 2, &t->minute))
		return false;
	if (skip(s, ':') && (!number(s, 2, 2, &t->second) || !read_fraction(s, &t->ms)))
		return false;
	w->time = true;
	if (t->hour == 24)
		return t->minute == 0 && t->second == 0 && t->ms == 0;
	return t->hour < 24 && t->minute < 60 && t->second < 60;
}

static bool
read_written(const char *s, struct written *w)
{
	int year;
	const char *month, *day;

	*w = (struct written){ 0 };
	if (!number(&s, 4, 4, &year) || !skip(&s, '-'))
		return false;
	w->at.year = year;
	month = s;
	if (!number(&s, 1, 2, &w->at.month) || !skip(&s, '-'))
		return false;
	day = s;
	if (!number(&s, 1, 2, &w->at.day))
		return false;
	w->iso = day - month == 3 && s - day == 2;
	if (w->at.month < 1 || w->at.month > 12 || w->at.day < 1 || w->at.day > 31)
		return false;
	if (*s == 'T' || *s == ' ') {
		w->iso = w->iso && *s == 'T';
		s++;
		if (!read_time(&s, w))
			return false;
		if (*s == ' ')
			s++;
		if (!read_zone(&s, w))
			return false;
	}
	return *s == '\0';
}

static double
moment_of(const struct written *w, const char *zone)
{
	if (w->zone)
		return unzoned(&w->at) - w->offset * MINUTE_MS;
	return form_moment(&w->at, zone);
}

double
form_parse_js(const char *s, const char *zone)
{
	struct written w;

	if (!read_written(s, &w))
		return NAN;
	if (w.iso && !w.time)
		return unzoned(&w.at);
	return moment_of(&w, zone);
}

static int
days_of_month(int64_t year, int month)
{
	int64_t next = month == 12 ? clock_day_number((int)year + 1, 1, 1)
				   : clock_day_number((int)year, month + 1, 1);

	return (int)(next - clock_day_number((int)year, month, 1));
}

double
form_parse_moment(const char *s, const char *zone)
{
	struct written w;

	if (!read_written(s, &w) ||
	    (w.iso && w.at.day > days_of_month(w.at.year, w.at.month)))
		return NAN;
	return moment_of(&w, zone);
}

double
form_days_of_text(const char *s, const char *zone)
{
	const char *t = strchr(s, 'T');
	struct form_local at = { 0 };
	int year;

	if (t != NULL && t > s)
		return form_parse_js(s, zone) / DAY_MS;
	if (!number(&s, 4, 4, &year) || !skip(&s, '-') ||
	    !number(&s, 1, 2, &at.month) || !skip(&s, '-') ||
	    !number(&s, 1, 2, &at.day) || (*s != '\0' && *s != '-'))
		return NAN;
	/* As new Date(99, ...) has it. */
	at.year = year < 100 ? year + 1900 : year;
	return form_moment(&at, zone) / DAY_MS;
}

/* --------------------------------------------------------- writing --- */

const char *
form_offset(struct arena *arena, double ms, const char *zone)
{
	int minutes = form_local(ms, zone).offset,
	    away = minutes < 0 ? -minutes : minutes;

	return arena_printf(
	    arena, "%c%02d:%02d", minutes < 0 ? '-' : '+', away / 60, away % 60);
}

const char *
form_iso_local(struct arena *arena, double ms, const char *zone)
{
	struct form_local t;

	if (isnan(ms))
		return "Invalid Date";
	t = form_local(ms, zone);
	/* Years of more digits have a sign. */
	return arena_printf(arena,
	    t.year >= 0 && t.year <= 9999 ? "%04lld-%02d-%02dT%02d:%02d:%02d.%03d%s"
					  : "%+07lld-%02d-%02dT%02d:%02d:%02d.%03d%s",
	    (long long)t.year, t.month, t.day, t.hour, t.minute, t.second, t.ms,
	    form_offset(arena, ms, zone));
}

/* ------------------------------------------------------ arithmetic --- */

static double
add_months(double ms, const char *zone, double number)
{
	struct form_local t = form_local(ms, zone);
	int64_t months, year;
	int last;

	if (!(fabs(number) < 1e6))
		return NAN;
	months = t.year * 12 + t.month - 1 + (int64_t)number;
	year = months / 12 - (months % 12 < 0);
	t.year = year;
	t.month = (int)(months - year * 12) + 1;
	last = days_of_month(t.year, t.month);
	if (t.day > last)
		t.day = last;
	return form_moment(&t, zone);
}

/* moment rounds half away from zero. */
static double
whole(double number)
{
	return number < 0 ? -floor(-number + 0.5) : floor(number + 0.5);
}

static double
within(double ms)
{
	return fabs(ms) <= MOST_MS ? ms : NAN;
}

double
form_add(double ms, const char *zone, double number, enum form_unit unit)
{
	struct form_local t;

	if (isnan(ms) || isnan(number))
		return NAN;
	switch (unit) {
	case FORM_YEARS:
		return add_months(ms, zone, whole(number * 12));
	case FORM_MONTHS:
		return add_months(ms, zone, whole(number));
	case FORM_WEEKS:
		number *= 7;
		/* falls through */
	case FORM_DAYS:
		number = whole(number);
		if (!(fabs(number) < 1e8))
			return NAN;
		t = form_local(ms, zone);
		return zoned(unzoned(&t) + number * DAY_MS, zone);
	case FORM_HOURS:
		return within(ms + trunc(number * HOUR_MS));
	default:
		return within(ms + trunc(number * MINUTE_MS));
	}
}

/* Months from one to the other, with a fraction of the month it ends in. */
static double
months_between(double a, double b, const char *zone)
{
	struct form_local from = form_local(a, zone), to = form_local(b, zone);
	double months, anchor, other;

	if (from.day < to.day)
		return -months_between(b, a, zone);
	months = (double)((to.year - from.year) * 12 + to.month - from.month);
	anchor = add_months(a, zone, months);
	other = add_months(a, zone, b < anchor ? months - 1 : months + 1);
	return -(months + (b - anchor) / fabs(other - anchor));
}

double
form_difference(double from, double to, const char *zone, enum form_unit unit)
{
	double n;

	if (isnan(from) || isnan(to))
		return NAN;
	if (unit == FORM_YEARS || unit == FORM_MONTHS) {
		n = months_between(to, from, zone);
		n = unit == FORM_YEARS ? n / 12 : n;
	} else {
		n = to + offset_at(to, zone) - from - offset_at(from, zone);
		n /= unit == FORM_WEEKS ? 7 * DAY_MS : DAY_MS;
	}
	/* No -0. */
	return trunc(n) + 0.0;
}
