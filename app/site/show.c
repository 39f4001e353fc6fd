/* show.c - see show.h. */

#include "site/show.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"

static const char *const weekdays[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"),
	N_("Thu"), N_("Fri"), N_("Sat") };
static const char *const long_weekdays[] = { N_("Sunday"), N_("Monday"), N_("Tuesday"),
	N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday") };
static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
	N_("May"), N_("Jun"), N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"),
	N_("Dec") };
static const char *const long_months[] = { N_("January"), N_("February"), N_("March"),
	N_("April"), N_("May"), N_("June"), N_("July"), N_("August"), N_("September"),
	N_("October"), N_("November"), N_("December") };

/* 1970-01-01 was a Thursday. */
static size_t
weekday_of(int64_t day_number)
{
	return (size_t)((day_number % 7 + 11) % 7);
}

const char *
show_time(struct arena *arena, int64_t at, const char *zone)
{
	struct local_time t = clock_local(at, zone);
	char *text;

	if (at == 0)
		return "";
	text = arena_strdup(arena, "00:00");
	text[0] = (char)(text[0] + t.hour / 10);
	text[1] = (char)(text[1] + t.hour % 10);
	text[3] = (char)(text[3] + t.minute / 10);
	text[4] = (char)(text[4] + t.minute % 10);
	return text;
}

static const char *
day_in_words(struct arena *arena, int64_t day_number, bool with_year)
{
	int year, month, day;
	const char *words;

	clock_civil(day_number, &year, &month, &day);
	words = arena_printf(arena, "%s %d %s", _(weekdays[weekday_of(day_number)]),
	    day, _(months[month - 1]));
	return with_year ? arena_printf(arena, "%s %d", words, year) : words;
}

const char *
show_date(struct arena *arena, int64_t at, int64_t now, const char *zone)
{
	if (at == 0)
		return "";
	return day_in_words(arena, clock_local_day(at, zone),
	    clock_local(at, zone).year != clock_local(now, zone).year);
}

const char *
show_long_date(struct arena *arena, int64_t at, const char *zone)
{
	struct local_time t = clock_local(at, zone);

	return arena_printf(arena, "%s %d %s %d", _(long_weekdays[t.weekday]), t.day,
	    _(long_months[t.month - 1]), t.year);
}

const char *
show_moment(struct arena *arena, int64_t at, int64_t now, const char *zone)
{
	const char *time = show_time(arena, at, zone);

	if (at == 0 || show_days_until(at, now, zone) == 0)
		return time;
	return arena_printf(arena, "%s, %s", show_date(arena, at, now, zone), time);
}

/* The time if it is of today, else the day: near enough for a list. */
static const char *
time_or_day(struct arena *arena, int64_t at, int64_t now, const char *zone)
{
	return show_days_until(at, now, zone) == 0 ? show_time(arena, at, zone)
						   : show_date(arena, at, now, zone);
}

const char *
show_since(struct arena *arena, int64_t at, int64_t now, const char *zone)
{
	return at == 0 ? ""
		       : arena_printf(
			     arena, _("since %s"), time_or_day(arena, at, now, zone));
}

const char *
show_by(struct arena *arena, int64_t at, int64_t now, const char *zone)
{
	return at == 0
		   ? ""
		   : arena_printf(arena, _("by %s"), time_or_day(arena, at, now, zone));
}

/* False for a date that is none. */
static bool
read_day(const char *date, int64_t *day_number)
{
	return date != NULL && clock_parse_date(date, day_number) == OK;
}

const char *
show_day(struct arena *arena, const char *date)
{
	int64_t day;

	return read_day(date, &day) ? day_in_words(arena, day, true) : "";
}

const char *
show_short_day(struct arena *arena, const char *date)
{
	int64_t day;

	return read_day(date, &day) ? day_in_words(arena, day, false) : "";
}

const char *
show_weekday(const char *date, int64_t days_later)
{
	int64_t day;

	return read_day(date, &day) ? _(weekdays[weekday_of(day + days_later)]) : "";
}

const char *
show_span(struct arena *arena, int64_t span)
{
	int64_t minutes = span > 0 ? span / MINUTE : 0;
	int64_t hours = minutes / 60, days = hours / 24;

	if (minutes < 60)
		return arena_printf(arena, _("%d min"), (int)minutes);
	if (hours < 24)
		return arena_printf(
		    arena, _("%d h %02d"), (int)hours, (int)(minutes % 60));
	return arena_printf(
	    arena, i18n_many("%d day", "%d days", (unsigned long)days), (int)days);
}

const char *
show_left(struct arena *arena, int64_t due, int64_t now)
{
	if (due > now)
		return arena_printf(arena, _("%s left"),
		    show_span(arena, due - now + MINUTE - SECOND / 1000));
	return arena_printf(arena, _("%s late"), show_span(arena, now - due));
}

const char *
show_due(struct arena *arena, int64_t due, int64_t now, const char *zone)
{
	return due > now ? show_by(arena, due, now, zone)
			 : show_since(arena, due, now, zone);
}

bool
show_is_late(int64_t due, int64_t now, const char *zone)
{
	return show_days_until(due, now, zone) < 0;
}

const char *
show_late(struct arena *arena, int64_t due, int64_t now, const char *zone)
{
	int64_t days = -show_days_until(due, now, zone);

	if (days <= 0)
		return show_left(arena, due, now);
	return arena_printf(arena,
	    i18n_many("%d day late", "%d days late", (unsigned long)days), (int)days);
}

static bool
is_case(const struct show_work *w)
{
	return strcmp(w->kind, "escalation") == 0;
}

bool
show_work_late(const struct show_work *w, int64_t now, const char *zone)
{
	if (is_case(w))
		return w->due_at < now;
	return strcmp(w->kind, "problem") == 0 || show_is_late(w->due_at, now, zone);
}

const char *
show_work_due(
    struct arena *arena, const struct show_work *w, int64_t now, const char *zone)
{
	if (is_case(w))
		return show_left(arena, w->due_at, now);
	if (strcmp(w->kind, "problem") == 0)
		return arena_printf(
		    arena, _("Now, %s"), show_since(arena, w->created_at, now, zone));
	return show_is_late(w->due_at, now, zone)
		   ? show_late(arena, w->due_at, now, zone)
		   : show_due(arena, w->due_at, now, zone);
}

int64_t
show_days_since(const char *date, int64_t now, const char *zone)
{
	int64_t day;

	return read_day(date, &day) ? clock_local_day(now, zone) - day : 0;
}

int64_t
show_days_until(int64_t at, int64_t now, const char *zone)
{
	return clock_local_day(at, zone) - clock_local_day(now, zone);
}

int
show_age(const char *birth_date, int64_t now, const char *zone)
{
	struct local_time t = clock_local(now, zone);
	int year, month, day;
	int64_t born;

	if (!read_day(birth_date, &born))
		return -1;
	clock_civil(born, &year, &month, &day);
	return t.year - year - (t.month < month || (t.month == month && t.day < day));
}

const char *
show_follow_up(struct arena *arena, const char *anchor_date, int last_day, int64_t now,
    const char *zone)
{
	int64_t day, n;

	if (!read_day(anchor_date, &day))
		return "";
	n = clock_local_day(now, zone) - day;
	if (n > last_day)
		return arena_printf(arena, _("Day %d, check-ins over"), (int)n);
	return arena_printf(arena, _("Day %d of %d"), (int)n, last_day);
}

/* Other scripts have no lower case, or begin with more than one byte. */
const char *
show_inside(struct arena *arena, const char *words)
{
	char *copy = arena_strdup(arena, words);

	if (copy[0] >= 'A' && copy[0] <= 'Z')
		copy[0] = (char)(copy[0] - 'A' + 'a');
	return copy;
}

const char *
show_name(struct arena *arena, const char *given, const char *family)
{
	return *family != '\0' ? arena_printf(arena, "%s %s", given, family) : given;
}

/* The last two words; of the second only its first letter, whatever script. */
const char *
show_short_name(struct arena *arena, const char *name)
{
	const char *last = strrchr(name, ' ');
	const char *first = last, *after = last != NULL ? last + 1 : name;

	if (last == NULL)
		return name;
	while (first > name && first[-1] != ' ')
		first--;
	(void)text_next(&after);
	return arena_printf(arena, "%.*s %.*s.", (int)(last - first), first,
	    (int)(after - last - 1), last + 1);
}

const char *
show_face(int64_t user_id)
{
	static const char *const colours[] = { "", "b", "c", "d" };

	return colours[(uint64_t)user_id % COUNT_OF(colours)];
}

const char *
show_dial(struct arena *arena, const char *e164)
{
	return arena_printf(arena, "tel:%s", e164);
}

int64_t
show_seconds(int64_t at)
{
	return at / SECOND;
}
