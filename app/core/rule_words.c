/* rule_words.c - see rule_words.h. */

#include "core/rule_words.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"

struct writer {
	struct arena *arena;
	const struct rule_speech *speech;
	struct rule_line *lines;
	size_t count;
};

static void
say(struct writer *w, const char *rule, const struct rule_event *event,
    enum rule_verdict verdict, const char *words)
{
	struct rule_line *line = &w->lines[w->count++];

	*line = (struct rule_line){ .rule = rule, .verdict = verdict, .words = words };
	if (event != NULL) {
		line->event = event->event;
		line->emission = event->id;
		line->title = event->title;
	}
}

/* ------------------------------------------------------------ days, reports --- */

static const char *
day_of(const struct writer *w, int64_t at)
{
	return w->speech->day(
	    w->arena, clock_local_date(w->arena, at, w->speech->zone));
}

/* A day that a rule wrote may be none: then as it stands. */
static const char *
written_day(const struct writer *w, const char *date)
{
	const char *words = date != NULL ? w->speech->day(w->arena, date) : "";

	return *words != '\0' || date == NULL ? words : date;
}

/* "report enroll of 27 October 2026". */
static const char *
report_words(const struct writer *w, const struct rule_report *report)
{
	const char *form;

	if (report == NULL)
		return _("the client himself");
	form = report->form != NULL ? report->form : _("without a form");
	if (report->date == RULE_NO_DATE)
		return arena_printf(w->arena, _("report %s without a date"), form);
	return arena_printf(
	    w->arena, _("report %s of %s"), form, day_of(w, report->date));
}

/* "from report enroll of 27 October 2026"; of a compiled rule nothing is known. */
static const char *
from_words(const struct writer *w, const struct rule_event *event)
{
	if (event->event == NULL && event->report == NULL)
		return "";
	return arena_printf(w->arena, _(", from %s"), report_words(w, event->report));
}

/* ----------------------------------------------------------------- an event --- */

/* What became of the task that there was already; "" if there was none. */
static const char *
known_words(const struct writer *w, const struct rule_event *event)
{
	const struct rule_known *known = event->known;

	if (known == NULL || known->state == NULL ||
	    strcmp(known->state, event->state) == 0 ||
	    strcmp(known->state, "Draft") == 0 || strcmp(known->state, "Ready") == 0)
		return "";
	if (known->since == RULE_NO_DATE)
		return arena_printf(w->arena, _(". It had a task: %s"), known->state);
	return arena_printf(w->arena, _(". It had a task: %s since %s"), known->state,
	    day_of(w, known->since));
}

static const char *
untimely_words(const struct writer *w, const struct rule_event *event)
{
	if (event->end == NULL)
		return _("no task: its due date is none");
	return arena_printf(w->arena,
	    _("no task: its days, %s to %s, are more than 60 days past or 180 days "
	      "ahead"),
	    written_day(w, event->start), written_day(w, event->end));
}

static const char *
state_words(const struct writer *w, const struct rule_event *event)
{
	if (strcmp(event->state, "Completed") == 0)
		return arena_printf(w->arena,
		    _("no task: resolvedIf said yes (due %s)"),
		    written_day(w, event->due));
	if (strcmp(event->state, "Failed") == 0)
		return arena_printf(w->arena,
		    _("no task: its last day was %s, and nobody did it"),
		    written_day(w, event->end));
	if (strcmp(event->state, "Draft") == 0)
		return arena_printf(w->arena,
		    _("Draft, due %s, to do from %s until %s"),
		    written_day(w, event->due), written_day(w, event->start),
		    written_day(w, event->end));
	return arena_printf(w->arena, _("Ready, due %s, to do from %s until %s"),
	    written_day(w, event->due), written_day(w, event->start),
	    written_day(w, event->end));
}

static void
say_event(struct writer *w, const char *rule, const struct rule_event *event)
{
	bool open =
	    strcmp(event->state, "Ready") == 0 || strcmp(event->state, "Draft") == 0;
	const char *words;

	if (!event->timely)
		words = untimely_words(w, event);
	else if (event->deleted && !event->resolved)
		words = _("no task: what it is made from is deleted");
	else if (strcmp(event->state, "Cancelled") == 0)
		words = _("no task: it has no due date, or its days end before they "
			  "begin");
	else
		words = state_words(w, event);
	say(w, rule, event, open && event->timely ? RULE_TASK : RULE_NO_TASK,
	    arena_printf(w->arena, "%s%s%s", words, from_words(w, event),
		known_words(w, event)));
}

/* ---------------------------------------------------------- a whole definition --- */

static const char *
types_words(const struct writer *w, const struct rule_note *note)
{
	struct buf b;

	buf_init(&b, w->arena);
	for (size_t i = 0; i < note->ntypes; i++)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", note->types[i]);
	return b.data;
}

static bool
of_contacts(const struct rule_note *note)
{
	return note->on != NULL && strcmp(note->on, "contacts") == 0;
}

/* Reports for which a question was answered with no, the last of them by name. */
static void
say_refused(struct writer *w, const char *rule, const struct rule_report *const *list,
    size_t count, const char *words)
{
	if (count == 0)
		return;
	if (count > 1)
		words = arena_printf(w->arena,
		    i18n_many("%s: %s, and %zu report before it",
			"%s: %s, and %zu reports before it", (unsigned long)count - 1),
		    words, report_words(w, list[count - 1]), count - 1);
	else
		words =
		    arena_printf(w->arena, "%s: %s", words, report_words(w, list[0]));
	say(w, rule, NULL, RULE_NO_TASK, words);
}

static void
say_nothing(struct writer *w, const char *rule, const struct rule_note *note)
{
	const char *words;

	if (note->nno + note->nnone > 0 || note->more > 0)
		return;
	if (of_contacts(note) && note->other > 0)
		words = arena_printf(w->arena,
		    _("no task: it is for %s, and the client is none of them"),
		    types_words(w, note));
	else if (of_contacts(note))
		words = _("no task: there is nobody whom it is about");
	else if (note->other > 0)
		words = arena_printf(w->arena,
		    i18n_many("no task: it is for reports %s, and his %d report is "
			      "another",
			"no task: it is for reports %s, and his %d reports are others",
			(unsigned long)note->other),
		    types_words(w, note), note->other);
	else
		words = _("no task: he has no reports");
	say(w, rule, NULL, RULE_NO_TASK, words);
}

static const char *
failure_words(const struct writer *w, const struct rule_failure *failure)
{
	if (failure->file == NULL)
		return arena_printf(w->arena, _("stopped: %s"), failure->words);
	return arena_printf(w->arena, _("stopped at %s:%d: %s"), failure->file,
	    failure->line, failure->words);
}

static void
say_rule(struct writer *w, const struct rule_note *note)
{
	const char *rule = note->rule;

	if (rule == NULL && note->number >= 0)
		rule =
		    arena_printf(w->arena, _("definition number %d"), note->number + 1);
	for (size_t i = 0; i < note->nevents; i++)
		say_event(w, rule, &note->events[i]);
	say_refused(w, rule, note->no, note->nno, _("no task: appliesIf said no"));
	say_refused(w, rule, note->none, note->nnone,
	    _("no task: it is for scheduled tasks, and there are none"));
	if (note->more > 0)
		say(w, rule, NULL, RULE_NO_TASK,
		    arena_printf(w->arena,
			i18n_many("%d more is not listed", "%d more are not listed",
			    (unsigned long)note->more),
			note->more));
	if (note->failure != NULL)
		say(w, rule, NULL, RULE_STOPPED, failure_words(w, note->failure));
	else if (note->nevents == 0)
		say_nothing(w, rule, note);
}

void
rule_explain_lines(struct arena *arena, const struct rule_explanation *explanation,
    const struct rule_speech *speech, struct rule_lines *lines)
{
	struct writer w = { .arena = arena, .speech = speech };
	size_t room = explanation->nfailures;

	for (size_t i = 0; i < explanation->nrules; i++)
		room += explanation->rules[i].nevents + 5;
	ARENA_ARRAY(arena, w.lines, room);
	for (size_t i = 0; i < explanation->nfailures; i++)
		say(&w, explanation->failures[i].rule, NULL, RULE_STOPPED,
		    failure_words(&w, &explanation->failures[i]));
	for (size_t i = 0; i < explanation->nrules; i++)
		say_rule(&w, &explanation->rules[i]);
	*lines = (struct rule_lines){ w.lines, w.count };
}
