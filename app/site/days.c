/* days.c - see days.h. */

#include "site/days.h"

#include <string.h>

#include "base/i18n.h"
#include "core/workflow.h"
#include "gen/sql.h"
#include "site/show.h"

/* clang-format off */
static const struct i18n_row reasons[] = {
	{ "opted-out", N_("he wanted no more messages") },
	{ "finished", N_("the follow-up was ended early") },
	{ "paused", N_("the texts are paused") },
	{ "lost", N_("he was lost to follow-up") },
	{ "many", N_("he gets no more texts on one day") },
	{ "step-off", N_("this text is switched off at the facility") },
	{ "anchor-gone", N_("the day it counts from is not known any more") },
	{ "anchor-past", N_("its moment had passed when its day became known") },
	{ "not in the schedule any more", N_("the schedule does not have it any more") },
	{ "no hour fits", N_("no hour fits it") },
	{ "flow-archived", N_("its flow is in RapidPro’s archive") },
	{ "flow-gone", N_("RapidPro does not have its flow any more") },
	{ "silence:wrote", N_("he had written") },
	{ "silence:nurse", N_("a nurse had written to him") },
	{ "silence:visit", N_("he had been seen") },
	{ "silence:attended", N_("he had come to an appointment") },
	{ "silence:task", N_("a task about him was open") },
	{ "silence:case", N_("a case of his was open") },
	{ "silence:outcome", N_("a case of his had been decided") },
	{ "silence:report:", N_("a form about him had been sent in") },
	{ "clear:wrote", N_("not needed any more: he has written") },
	{ "clear:nurse", N_("not needed any more: a nurse has written to him") },
	{ "clear:visit", N_("not needed any more: he was seen") },
	{ "clear:attended", N_("not needed any more: he came to an appointment") },
	{ "clear:task", N_("not needed any more: there is a task about him") },
	{ "clear:case", N_("not needed any more: there is a case of his") },
	{ "clear:outcome", N_("not needed any more: his case was decided") },
	{ "clear:report:", N_("not needed any more: a form about him was sent in") },
	{ "window", N_("it was too late to ask") },
	{ "no-number", N_("there is no phone number") },
	{ "blocked", N_("the number is blocked at RapidPro") },
	{ "too-late", N_("it was too late") },
	{ "dose-moved", N_("the dose was recorded, or is due on another day") },
	{ "dose-over", N_("the dose is not given at this age any more") },
	{ "", N_("no reason is known") },
};
/* clang-format on */

/* Of a report's form the code goes on with its name. */
const char *
days_reason(const char *code)
{
	if (strncmp(code, "silence:report:", 15) == 0)
		code = "silence:report:";
	if (strncmp(code, "clear:report:", 13) == 0)
		code = "clear:report:";
	return i18n_code(reasons, COUNT_OF(reasons), code);
}

static void
mark(struct day *day, const char *kind, const char *sign, const char *words)
{
	day->kind = kind;
	day->mark = sign;
	day->words = words;
}

static void
mark_sent(struct arena *arena, struct day *day, const struct patient_days *row)
{
	if (strcmp(row->answer, "fine") == 0)
		mark(day, "green", "0", _("no problem"));
	else if (strcmp(row->answer, "problem") == 0)
		mark(day, "solid", "1", _("possible problem"));
	else if (strcmp(row->answer, "words") == 0)
		mark(day, "amber", "?", _("answered in other words"));
	else if (strcmp(row->message_state, "failed") == 0 ||
		 strcmp(row->message_state, "cancelled") == 0)
		mark(day, "red", "!",
		    arena_printf(arena, "%s: %s", _("not delivered"),
			days_reason(row->message_reason)));
	else if (!row->asked)
		mark(day, "off", "✓", _("sent, no answer is expected"));
	else if (day->today)
		mark(day, "", "…", _("asked, no answer yet"));
	else
		mark(day, "amber", "-", _("no answer"));
}

static void
mark_day(struct arena *arena, struct day *day, const struct patient_days *row)
{
	if (strcmp(row->state, "sent") == 0)
		mark_sent(arena, day, row);
	else if (strcmp(row->state, "late") == 0)
		mark(day, "amber", "…", _("late: it still leaves, in its turn"));
	else if (strcmp(row->state, "held") == 0)
		mark(day, "amber", "…", _("late: it waits for a supervisor"));
	else if (strcmp(row->state, "planned") != 0)
		mark(day, "off", "×",
		    arena_printf(arena, "%s: %s", _("not sent"),
			strcmp(row->state, "missed") == 0 && *row->reason == '\0'
			    ? days_reason("window")
			    : days_reason(row->reason)));
	else if (row->off)
		day->words = _("not sent while it is switched off at the facility");
	else
		day->words = day->today ? _("to be asked today") : _("planned");
}

void
days_strip(struct request *rq, const struct patient_days_rows *rows,
    const char *anchor_date, const char *zone, struct day_rows *strip)
{
	int last = workflow()->follow_up_days;
	int64_t now = show_days_since(anchor_date, tx_now(rq->tx), zone);
	struct day *days;

	ARENA_ARRAY(rq->arena, days, (size_t)last + 1);
	for (int i = 0; i <= last; i++) {
		days[i] = (struct day){ .number = i, .kind = "", .today = i == now };
		days[i].mark = show_weekday(anchor_date, i);
		days[i].words = i < now ? _("not asked") : _("nothing is planned");
		if (i <= now)
			days[i].kind = "off";
	}
	days[0].words = _("procedure");
	for (size_t i = 0; i < rows->n; i++) {
		int day = rows->at[i].day;

		if (day < 0 || day > last)
			continue;
		days[day].kind = "";
		mark_day(rq->arena, &days[day], &rows->at[i]);
	}
	*strip = (struct day_rows){ days, (size_t)last + 1 };
}
