/* child_words.c - doses as people say them: see child_pages.h. */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "site/child_pages.h"
#include "site/days.h"
#include "site/show.h"

const char *
dose_name(struct arena *arena, const char *vaccine, int number)
{
	return arena_printf(arena, "%s %d", vaccine, number);
}

/* From one day to another; 0 if either is none. */
static int64_t
days_between(const char *from, const char *until)
{
	int64_t a, b;

	return from != NULL && clock_parse_date(from, &a) == OK &&
		       clock_parse_date(until, &b) == OK
		   ? b - a
		   : 0;
}

/* clang-format off */
static const struct { const char *state, *words, *colour; } states[] = {
	{ "given", N_("Given"), "green" },
	{ "early", N_("Given too early: ask whether it counts"), "amber" },
	{ "due", N_("Due today"), "amber" },
	{ "late", N_("Late"), "red" },
	{ "planned", N_("Still to come"), "" },
	{ "waits", N_("After the one before it"), "" },
	{ "over", N_("Not given at this age any more"), "" },
};
/* clang-format on */

const char *
dose_state(struct arena *arena, const struct dose_card *d, const char *today)
{
	const int64_t late = days_between(d->due_on, today);

	if (strcmp(d->state, "late") == 0)
		return arena_printf(arena,
		    i18n_many("%lld day late", "%lld days late", (unsigned long)late),
		    (long long)late);
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].state, d->state) == 0)
			return _(states[i].words);
	return d->state;
}

const char *
dose_colour(const char *state)
{
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].state, state) == 0)
			return states[i].colour;
	return "";
}

bool
dose_may(const struct dose_card *d, const char *today)
{
	if (strcmp(d->state, "planned") == 0)
		return strcmp(d->least_on, today) <= 0;
	return strcmp(d->state, "late") == 0 || strcmp(d->state, "due") == 0 ||
	       strcmp(d->state, "over") == 0;
}

static const char *
step_words(struct arena *arena, const struct dose_reminder_list *r)
{
	const char *day = show_day(arena, r->due_on);

	if (strcmp(r->step, "before") == 0)
		return arena_printf(arena, _("Before %s"), day);
	return strcmp(r->step, "day") == 0 ? arena_printf(arena, _("On %s"), day)
					   : arena_printf(arena, _("After %s"), day);
}

static const char *
became(struct arena *arena, const struct dose_reminder_list *r)
{
	if (strcmp(r->state, "planned") == 0)
		return _("to be sent");
	if (strcmp(r->state, "skipped") == 0)
		return arena_printf(
		    arena, "%s: %s", _("not sent"), days_reason(r->reason));
	if (strcmp(r->message_state, "delivered") == 0)
		return _("delivered");
	if (strcmp(r->message_state, "failed") == 0)
		return _("not delivered");
	return strcmp(r->message_state, "cancelled") == 0 ? _("not sent") : _("sent");
}

const char *
dose_told(struct arena *arena, const struct dose_reminder_list *r, int64_t now,
    const char *zone)
{
	return arena_printf(arena, "%s: %s, %s", step_words(arena, r),
	    show_moment(arena, r->due_at, now, zone), became(arena, r));
}

const char *
child_age(struct arena *arena, const char *birth_date, const char *today)
{
	const int64_t days = days_between(birth_date, today);
	const int64_t months = days * 12 / 365;

	if (days < 14)
		return arena_printf(arena,
		    i18n_many("%lld day", "%lld days", (unsigned long)days),
		    (long long)days);
	if (days < 120)
		return arena_printf(arena, _("%lld weeks"), (long long)(days / 7));
	return months < 36
		   ? arena_printf(arena, _("%lld months"), (long long)months)
		   : arena_printf(arena, _("%lld years"), (long long)(months / 12));
}

const char *
dose_line(struct arena *arena, const char *note)
{
	const size_t n = strlen(note);

	if (n < 12) /* " 2031-03-05" */
		return note;
	return arena_printf(arena, "%s, %s", arena_strndup(arena, note, n - 11),
	    show_day(arena, note + n - 10));
}
