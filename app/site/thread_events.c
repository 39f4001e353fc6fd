/* thread_events.c - see thread_events.h. */

#include "site/thread_events.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "ext/phone.h"
#include "site/appointment_pages.h"
#include "site/child_pages.h"
#include "site/course_pages.h"
#include "site/form_sheet.h"
#include "site/show.h"
#include "site/thread_automatic.h"
#include "site/words.h"

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Who did it: "you", or a colleague by her short name. */
static const char *
thread_doer(const struct thread_view *v, const struct thread_timeline *row)
{
	if (row->author_id == v->me)
		return _("you");
	return show_short_name(v->arena, row->author);
}

/* "Closed by you", and after it what was noted with it. */
static const char *
noted(const struct thread_view *v, const struct thread_timeline *row, const char *words)
{
	size_t n = strlen(words);

	if (*row->body == '\0')
		return words;
	/* A short name ends with a full stop. */
	return arena_printf(v->arena, "%s%s %s", words,
	    n > 0 && words[n - 1] == '.' ? ":" : ".", row->body);
}

static const char *
title_of(const struct thread_view *v, const struct thread_timeline *row)
{
	return words_title(v->arena, row->kind, row->called, row->called);
}

static const char *
made(const struct thread_view *v, const struct thread_timeline *row)
{
	if (is(row->kind, "escalation"))
		return row->author_id == 0
			   ? _("Escalated by itself")
			   : arena_printf(
				 v->arena, _("Escalated by %s"), thread_doer(v, row));
	if (row->author_id == 0)
		return arena_printf(v->arena, _("Task made: %s"), title_of(v, row));
	return arena_printf(
	    v->arena, _("Task made by %s: %s"), thread_doer(v, row), title_of(v, row));
}

/* state is the task's status at its end, reason what came of it. */
static const char *
ended(const struct thread_view *v, const struct thread_timeline *row)
{
	bool of_case = is(row->kind, "escalation");
	const char *came =
	    *row->reason != '\0' && !is(row->reason, "done") &&
		    !is(row->reason, "needless")
		? arena_printf(v->arena, ", %s", words_outcome(row->reason))
		: "";

	if (row->author_id == 0 && is(row->state, "failed"))
		return arena_printf(
		    v->arena, _("Task not done in time: %s"), title_of(v, row));
	if (row->author_id == 0)
		return arena_printf(
		    v->arena, _("Task not needed any more: %s"), title_of(v, row));
	if (of_case)
		return arena_printf(v->arena, _("Escalation closed by %s%s"),
		    thread_doer(v, row), came);
	if (is(row->state, "failed"))
		return arena_printf(v->arena, _("Task given up by %s: %s%s"),
		    thread_doer(v, row), title_of(v, row), came);
	if (is(row->state, "cancelled"))
		return arena_printf(v->arena, _("Task ended by %s: %s%s"),
		    thread_doer(v, row), title_of(v, row), came);
	return arena_printf(v->arena, _("Task done by %s: %s%s"), thread_doer(v, row),
	    title_of(v, row), came);
}

static const char *
of_case(const struct thread_view *v, const struct thread_timeline *row)
{
	const char *did = words_event(row->kind, row->author_id != 0);
	const char *who = row->author_id != 0
			      ? arena_printf(v->arena, " %s", thread_doer(v, row))
			      : "";
	const char *words = arena_printf(v->arena, _("Escalation: %s%s"), did, who);

	if (*row->body != '\0' && is(row->kind, "said"))
		return arena_printf(v->arena, "%s: “%s”", words, row->body);
	return noted(v, row, words);
}

static const char *
registered(const struct thread_view *v, const struct thread_timeline *row)
{
	if (row->author_id == 0)
		return arena_printf(
		    v->arena, _("Registered at %s, consent given"), v->t->place_name);
	return arena_printf(v->arena, _("Registered by %s at %s, consent given"),
	    thread_doer(v, row), v->t->place_name);
}

static const char *
over(const struct thread_view *v, const struct thread_timeline *row)
{
	const char *why = course_how_words(row->kind);

	if (is(row->kind, "finished"))
		return _("The follow-up is complete");
	if (row->author_id == 0)
		return noted(v, row, _("The follow-up ended before its time"));
	return noted(v, row,
	    arena_printf(v->arena, _("The follow-up was ended by %s (%s)"),
		thread_doer(v, row), why));
}

static const char *
report(const struct thread_view *v, const struct thread_timeline *row)
{
	const char *title = form_sheet_title(v->arena, row->kind, row->body);
	bool by = row->author_id != 0;

	if (is(row->type, "report-changed"))
		return arena_printf(v->arena, _("Form changed by %s: %s"),
		    by ? thread_doer(v, row) : _("the programme"), title);
	if (is(row->state, "withdrawn"))
		return arena_printf(v->arena, _("Form taken back: %s"), title);
	if (!by)
		return arena_printf(v->arena, _("Form: %s"), title);
	return arena_printf(
	    v->arena, _("Form saved by %s: %s"), thread_doer(v, row), title);
}

/* The sentence with a name in the place of its "%s". */
static const char *
with_name(struct arena *arena, const char *words, const char *name)
{
	const char *gap = strstr(words, "%s");

	return arena_printf(
	    arena, "%.*s%s%s", (int)(gap - words), words, name, gap + 2);
}

/* Events whose sentence names who did it, and what was noted. */
static const char *
deed(const struct thread_view *v, const struct thread_timeline *row)
{
	/* clang-format off */
	static const struct { const char *what, *by, *alone; } deeds[] = {
		{ "closed",	N_("Closed by %s, no answer needed"), N_("Closed, no answer needed") },
		{ "reopened",	N_("Opened again by %s"), N_("Opened again") },
		{ "taken",	N_("Taken over by %s"), N_("Taken over") },
		{ "released",	N_("Given back by %s"), N_("It is nobody’s again") },
		{ "not-client",	N_("Marked as not a client by %s"), N_("Marked as not a client") },
		{ "client",	N_("The mark “not a client” was removed by %s"),
				N_("The mark “not a client” was removed") },
		{ "not-sent",	N_("A text that waited to leave was not sent, and is a draft of %s again"),
				N_("A text that waited to leave was not sent") },
		{ "held-old",	N_("A text was held: it is too old to leave by itself"),
				N_("A text was held: it is too old to leave by itself") },
		{ "release",	N_("A text that was held may leave after all, says %s"),
				N_("A text that was held may leave after all") },
		{ "drop",	N_("A text that was held will not be sent, says %s"),
				N_("A text that was held will not be sent") },
		{ "ask-again",	N_("Today’s question was sent once more by %s"),
				N_("Today’s question was sent once more") },
		{ "goes-on",	N_("The follow-up was taken up again by %s"), N_("The follow-up goes on") },
		{ "alive",	N_("That he died was a mistake, says %s"), N_("That he died was a mistake") },
		{ "died",	N_("His death was recorded by %s"), N_("His death was recorded") },
		{ "transferred", N_("Moved to another facility by %s"), N_("Moved to another facility") },
		{ "read-person", N_("Not read so, says %s"), N_("Not read so") },
		{ "read-fine",	N_("Filed as no problem by %s"), N_("Filed as no problem") },
		{ "read-problem", N_("Filed as a problem by %s"), N_("Filed as a problem") },
		{ "talk-ended",	N_("Whose a text of the shared phone is, is asked again, says %s"),
				N_("Whose a text of the shared phone is, is asked again") },
		{ "lost",	N_("Lost to follow-up, decided by %s"), N_("Lost to follow-up") },
		{ "not-lost",	N_("Lost to follow-up no more, decided by %s"), N_("Lost to follow-up no more") },
		{ "heard-again", N_("Heard of again, so not lost to follow-up any more, says %s"),
				N_("Heard of again: he is not lost to follow-up any more") },
		{ "unpaused",	N_("The automatic SMS were started again by %s"), N_("The automatic SMS start again") },
		{ "appointment-booked", N_("Appointment booked by %s"), N_("Appointment booked") },
		{ "appointment-moved", N_("Appointment changed by %s"), N_("Appointment changed") },
		{ "appointment-confirmed", N_("He comes to his appointment, says %s"), N_("He says that he comes to his appointment") },
		{ "appointment-change", N_("He wants another day for his appointment, says %s"),
				N_("He wants another day for his appointment") },
		{ "appointment-cancelled", N_("Appointment cancelled by %s"), N_("Appointment cancelled") },
		{ "appointment-attended", N_("He came to his appointment, says %s"), N_("He came to his appointment") },
		{ "appointment-missed", N_("He did not come to his appointment, says %s"), N_("He did not come to his appointment") },
		{ "appointment-reopened", N_("What was said of his appointment was a mistake, says %s"),
				N_("What was said of his appointment was a mistake") },
		{ "appointment-unsaid", N_("What was said of his appointment was another’s text, says %s"),
				N_("What was said of his appointment was another’s text") },
		{ "appointment-untold", N_("He was not reminded of his appointment, says %s"), N_("He was not reminded of his appointment") },
		{ "dose-given", N_("Dose recorded by %s"), N_("Dose recorded") },
		{ "dose-corrected", N_("Dose corrected by %s"), N_("Dose corrected") },
		{ "dose-taken-back", N_("A dose was not given, says %s"), N_("A dose was not given") },
		{ "opted-in",	N_("The messages were started again by %s"), N_("The messages start again") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(deeds); i++)
		if (is(row->kind, deeds[i].what))
			return noted(v, row,
			    row->author_id == 0 ? _(deeds[i].alone)
						: with_name(v->arena, _(deeds[i].by),
						      thread_doer(v, row)));
	return NULL;
}

/* "+263771234567 +263771234568", either of which may be missing. */
static const char *
numbers(const struct thread_view *v, const struct thread_timeline *row)
{
	bool other = is(row->kind, "other-phone-changed");
	const char *space = strchr(row->body, ' ');
	const char *was, *is_now;

	if (space == NULL)
		return _("The phone number was changed");
	was = phone_shown(v->arena,
	    arena_strndup(v->arena, row->body, (size_t)(space - row->body)), v->region);
	is_now = phone_shown(v->arena, space + 1, v->region);
	if (*is_now == '\0' && other)
		return arena_printf(
		    v->arena, _("The other phone, %s, was removed"), was);
	if (*is_now == '\0')
		return arena_printf(
		    v->arena, _("The phone number %s was removed"), was);
	if (*was == '\0' && other)
		return arena_printf(v->arena, _("Another phone was added: %s"), is_now);
	if (*was == '\0')
		return arena_printf(
		    v->arena, _("The phone number was added: %s"), is_now);
	if (other)
		return arena_printf(v->arena,
		    _("The other phone was changed from %s to %s"), was, is_now);
	return arena_printf(
	    v->arena, _("The phone number was changed from %s to %s"), was, is_now);
}

/* What a flow of RapidPro did: note is its name, or the day of a question of ours. */
static const char *
flow(const struct thread_view *v, const struct thread_timeline *row)
{
	bool day =
	    *row->body != '\0' && strspn(row->body, "0123456789") == strlen(row->body);

	if (is(row->kind, "put-aside") && day)
		return arena_printf(v->arena,
		    _("The question of day %s was put aside: your conversation goes on "
		      "here"),
		    row->body);
	if (is(row->kind, "put-aside"))
		return arena_printf(v->arena,
		    _("“%s” of RapidPro waited for an answer and was put aside: your "
		      "conversation goes on here"),
		    row->body);
	if (is(row->kind, "not-put-aside"))
		return arena_printf(v->arena,
		    _("“%s” of RapidPro still waits for an answer and could not be put "
		      "aside: the next words may be taken for it, and are shown here "
		      "all the same"),
		    row->body);
	return NULL;
}

static const char *
run_ended(const struct thread_view *v, const char *came, const char *when)
{
	if (strncmp(came, "completed", 9) == 0)
		return arena_printf(v->arena, _("done %s"), when);
	if (is(came, "expired answered"))
		return arena_printf(v->arena, _("answered in part, ended %s"), when);
	if (is(came, "expired"))
		return arena_printf(v->arena, _("no answer, ended %s"), when);
	if (strncmp(came, "interrupted", 11) == 0)
		return arena_printf(v->arena, _("interrupted %s"), when);
	return arena_printf(v->arena, _("failed %s"), when);
}

/* A flow that is not ours: its name, and in a second line how far it has come. */
static const char *
other_flow(const struct thread_view *v, const struct thread_timeline *row)
{
	size_t n = strcspn(row->body, "\n");
	const char *name = arena_strndup(v->arena, row->body, n);
	const char *came = row->body[n] == '\n' ? row->body + n + 1 : "";

	if (row->about_id == 0)
		return arena_printf(v->arena, _("“%s” of RapidPro began"), name);
	return arena_printf(v->arena, _("“%s” of RapidPro: began, %s"), name,
	    run_ended(v, came, show_moment(v->arena, row->about_id, row->at, v->zone)));
}

/* The day on which they start again, and in a second line why. */
static const char *
paused(const struct thread_view *v, const struct thread_timeline *row)
{
	size_t n = strcspn(row->body, "\n");
	const char *why = row->body[n] == '\n' ? row->body + n + 1 : "";

	return arena_printf(v->arena, _("No automatic SMS until %s, by %s: %s"),
	    show_short_day(v->arena, arena_strndup(v->arena, row->body, n)),
	    thread_doer(v, row), why);
}

static const char *
snoozed(const struct thread_view *v, const struct thread_timeline *row)
{
	const char *until = show_moment(v->arena, row->about_id, row->at, v->zone);
	const char *words = arena_printf(v->arena, _("Snoozed until %s"), until);

	if (row->author_id != 0)
		words = arena_printf(
		    v->arena, _("Snoozed until %s by %s"), until, thread_doer(v, row));
	return noted(v, row, words);
}

static const char *
woken(const struct thread_view *v, const struct thread_timeline *row)
{
	if (row->author_id != 0)
		return arena_printf(v->arena, _("Woken by %s"), thread_doer(v, row));
	if (is(row->body, "danger"))
		return _("Woken: there may be a problem");
	if (is(row->body, "message"))
		return _("Woken: a message came");
	return _("Woken: its time has come");
}

/* "Sr Tendai Moyana", and in a second line what was said with it. */
static const char *
given(const struct thread_view *v, const struct thread_timeline *row)
{
	size_t name = strcspn(row->body, "\n");
	const char *to = arena_strndup(v->arena, row->body, name);
	const char *said = row->body[name] == '\n' ? row->body + name + 1 : "";
	const char *words = arena_printf(v->arena, _("Given to %s"), to);

	if (is(row->kind, "freed"))
		return arena_printf(
		    v->arena, _("It is nobody’s again: %s works here no more"), to);
	if (row->author_id != 0)
		words = arena_printf(
		    v->arena, _("Given to %s by %s"), to, thread_doer(v, row));
	return *said == '\0' ? words : arena_printf(v->arena, "%s: “%s”", words, said);
}

/* A kind of a later version. */
static const char *
later_kind(const struct thread_view *v, const struct thread_timeline *row)
{
	char *words = arena_strdup(v->arena, row->kind);

	for (char *s = words; *s != '\0'; s++)
		*s = *s == '-' ? ' ' : *s;
	return noted(v, row,
	    row->author_id != 0 ? arena_printf(v->arena, "%s, %s %s", words, _("by"),
				      thread_doer(v, row))
				: words);
}

/* A STOP was another's; the note is how many texts leave after all, and how many do not. */
static const char *
stop_not_his(const struct thread_view *v, const struct thread_timeline *row)
{
	char *rest;
	unsigned long leave = strtoul(row->body, &rest, 10);
	unsigned long late = strtoul(rest, NULL, 10);
	const char *words = arena_printf(v->arena,
	    _("The STOP was not his, says %s: his messages go on"),
	    thread_doer(v, row));

	if (leave > 0)
		words = arena_printf(v->arena,
		    i18n_many("%s. %lu text that had been stopped leaves now",
			"%s. %lu texts that had been stopped leave now", leave),
		    words, leave);
	if (late > 0)
		words = arena_printf(v->arena,
		    i18n_many("%s. %lu text is not sent any more: its time has passed",
			"%s. %lu texts are not sent any more: their time has passed",
			late),
		    words, late);
	return words;
}

/* Whose a text, or a number, was said to be; NULL for any other event. */
static const char *
whose(const struct thread_view *v, const struct thread_timeline *row)
{
	struct arena *a = v->arena;
	const char *who = thread_doer(v, row), *what = row->kind;

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
	if (is(what, "also-answers"))
		return arena_printf(a,
		    _("Sent from the shared phone, with this client’s answer in it: "
		      "“%s”"),
		    row->body);
	if (is(what, "taken-his"))
		return arena_printf(a,
		    _("What comes from the shared phone until %s is taken to be this "
		      "client’s, but for answers and STOP: %s said whose it is"),
		    show_moment(a, row->about_id, row->at, v->zone), who);
	if (is(what, "not-his"))
		return arena_printf(
		    a, _("A text that was filed here was not his, says %s"), who);
	if (is(what, "stop-not-his"))
		return stop_not_his(v, row);
	if (is(what, "his-after-all"))
		return arena_printf(a,
		    _("Filed here by %s, after it had been with somebody else: “%s”"),
		    who, row->body);
	if (is(what, "number-back"))
		return arena_printf(a,
		    _("The number %s is this client’s after all, says %s"),
		    phone_shown(a, row->body, v->region), who);
	if (is(what, "number-gone"))
		return arena_printf(a,
		    _("The number is somebody else’s now, says %s. Nothing more is "
		      "sent to it"),
		    who);
	return NULL;
}

/* Its day and hour in words. */
static const char *
appointment(const struct thread_view *v, const struct thread_timeline *row)
{
	struct thread_timeline told = *row;

	told.body = appointment_told(v->arena, row->body);
	return deed(v, &told);
}

static const char *
dose(const struct thread_view *v, const struct thread_timeline *row)
{
	struct thread_timeline told = *row;

	told.body = dose_line(v->arena, row->body);
	return deed(v, &told);
}

static const char *
happened(const struct thread_view *v, const struct thread_timeline *row)
{
	if (strncmp(row->kind, "appointment-", 12) == 0)
		return appointment(v, row);
	if (strncmp(row->kind, "dose-", 5) == 0)
		return dose(v, row);
	const char *what = row->kind, *words = deed(v, row);

	if (words != NULL || (words = flow(v, row)) != NULL ||
	    (words = whose(v, row)) != NULL)
		return words;
	if (is(what, "paused"))
		return paused(v, row);
	if (is(what, "flow"))
		return other_flow(v, row);
	if (is(what, "snoozed"))
		return snoozed(v, row);
	if (is(what, "woken"))
		return woken(v, row);
	if (is(what, "given") || is(what, "freed"))
		return given(v, row);
	if (is(what, "opted-out"))
		return is(row->body, "sms")
			   ? _("This client stopped the messages by SMS")
			   : _("The messages were stopped at the clinic");
	if (is(what, "not-answered"))
		return thread_automatic_withheld(v->arena, row->body);
	if (is(what, "phone-changed") || is(what, "other-phone-changed"))
		return numbers(v, row);
	return later_kind(v, row);
}

void
thread_event_line(const struct thread_view *v, struct thread_line *line)
{
	const struct thread_timeline *row = line->row;
	int64_t to = 0;
	const char *where = "messages";

	if (is(row->type, "made") || is(row->type, "ended")) {
		line->text =
		    is(row->type, "made") ? made(v, row) : noted(v, row, ended(v, row));
		where = is(row->kind, "escalation") ? "escalations" : "tasks";
		to = row->id;
	} else if (is(row->type, "case")) {
		line->text = of_case(v, row);
		where = "escalations";
		to = row->about_id;
	} else if (strncmp(row->type, "report", 6) == 0) {
		line->text = report(v, row);
		where = "reports";
		to = row->id;
	} else if (is(row->type, "registered")) {
		line->text = registered(v, row);
	} else if (is(row->type, "over")) {
		line->text = over(v, row);
	} else {
		line->text = happened(v, row);
		if (is(row->kind, "linked") || is(row->kind, "filed") ||
		    is(row->kind, "also-about") || is(row->kind, "also-answers"))
			to = row->about_id;
	}
	if (to != 0)
		line->link = arena_printf(v->arena, "/%s/%" PRId64, where, to);
}
