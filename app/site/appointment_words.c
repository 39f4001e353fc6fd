/* appointment_words.c - appointments as people say them: see appointment_pages.h. */

#include <string.h>

#include "base/i18n.h"
#include "core/appointment.h"
#include "core/workflow.h"
#include "site/appointment_pages.h"
#include "site/days.h"
#include "site/show.h"
#include "site/words.h"

const char *
appointment_what(struct arena *arena, const char *what)
{
	const struct workflow_visit *visit = workflow_visit_named(what);

	return visit != NULL ? words_text(arena, visit->title) : what;
}

/* How late he is who did not come, as the programme's bands call it. */
static const char *
late(struct arena *arena, int64_t days)
{
	const char *band = appointment_band(days);
	const char *words = strcmp(band, "lost") == 0        ? _("Lost")
			    : strcmp(band, "defaulted") == 0 ? _("Defaulted")
							     : _("Missed");

	if (days < 1)
		return words;
	return arena_printf(arena,
	    i18n_many("%s, %lld day late", "%s, %lld days late", (unsigned long)days),
	    words, (long long)days);
}

/* clang-format off */
static const struct { const char *status, *words, *colour; } states[] = {
	{ "booked", N_("Booked"), "" },
	{ "confirmed", N_("Says he comes"), "green" },
	{ "wants-change", N_("Wants another day"), "amber" },
	{ "cancelled", N_("Cancelled"), "" },
	{ "attended", N_("Came"), "green" },
	{ "missed", N_("Did not come"), "red" },
};
/* clang-format on */

const char *
appointment_state(struct arena *arena, const char *status, int64_t days_late)
{
	if (strcmp(status, "missed") == 0)
		return late(arena, days_late);
	if (strcmp(status, "attended") == 0 && days_late > 0)
		return arena_printf(arena,
		    i18n_many("Came %lld day late", "Came %lld days late",
			(unsigned long)days_late),
		    (long long)days_late);
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].status, status) == 0)
			return _(states[i].words);
	return status;
}

const char *
appointment_colour(const char *status)
{
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].status, status) == 0)
			return states[i].colour;
	return "";
}

const char *
appointment_moment(struct arena *arena, const char *day, const char *hour)
{
	return arena_printf(arena, "%s, %s", show_day(arena, day), hour);
}

const char *
appointment_told(struct arena *arena, const char *note)
{
	const size_t day = strcspn(note, " "), hour = strcspn(note + day, "\n");
	const char *rest = note + day + hour;
	const char *time, *what;

	if (day != 10 || hour < 8) /* "2026-11-24 09:00 other" */
		return note;
	time = arena_strndup(arena, note + 11, 5);
	what = arena_strndup(arena, note + 17, hour - 7);
	return arena_printf(arena, "%s, %s%s%s",
	    appointment_moment(arena, arena_strndup(arena, note, day), time),
	    show_inside(arena, appointment_what(arena, what)),
	    *rest != '\0' ? ". " : "", *rest != '\0' ? days_reason(rest + 1) : "");
}

/* clang-format off */
static const struct { const char *state, *words; } sent[] = {
	{ "delivered", N_("delivered") },
	{ "failed", N_("not delivered") },
	{ "cancelled", N_("not sent") },
};
/* clang-format on */

/* Why it is not told any more; what is no code of ours as it is. */
static const char *
why_not(const char *reason)
{
	/* clang-format off */
	static const struct { const char *reason, *words; } whys[] = {
		{ "appointment-moved", N_("the appointment was moved") },
		{ "appointment-cancelled", N_("the appointment was cancelled") },
		{ "appointment-attended", N_("he has come") },
		{ "appointment-missed", N_("its day is over") },
		{ "appointment-reopened", N_("that he did not come was a mistake") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(whys); i++)
		if (strcmp(whys[i].reason, reason) == 0)
			return _(whys[i].words);
	return days_reason(reason);
}

const char *
appointment_reminder_words(struct arena *arena, const struct appointment_reminders *r,
    int64_t now, const char *zone)
{
	const char *when = show_moment(arena, r->due_at, now, zone);

	if (strcmp(r->state, "planned") == 0)
		return arena_printf(arena, _("%s, to be sent"), when);
	if (strcmp(r->state, "skipped") == 0)
		return arena_printf(
		    arena, _("%s, not sent: %s"), when, why_not(r->reason));
	for (size_t i = 0; i < COUNT_OF(sent); i++)
		if (strcmp(sent[i].state, r->message_state) == 0)
			return arena_printf(arena, "%s, %s", when, _(sent[i].words));
	return arena_printf(arena, _("%s, sent"), when);
}
