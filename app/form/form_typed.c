/* form_typed.c - what is kept of a text for a type of bind: see form_expression.h. */

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "form/form_date.h"
#include "form/form_value.h"

static const char *
whole_number(struct arena *arena, const char *text)
{
	double n = form_text_number(text);

	return isnan(n) || isinf(n) ? "" : form_number_text(arena, trunc(n));
}

static const char *
decimal(struct arena *arena, const char *text)
{
	double n = form_text_number(text);

	return isnan(n) || isinf(n) ? "" : form_number_text(arena, n);
}

/* The years 1 to 9999. */
#define FIRST_DAY (-719161)
#define LAST_DAY 2932895

/* Days since 1970, as a calculation with dates gives them; NaN for anything else. */
static double
moment_of_days(const char *text)
{
	double days = form_text_number(text);

	return days > FIRST_DAY && days < LAST_DAY ? trunc(FORM_DAYS_TO_MS(days))
						   : (double)NAN;
}

static const char *
day_of(struct arena *arena, const struct form_clock *clock, const char *text)
{
	double ms = moment_of_days(text);
	const char *time = strchr(text, 'T');
	struct form_local t;
	int64_t day;

	if (!isnan(ms)) {
		t = form_local(ms, clock->zone);
		return arena_printf(
		    arena, "%04lld-%02d-%02d", (long long)t.year, t.month, t.day);
	}
	/* A time at the end is taken for a local one. */
	if (time != NULL)
		text = arena_strndup(arena, text, (size_t)(time - text));
	return clock_parse_date(text, &day) == OK ? text : "";
}

static bool
two_digits(const char **s, int limit, int *number)
{
	*number = 0;
	for (int i = 0; i < 2 && **s >= '0' && **s <= '9'; i++)
		*number = *number * 10 + *(*s)++ - '0';
	return *number < limit;
}

/* "9:30", "09:30:15.123" or either with "Z", "+02" or "+02:00" at its end. */
static const char *
time_of(struct arena *arena, const struct form_clock *clock, const char *text)
{
	int hour, minute, second = 0, zone_hour = 0, zone_minute = 0;
	const char *s = text, *ms = "000", *offset;
	size_t digits = 3;

	if (*s < '0' || *s > '9' || !two_digits(&s, 24, &hour) || *s++ != ':' ||
	    *s < '0' || *s > '9' || !two_digits(&s, 60, &minute))
		return "";
	if (*s == ':' && (s++, !two_digits(&s, 60, &second)))
		return "";
	if (*s == '.') {
		ms = ++s;
		digits = strspn(s, "0123456789");
		s += digits;
	}
	offset = form_offset(arena, (double)clock->now_ms, clock->zone);
	if (*s == 'Z' && s[1] == '\0') {
		offset = "+00:00";
	} else if (*s == '+' || *s == '-') {
		char sign = *s++;

		if (!two_digits(&s, 24, &zone_hour) ||
		    (*s == ':' && (s++, !two_digits(&s, 60, &zone_minute))) ||
		    *s != '\0')
			return "";
		offset =
		    arena_printf(arena, "%c%02d:%02d", sign, zone_hour, zone_minute);
	} else if (*s != '\0') {
		return "";
	}
	if (digits != 3)
		return "";
	return arena_printf(
	    arena, "%02d:%02d:%02d.%.3s%s", hour, minute, second, ms, offset);
}

static const char *
only_time(struct arena *arena, const struct form_clock *clock, const char *text)
{
	const char *behind;

	if (form_looks_like_date(text)) {
		double ms = form_parse_js(text, clock->zone);

		if (isnan(ms))
			return "";
		behind = form_iso_local(arena, ms, clock->zone);
		return strchr(behind, 'T') + 1;
	}
	return time_of(arena, clock, text);
}

static const char *
day_and_time(struct arena *arena, const struct form_clock *clock, const char *text)
{
	double ms = moment_of_days(text);
	const char *time = strchr(text, 'T'), *day;

	if (!isnan(ms))
		return form_iso_local(arena, ms, clock->zone);
	day = day_of(arena, clock, text);
	if (*day == '\0')
		return "";
	if (time == NULL)
		return arena_printf(arena, "%sT00:00:00.000%s", day,
		    form_offset(arena, (double)clock->now_ms, clock->zone));
	time = time_of(arena, clock, time + 1);
	return *time == '\0' ? "" : arena_printf(arena, "%sT%s", day, time);
}

const char *
form_typed(struct arena *arena, const struct form_clock *clock, const char *type,
    const char *text)
{
	if (*text == '\0')
		return "";
	if (strcasecmp(type, "string") == 0)
		return *text_trim(arena, text) == '\0' ? "" : text;
	if (strcasecmp(type, "int") == 0)
		return whole_number(arena, text);
	if (strcasecmp(type, "decimal") == 0)
		return decimal(arena, text);
	if (strcasecmp(type, "date") == 0)
		return day_of(arena, clock, text);
	if (strcasecmp(type, "time") == 0)
		return only_time(arena, clock, text);
	if (strcasecmp(type, "datetime") == 0)
		return day_and_time(arena, clock, text);
	if (strncasecmp(type, "geo", 3) == 0)
		return text_trim(arena, text);
	return text;
}
