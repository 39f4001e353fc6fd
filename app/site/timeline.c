/* timeline.c - see timeline.h. */

#include "site/timeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "site/form_sheet.h"
#include "site/report_show.h"
#include "site/show.h"
#include "site/thread_events.h"
#include "site/words.h"

#define PAGE 50
#define FEWEST_DAYS 3 /* that are folded, as in the conversation */

struct telling {
	struct request *rq;
	const struct patient_get *patient;
	const struct patient_timeline *row;
	struct timeline_item *item;
};

/* "Delivered 14:10", "Not delivered: the number is not in use". */
static const char *
delivery(const struct telling *t)
{
	struct arena *arena = t->rq->arena;
	const struct patient_timeline *row = t->row;
	const char *words = words_message_state(row->state);

	if (*row->reason != '\0')
		return arena_printf(arena, "%s: %s", words, days_reason(row->reason));
	if (row->changed_at == 0)
		return words;
	return arena_printf(
	    arena, "%s %s", words, show_time(arena, row->changed_at, t->patient->zone));
}

static bool
did_not_arrive(const struct patient_timeline *row)
{
	return strcmp(row->state, "failed") == 0 ||
	       strcmp(row->state, "cancelled") == 0;
}

static void
tell_enrolled(struct telling *t)
{
	t->item->icon = "person";
	t->item->title = _("Registered");
	t->item->words = *t->row->who != '\0'
			     ? arena_printf(t->rq->arena, "%s %s, %s", _("by"),
				   t->row->who, _("consent given"))
			     : "";
}

static void
tell_in(struct telling *t)
{
	t->item->icon = "sms";
	t->item->title = _("SMS from him");
	t->item->words = t->row->words;
	t->item->language = t->patient->language;
	if (strcmp(t->row->answer, "problem") == 0)
		t->item->kind = "red";
}

static void
tell_out(struct telling *t)
{
	bool nurse = strcmp(t->row->kind, "nurse") == 0;

	t->item->icon = nurse ? "sms" : "bot";
	t->item->title =
	    nurse ? arena_printf(t->rq->arena, "%s %s", _("SMS from"), t->row->who)
		  : _("Automatic SMS");
	t->item->words = t->row->words;
	t->item->more = delivery(t);
	t->item->language = t->patient->language;
	if (did_not_arrive(t->row))
		t->item->kind = "red";
}

static void
tell_checkin(struct telling *t)
{
	const struct patient_timeline *row = t->row;
	struct arena *arena = t->rq->arena;
	bool fine = strcmp(row->answer, "fine") == 0;
	const char *when = row->changed_at != 0
			       ? show_time(arena, row->changed_at, t->patient->zone)
			       : "";

	t->item->icon = "bot";
	t->item->title = arena_printf(arena, _("Day %s check-in"), row->what);
	if (fine || strcmp(row->answer, "problem") == 0) {
		t->item->kind = fine ? "green" : "red";
		t->item->words =
		    arena_printf(arena, _("answered %s at %s"), fine ? "0" : "1", when);
	} else if (strcmp(row->answer, "words") == 0) {
		t->item->words = _("answered in other words");
	} else {
		t->item->words = delivery(t);
		t->item->kind = did_not_arrive(row) ? "red" : "";
	}
}

/* reason is the key of its title, or what somebody has called it. */
static const char *
task_of(const struct telling *t)
{
	return words_title(t->rq->arena, t->row->what, t->row->reason, t->row->reason);
}

static void
tell_task(struct telling *t)
{
	bool escalated = strcmp(t->row->kind, "escalated") == 0;

	t->item->icon = escalated ? "up" : "form";
	t->item->kind = escalated ? "red" : "";
	t->item->title = escalated ? _("Escalated") : _("Task made");
	t->item->words = escalated ? t->row->words : task_of(t);
	if (!escalated && strcmp(t->row->what, "free") != 0)
		t->item->more = t->row->words;
	t->item->link = arena_printf(t->rq->arena, "/%s/%" PRId64,
	    escalated ? "escalations" : "tasks", t->row->id);
}

static void
tell_closed(struct telling *t)
{
	struct arena *arena = t->rq->arena;
	const char *who = *t->row->who != '\0'
			      ? arena_printf(arena, ", %s %s", _("by"), t->row->who)
			      : "";

	t->item->icon = "tick";
	t->item->title = strcmp(t->row->what, "escalation") == 0
			     ? _("Escalation closed")
			     : _("Task closed");
	t->item->words = arena_printf(
	    arena, "%s: %s%s", task_of(t), words_outcome(t->row->state), who);
	t->item->more = *t->row->words != '\0' ? t->row->words : NULL;
}

/* One line that opens it; of a task also what came of that. */
static void
tell_report(struct telling *t)
{
	const struct patient_timeline *row = t->row;
	struct arena *arena = t->rq->arena;
	bool final = strcmp(row->state, "final") == 0;

	t->item->icon = final ? "tick" : "form";
	t->item->title = _("Report");
	t->item->words = form_sheet_title(arena, row->what, row->words);
	t->item->link = arena_printf(arena, "/reports/%" PRId64, row->id);
	t->item->more = arena_printf(arena, "%s%s%s%s%s",
	    !final ? strcmp(row->state, "withdrawn") == 0 ? _("taken back")
							  : words_outcome("not-reached")
	    : *row->reason != '\0' ? words_outcome(row->reason)
				   : "",
	    !final || *row->reason != '\0' ? ", " : "",
	    *row->who != '\0' ? _("by") : "", *row->who != '\0' ? " " : "", row->who);
}

/* Old and new fields stand in words and reason, the form's version in answer. */
static enum status
changes_of(struct telling *t, struct report_changes *changes)
{
	const struct patient_timeline *row = t->row;
	const struct json *before, *after;
	struct request *rq = t->rq;
	const struct form *form;

	TRY(report_show_form(rq, strtoll(row->answer, NULL, 10), &form));
	TRY(json_parse(rq->arena, row->words, strlen(row->words), &before));
	TRY(json_parse(rq->arena, row->reason, strlen(row->reason), &after));
	report_show_changes(rq, form, before, after, changes);
	return OK;
}

static void
tell_report_changed(struct telling *t)
{
	const struct patient_timeline *row = t->row;
	struct report_changes changes = { .n = 0 };
	struct arena *arena = t->rq->arena;
	struct buf more;

	t->item->title = _("Report changed");
	t->item->words = form_sheet_title(arena, row->what, row->state);
	t->item->link = arena_printf(arena, "/reports/%" PRId64, row->id);
	buf_init(&more, arena);
	if (changes_of(t, &changes) != OK)
		changes.n = 0; /* its page says more */
	for (size_t i = 0; i < changes.n && i < 5; i++)
		buf_printf(&more, _("%s: from “%s” to “%s”. "), changes.at[i].label,
		    changes.at[i].from, changes.at[i].to);
	if (*row->who != '\0')
		buf_printf(&more, "%s %s", _("by"), row->who);
	t->item->more = more.data;
}

/* As the conversation says it. */
static void
tell_event(struct telling *t)
{
	const struct patient_timeline *row = t->row;
	const struct thread_show none = { .place_name = "" };
	const struct thread_view view = { .arena = t->rq->arena,
		.now = tx_now(t->rq->tx),
		.me = -1,
		.zone = t->patient->zone,
		.t = &none };
	const struct thread_timeline event = { .type = row->kind,
		.at = row->at,
		.kind = row->what,
		.body = row->words,
		.author_id = *row->who != '\0' ? 1 : 0,
		.author = row->who,
		.about_id = strtoll(row->state, NULL, 10),
		.state = "",
		.reason = "",
		.called = "",
		.filed = "",
		.filed_by = "" };
	struct thread_line line = { .row = &event };

	thread_event_line(&view, &line);
	t->item->icon = strcmp(row->kind, "case") == 0 ? "up" : "sms";
	t->item->title = strcmp(row->kind, "case") == 0 ? _("Case") : _("Conversation");
	t->item->words = line.text;
	t->item->link = line.link;
}

static void
tell_note(struct telling *t)
{
	const struct patient_timeline *row = t->row;
	struct arena *arena = t->rq->arena;
	const char *when =
	    show_moment(arena, row->changed_at, tx_now(t->rq->tx), t->patient->zone);

	t->item->kind = "amber";
	t->item->title = arena_printf(arena, _("Note by %s"), row->who);
	t->item->words = row->words;
	t->item->link = arena_printf(arena, "/notes/%" PRId64, row->id);
	if (*row->words == '\0') {
		t->item->words = _("This note was withdrawn.");
		t->item->more = arena_printf(arena, _("withdrawn %s"), when);
	} else if (row->changed_at != 0) {
		t->item->more = arena_printf(arena, _("changed %s"), when);
	}
}

static void
tell_changed(struct telling *t)
{
	struct arena *arena = t->rq->arena;

	t->item->icon = "form";
	t->item->title = _("Changed");
	t->item->words = words_columns(arena, t->row->words);
	if (*t->row->who != '\0')
		t->item->words = arena_printf(
		    arena, "%s, %s %s", t->item->words, _("by"), t->row->who);
}

static void
tell(struct telling *t)
{
	static const struct {
		const char *kind;
		void (*how)(struct telling *);
	} tellers[] = {
		{ "enrolled", tell_enrolled },
		{ "in", tell_in },
		{ "nurse", tell_out },
		{ "automatic", tell_out },
		{ "reply", tell_out },
		{ "call", tell_out },
		{ "checkin", tell_checkin },
		{ "task", tell_task },
		{ "escalated", tell_task },
		{ "closed", tell_closed },
		{ "changed", tell_changed },
		{ "case", tell_event },
		{ "event", tell_event },
		{ "note", tell_note },
		{ "report", tell_report },
		{ "report-changed", tell_report_changed },
	};

	for (size_t i = 0; i < COUNT_OF(tellers); i++)
		if (strcmp(tellers[i].kind, t->row->kind) == 0)
			tellers[i].how(t);
}

struct place_in_time {
	int64_t at, id;
	int part;
};

/* "1795413720000000-2-44872", as the link to what is earlier says it. */
static struct place_in_time
before_asked(struct request *rq)
{
	const char *text = request_query(rq, "before");
	struct place_in_time p = { 0, 0, 0 };

	if (text == NULL ||
	    sscanf(text, "%" SCNd64 "-%d-%" SCNd64, &p.at, &p.part, &p.id) != 3 ||
	    p.at < 0 || p.at > INT64_C(20000000000) * SECOND)
		return (struct place_in_time){ 0, 0, 0 };
	return p;
}

static void
place_item(struct telling *t, const char **day)
{
	struct arena *arena = t->rq->arena;
	const char *today = show_long_date(arena, t->row->at, t->patient->zone);

	*t->item = (struct timeline_item){ .at = t->row->at,
		.kind = "",
		.icon = "form",
		.title = "",
		.words = "",
		.time = show_time(arena, t->row->at, t->patient->zone) };
	if (strcmp(*day, today) != 0)
		t->item->heading = today;
	*day = today;
	tell(t);
}

/* A day before today on which he was asked and had no problem. */
static bool
is_fine_day(const struct request *rq, const struct patient_view *view,
    const struct patient_timeline *row)
{
	return strcmp(row->kind, "checkin") == 0 && strcmp(row->answer, "fine") == 0 &&
	       show_days_until(row->at, tx_now(rq->tx), view->patient->zone) != 0;
}

/* Several of them in a row are one line, which opens without a script. */
static void
fold_fine_days(struct request *rq, const struct patient_timeline_rows *rows, size_t n,
    const struct patient_view *view, struct timeline_item *items)
{
	for (size_t i = 0, end; i<n; i = end> i ? end : i + 1) {
		const struct patient_timeline *first = &rows->at[n - 1 - i];

		for (end = i; end < n; end++)
			if (!is_fine_day(rq, view, &rows->at[n - 1 - end]))
				break;
		if (end - i < FEWEST_DAYS)
			continue;
		items[i].fold = arena_printf(rq->arena, _("Days %s to %s: no problem"),
		    first->what, rows->at[n - end].what);
		items[end - 1].fold_ends = true;
	}
}

enum status
timeline_ask(struct request *rq, const struct patient_view *view,
    struct patient_timeline_rows *rows)
{
	struct place_in_time before = before_asked(rq);

	return sql_patient_timeline(rq->tx, view->patient->id, view->show, before.at,
	    before.part, before.id, PAGE + 1, rows);
}

void
timeline_show(struct request *rq, const struct patient_timeline_rows *rows,
    struct patient_view *view)
{
	size_t n = rows->n > PAGE ? PAGE : rows->n;
	struct timeline_item *items;
	const char *day = "";

	ARENA_ARRAY(rq->arena, items, n);
	for (size_t i = 0; i < n; i++) {
		struct telling t = { rq, view->patient, &rows->at[n - 1 - i],
			&items[i] };

		place_item(&t, &day);
	}
	fold_fine_days(rq, rows, n, view, items);
	view->timeline = (struct timeline_rows){ items, n };
	if (rows->n > PAGE)
		view->earlier = arena_printf(rq->arena, "%" PRId64 "-%d-%" PRId64,
		    rows->at[n - 1].at, (int)rows->at[n - 1].part, rows->at[n - 1].id);
}
