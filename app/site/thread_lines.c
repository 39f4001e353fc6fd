/* thread_lines.c - each line of a conversation in words; see thread_view.h. */

#include "site/thread_lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "site/show.h"
#include "site/words.h"

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

const char *
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
	return arena_printf(arena, "%s: %s", _("RapidPro did not take it"), reason);
}

/* Who did it: "you", or a colleague by her short name. */
static const char *
doer(const struct thread_view *v, const struct thread_timeline *row)
{
	if (row->author_id == v->me)
		return _("you");
	return show_short_name(v->arena, row->author);
}

static const char *
made(const struct thread_view *v, const struct thread_timeline *row)
{
	const char *title = words_title(v->arena, row->kind, row->called, row->called);

	if (is(row->kind, "escalation"))
		return row->author_id == 0
			   ? _("Escalated by itself")
			   : arena_printf(v->arena, _("Escalated by %s"), doer(v, row));
	if (row->author_id == 0)
		return arena_printf(v->arena, _("Task made: %s"), title);
	return arena_printf(v->arena, _("Task made by %s: %s"), doer(v, row), title);
}

static const char *
ended(const struct thread_view *v, const struct thread_timeline *row)
{
	const char *title = words_title(v->arena, row->kind, row->called, row->called);
	const char *words;

	if (row->author_id == 0)
		words =
		    arena_printf(v->arena, _("Task not needed any more: %s"), title);
	else
		words = arena_printf(
		    v->arena, _("Task done by %s: %s"), doer(v, row), title);
	return *row->body == '\0' ? words
				  : arena_printf(v->arena, "%s. %s", words, row->body);
}

static const char *
happened(const struct thread_view *v, const struct thread_timeline *row)
{
	struct arena *a = v->arena;
	const char *who = doer(v, row), *what = row->kind;

	if (is(what, "closed"))
		return arena_printf(a, _("Closed by %s, no answer needed"), who);
	if (is(what, "taken"))
		return arena_printf(a, _("Taken over by %s"), who);
	if (is(what, "released"))
		return arena_printf(a, _("Given back by %s"), who);
	if (is(what, "linked"))
		return arena_printf(
		    a, _("An unknown number was linked to this client by %s"), who);
	if (is(what, "filed"))
		return arena_printf(a, _("Filed with a client by %s"), who);
	if (is(what, "also-about"))
		return arena_printf(a,
		    _("Sent from the shared phone, and about this client, too, says "
		      "%s: “%s”"),
		    who, row->body);
	if (is(what, "not-client"))
		return arena_printf(a, _("Marked as not a client by %s"), who);
	return arena_printf(a, _("The mark “not a client” was removed by %s"), who);
}

static const char *
registered(const struct thread_view *v, const struct thread_timeline *row)
{
	if (row->author_id == 0)
		return arena_printf(
		    v->arena, _("Registered at %s, consent given"), v->t->place_name);
	return arena_printf(v->arena, _("Registered by %s at %s, consent given"),
	    doer(v, row), v->t->place_name);
}

static void
event_line(const struct thread_view *v, struct thread_line *line)
{
	const struct thread_timeline *row = line->row;

	if (is(row->type, "made")) {
		line->text = made(v, row);
		line->link = arena_printf(v->arena, "/%s/%" PRId64,
		    is(row->kind, "escalation") ? "escalations" : "tasks", row->id);
	} else if (is(row->type, "ended")) {
		line->text = ended(v, row);
	} else if (is(row->type, "registered")) {
		line->text = registered(v, row);
	} else if (is(row->type, "stopped")) {
		line->text = is(row->body, "sms")
				 ? _("This client stopped the messages by SMS")
				 : _("The messages were stopped at the clinic");
	} else {
		line->text = happened(v, row);
		if (row->about_id != 0 && !is(row->kind, "closed"))
			line->link =
			    arena_printf(v->arena, "/messages/%" PRId64, row->about_id);
	}
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

	line->tag = "";
	if (row->urgency >= 2 || is(row->reads, "problem")) {
		line->urgent = true;
		line->tag = "red";
		line->reading = _("Possible problem");
		if (*row->matched != '\0' && !is(row->matched, row->body))
			line->note =
			    arena_printf(v->arena, _("because of “%s”"), row->matched);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(readings); i++)
		if (is(readings[i].reads, row->reads))
			line->reading = _(readings[i].words);
}

static void
in_line(const struct thread_view *v, struct thread_line *line)
{
	const struct thread_timeline *row = line->row;

	line->kind = LINE_IN;
	read_as(v, line);
	if (row->asked_at != 0 && line->note == NULL)
		line->note = arena_printf(v->arena, _("%s after the question"),
		    show_span(v->arena, row->at - row->asked_at));
	if (*row->other_phone != '\0')
		line->note = arena_printf(
		    v->arena, _("from %s"), show_phone(v->arena, row->other_phone));
	line->unread = row->here && row->about_id == 0 && is(v->t->kind, "shared");
	if (line->unread) {
		line->tag = "amber";
		line->reading = _("Who sent this?");
	}
}

static void
out_line(const struct thread_view *v, struct thread_line *line)
{
	const struct thread_timeline *row = line->row;
	bool failed = is(row->state, "failed");

	line->kind = is(row->kind, "nurse") ? LINE_OUT : LINE_AUTO;
	if (line->kind == LINE_AUTO)
		line->who = _("Automatic");
	else
		line->who = row->author_id == v->me
				? _("You")
				: show_short_name(v->arena, row->author);
	if (failed || is(row->state, "unsure"))
		line->failure = thread_failure(v->arena, row->why, row->reason);
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
	if (!is(row->type, "message"))
		event_line(v, line);
	else if (is(row->direction, "in"))
		in_line(v, line);
	else
		out_line(v, line);
	if (*row->about != '\0')
		line->about = arena_printf(v->arena, _("about %s"), row->about);
	line->v = arena_printf(v->arena, "%s%s%d%d%" PRId64, row->state, row->reads,
	    line->undo, line->again, row->about_id);
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

static void
mark_new(const struct thread_view *v, struct thread_line *lines, size_t n, int64_t seen)
{
	for (size_t i = 0; seen > 0 && i < n; i++) {
		const struct thread_timeline *row = lines[i].row;

		/* What left by itself, or by her own hand, is no news. */
		if (!row->here || row->id <= seen || row->author_id == v->me ||
		    (lines[i].kind != LINE_IN && lines[i].kind != LINE_OUT))
			continue;
		lines[i].mark = v->problem != NULL && v->problem->clash
				    ? _("Sent while you were writing")
				    : _("New since you last looked");
		return;
	}
}

void
thread_lines_make(struct thread_view *v, const struct thread_timeline_rows *rows,
    size_t n, int64_t seen)
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
	mark_new(v, lines, n, seen);
	v->lines = (struct thread_lines){ lines, n };
}
