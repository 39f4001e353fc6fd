/* thread_lines.c - each line of a conversation in words; see thread_view.h. */

#include "site/thread_lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ext/phone.h"
#include "site/show.h"
#include "site/thread_automatic.h"
#include "site/thread_events.h"
#include "site/thread_folds.h"

/* The check-in flow waits so long; after it the answer still counts (answer_hours). */
#define QUESTION_WAITS (24 * HOUR)

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* In the gateway's own words, if it has said any. */
static const char *
thread_gateway_failure(struct arena *arena, const char *reason)
{
	static const char before[] = "gateway:";
	const char *said = reason + strlen(before);

	while (*said == ' ')
		said++;
	return *said == '\0' ? _("the gateway could not send it")
			     : arena_printf(arena, "%s: %s",
				   _("the gateway could not send it"), said);
}

/* Why a text did not arrive, by delivery_reason() of the database. */
static const char *
thread_failure(struct arena *arena, const char *why, const char *reason)
{
	/* clang-format off */
	static const struct { const char *why, *words; } reasons[] = {
		{ "network", N_("the phone is switched off or out of reach") },
		{ "number",  N_("the number is not in use") },
		{ "blocked", N_("RapidPro has stopped this number") },
		{ "late",    N_("it could not be sent in time, so it was not sent") },
		{ "unsure",  N_("nobody knows whether it left") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (is(reasons[i].why, why))
			return _(reasons[i].words);
	if (is(why, "gateway"))
		return thread_gateway_failure(arena, reason);
	return arena_printf(arena, "%s: %s", _("RapidPro did not take it"), reason);
}

/* What an incoming text was read as, and by which word. */
static void
read_as(const struct thread_view *v, struct thread_line *line)
{
	/* clang-format off */
	static const struct { const char *reads, *words; } readings[] = {
		{ "fine",     N_("read as: no problem") },
		{ "stop",     N_("read as: no more messages") },
		{ "start",    N_("read as: messages again") },
		{ "courtesy", N_("read as: thanks") },
	};
	/* clang-format on */
	const struct thread_timeline *row = line->row;
	bool by_a_word = *row->matched != '\0' && !is(row->matched, row->body);

	line->tag = "";
	if (row->urgency >= 2 || is(row->reads, "problem")) {
		line->urgent = true;
		line->tag = "red";
		line->reading = _("Possible problem");
	}
	for (size_t i = 0; line->reading == NULL && i < COUNT_OF(readings); i++)
		if (is(readings[i].reads, row->reads))
			line->reading = _(readings[i].words);
	if (line->reading != NULL && by_a_word)
		line->because =
		    arena_printf(v->arena, _("because of “%s”"), row->matched);
}

/* "answer to day 5, 26 min after the question" */
static const char *
which_question(const struct thread_view *v, const struct thread_timeline *row)
{
	return arena_printf(v->arena, _("answer to day %d, %s after the question"),
	    (int)row->day, show_span(v->arena, row->at - row->asked_at));
}

/* By what a text of a shared phone is taken to be his. */
static const char *
filed_by(const struct thread_view *v, const struct thread_timeline *row)
{
	/* clang-format off */
	static const struct { const char *how, *words; } hows[] = {
		{ "code", N_("his code is before the answer") },
		{ "name", N_("his name is in it") },
		{ "talk", N_("taken to be his, like the text before") },
	};
	/* clang-format on */

	if (*row->filed_by != '\0')
		return arena_printf(v->arena, _("filed with him by %s"),
		    show_short_name(v->arena, row->filed_by));
	for (size_t i = 0; i < COUNT_OF(hows); i++)
		if (is(hows[i].how, row->filed))
			return _(hows[i].words);
	return NULL;
}

/* He wrote it at the time that stands beside it; nobody here could have read it then. */
static const char *
late_note(
    const struct thread_view *v, const struct thread_timeline *row, const char *note)
{
	const char *late = arena_printf(v->arena, _("arrived late, %s"),
	    show_moment(v->arena, row->changed_at, row->at, v->zone));

	return note == NULL ? late : arena_printf(v->arena, "%s; %s", note, late);
}

static void
in_line(const struct thread_view *v, struct thread_line *line)
{
	const struct thread_timeline *row = line->row;

	line->kind = LINE_IN;
	read_as(v, line);
	if (row->asked_at != 0)
		line->note = which_question(v, row);
	if (*row->other_phone != '\0')
		line->note = arena_printf(v->arena, _("from %s"),
		    phone_shown(v->arena, row->other_phone, v->region));
	if (row->changed_at != 0)
		line->note = late_note(v, row, line->note);
	line->filed = filed_by(v, row);
	line->unread = row->here && row->about_id == 0 && is(v->t->kind, "shared");
	if (line->unread) {
		line->tag = "amber";
		line->reading = _("Who sent this?");
	}
}

/* What came of a question: his answer, or that there was none. */
static const char *
came_of(const struct thread_view *v, const struct thread_timeline *row)
{
	static const char *const answers[][2] = {
		{ "fine", N_("answered: no problem") },
		{ "problem", N_("answered: a problem") },
		{ "words", N_("answered in other words") },
	};
	int64_t over = row->asked_at + QUESTION_WAITS;

	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (is(answers[i][0], row->answer))
			return arena_printf(v->arena, "%s, %s", _(answers[i][1]),
			    show_moment(v->arena, row->changed_at, row->at, v->zone));
	if (over > v->now || !(is(row->state, "sent") || is(row->state, "delivered")))
		return NULL;
	return arena_printf(v->arena, _("no answer, ended %s"),
	    show_moment(v->arena, over, row->at, v->zone));
}

static void
out_line(const struct thread_view *v, struct thread_line *line)
{
	const struct thread_timeline *row = line->row;
	bool failed = is(row->state, "failed");

	line->kind = is(row->kind, "nurse") ? LINE_OUT : LINE_AUTO;
	if (line->kind == LINE_AUTO) {
		line->who = _("Automatic");
		line->note = thread_automatic_cause(v->arena, row->called);
		if (is(row->called, "flow") && is(row->state, "sent"))
			line->text = arena_printf(v->arena, _("%s started"), row->body);
	} else
		line->who = row->author_id == v->me
				? _("You")
				: show_short_name(v->arena, row->author);
	if (failed || is(row->state, "unsure"))
		line->failure = thread_failure(v->arena, row->why, row->reason);
	else if (row->asked_at != 0)
		line->note = came_of(v, row);
	/* A question about a day is not asked on another. */
	line->again = row->here && v->stop == NULL &&
		      (failed || (is(row->state, "unsure") && row->parked)) &&
		      (!is(row->kind, "checkin") ||
			  show_days_until(row->at, v->now, v->zone) == 0);
	line->undo = row->here && is(row->state, "held") && row->author_id == v->me &&
		     row->run_at > v->now;
}

static void
day_above(const struct thread_view *v, struct thread_line *line)
{
	struct local_time t = clock_local(line->row->at, v->zone);

	line->day_id = arena_printf(v->arena, "d-%04d%02d%02d", t.year, t.month, t.day);
	line->day = show_days_until(line->row->at, v->now, v->zone) == 0
			? _("Today")
			: show_long_date(v->arena, line->row->at, v->zone);
}

static bool
other_day(const struct thread_view *v, const struct thread_line *before,
    const struct thread_line *line)
{
	return before == NULL ||
	       show_days_until(before->row->at, line->row->at, v->zone) != 0;
}

/* A note, who wrote it, and that it was changed or withdrawn. */
static void
note_line(const struct thread_view *v, struct thread_line *line)
{
	const struct thread_timeline *row = line->row;
	const char *when = show_moment(v->arena, row->changed_at, row->at, v->zone);

	line->kind = LINE_NOTE;
	line->who =
	    row->author_id == v->me ? _("You") : show_short_name(v->arena, row->author);
	line->link = arena_printf(v->arena, "/notes/%" PRId64, row->id);
	if (is(row->state, "withdrawn")) {
		line->text = _("This note was withdrawn.");
		line->note = arena_printf(v->arena, _("withdrawn %s"), when);
	} else if (row->changed_at != 0) {
		line->note = arena_printf(v->arena, _("changed %s"), when);
	}
}

static void
one_line(const struct thread_view *v, const struct thread_timeline *row,
    struct thread_line *line)
{
	*line = (struct thread_line){ .row = row,
		.kind = LINE_EVENT,
		.text = row->body,
		.time = show_time(v->arena, row->at, v->zone) };
	line->id =
	    arena_printf(v->arena, "%c-%" PRId64, is(row->type, "message") ? 'm' : 'e',
		is(row->type, "message") ? row->id : row->n);
	if (is(row->type, "note"))
		note_line(v, line);
	else if (!is(row->type, "message"))
		thread_event_line(v, line);
	else if (is(row->direction, "in"))
		in_line(v, line);
	else
		out_line(v, line);
	if (*row->about != '\0')
		line->about = arena_printf(v->arena, _("about %s"), row->about);
	line->v = arena_printf(v->arena, "%s%s%d%d%d%" PRId64 "%s%s", row->state,
	    row->reads, (int)row->urgency, line->undo, line->again, row->about_id,
	    row->called, line->note != NULL ? line->note : "");
	/* How far a gateway has it; what others say beside a state is not shown. */
	if (is(row->state, "sending"))
		line->v = arena_printf(v->arena, "%s%.1s", line->v, row->reason);
}

/* The last thing he said, while nobody has answered it. */
static void
mark_waiting(const struct thread_view *v, struct thread_line *lines, size_t n)
{
	if (!is(v->t->state, "waiting"))
		return;
	for (size_t i = n; i-- > 0;) {
		if (lines[i].kind != LINE_IN || !lines[i].row->here)
			continue;
		lines[i].waits = v->t->waiting_since;
		lines[i].v = arena_printf(v->arena, "%sw", lines[i].v);
		return;
	}
}

/* What left by itself, or by her own hand, is no news. */
static bool
is_news(const struct thread_view *v, const struct thread_line *line,
    const struct thread_ask *ask)
{
	const struct thread_timeline *row = line->row;

	if (!row->here || row->author_id == v->me)
		return false;
	if (line->kind == LINE_NOTE)
		return ask->since > 0 && row->at > ask->since;
	return row->id > ask->mark && (line->kind == LINE_IN || line->kind == LINE_OUT);
}

static void
mark_new(const struct thread_view *v, struct thread_line *lines, size_t n,
    const struct thread_ask *ask)
{
	for (size_t i = 0; ask->mark > 0 && i < n; i++) {
		if (!is_news(v, &lines[i], ask))
			continue;
		lines[i].mark = v->problem != NULL && v->problem->clash
				    ? _("Sent while you were writing")
				    : _("New since you last looked");
		return;
	}
}

void
thread_lines_make(struct thread_view *v, const struct thread_timeline_rows *rows,
    size_t n, const struct thread_ask *ask)
{
	struct thread_line *lines;

	ARENA_ARRAY(v->arena, lines, n + 1);
	for (size_t i = 0; i < n; i++) {
		/* The database counts backwards, people read forwards. */
		one_line(v, &rows->at[n - 1 - i], &lines[i]);
		if (other_day(v, i > 0 ? &lines[i - 1] : NULL, &lines[i]))
			day_above(v, &lines[i]);
	}
	mark_waiting(v, lines, n);
	mark_new(v, lines, n, ask);
	thread_folds_make(v, lines, n);
	v->lines = (struct thread_lines){ lines, n };
}
