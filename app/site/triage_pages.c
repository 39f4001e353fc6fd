/* triage_pages.c - how texts are read: a box to try one in, and the lists of words. */

#include "site/triage_pages.h"

#include <string.h>

#include "base/i18n.h"
#include "core/inbound.h"
#include "core/workflow.h"
#include "gen/triage.h"
#include "site/page.h"
#include "site/pages.h"

struct tried {
	const char *text, *language, *question;
	bool open, closed;
};

/* clang-format off */
static const struct input inputs[] = {
	INPUT_LINES(struct tried, text, .label = N_("Text"), .max = TRIAGE_TEXT_MAX),
	INPUT_TEXT(struct tried, language, .label = N_("Language"), .max = 10),
	INPUT_TEXT(struct tried, question, .label = N_("What was asked"), .max = 10),
	INPUT_TICK(struct tried, open),
	INPUT_TICK(struct tried, closed),
	INPUT_END
};
/* clang-format on */

const char *
triage_verdict_words(const char *verdict)
{
	/* clang-format off */
	static const struct { const char *verdict, *words; } table[] = {
		{ "FINE",   N_("Filed: nobody need read it") },
		{ "REVIEW", N_("For a person, in its turn") },
		{ "AMBER",  N_("A possible problem: today") },
		{ "RED",    N_("A possible danger: now") },
		{ "STOP",   N_("He wants no more messages") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (strcmp(table[i].verdict, verdict) == 0)
			return _(table[i].words);
	return verdict;
}

const char *
triage_sign_words(const char *sign)
{
	/* clang-format off */
	static const struct { const char *sign, *words; } table[] = {
		{ "bleeding",   N_("Bleeding") },
		{ "swelling",   N_("Swelling") },
		{ "pus",        N_("Pus or smell") },
		{ "pain",       N_("Pain") },
		{ "redness",    N_("Change of colour") },
		{ "wound-open", N_("Wound opening") },
		{ "fever",      N_("Fever") },
		{ "urine",      N_("Passing urine") },
		{ "tetanus",    N_("Stiffness or spasms") },
		{ "fainting",   N_("Fainting") },
		{ "call-me",    N_("Wants help or a call") },
		{ "emergency",  N_("Emergency") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (strcmp(table[i].sign, sign) == 0)
			return _(table[i].words);
	return sign;
}

const char *
triage_list_title(struct arena *arena, const struct triage_list *list)
{
	/* clang-format off */
	static const struct { const char *key, *words; } table[] = {
		{ "fine",     N_("No, and 0") },
		{ "problem",  N_("Yes, and 1") },
		{ "other",    N_("Another sign") },
		{ "courtesy", N_("Thanks, all is well") },
		{ "stop",     N_("No more messages") },
		{ "start",    N_("Messages again") },
		{ "negation", N_("Says no of a sign") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (strcmp(table[i].key, list->key) == 0)
			return _(table[i].words);
	if (strcmp(list->key, "red_with") == 0)
		return arena_printf(
		    arena, _("Makes it red: %s"), triage_sign_words(list->sign));
	return arena_printf(arena,
	    list->urgency == URGENCY_RED ? _("Red: %s") : _("Amber: %s"),
	    triage_sign_words(list->sign));
}

static void
step(struct triage_view *v, const char *words)
{
	if (v->steps.n < COUNT_OF(v->steps.at))
		v->steps.at[v->steps.n++].words = words;
}

/* As core/inbound.c goes about it. */
static void
danger_steps(struct triage_view *v)
{
	bool red = v->reading->urgency == URGENCY_RED;

	step(v, v->open
		    ? _("His words are added to the task and the case that are open.")
		    : _("A task is made: call him about the wound."));
	if (!v->open)
		step(v, red ? _("A severe case is opened for the supervisor.")
			    : _("A moderate case is opened for the supervisor."));
	if (v->closed)
		step(v, _("He is told by SMS that the clinic is closed, with the "
			  "emergency number."));
	else if (v->reading->kind == TRIAGE_PROBLEM)
		step(v, _("He is asked by SMS which sign it is."));
	step(v, red ? _("The conversation waits at the top of the list.")
		    : _("The conversation waits above those in their turn."));
}

static void
steps(struct triage_view *v)
{
	const struct reading *r = v->reading;
	bool asked = strcmp(v->question, "checkin") == 0;

	step(v, _("It is a sign of life: what was to trace him is closed."));
	if (r->kind == TRIAGE_STOP) {
		step(
		    v, _("Automatic messages to him stop, and one SMS confirms that."));
		return;
	}
	if (r->kind == TRIAGE_START) {
		step(v, _("If he had stopped them, automatic messages start again, and "
			  "one SMS confirms that."));
		return;
	}
	if (asked && r->urgency >= URGENCY_AMBER)
		step(v, _("The check-in of that day is answered: a problem."));
	else if (asked && r->kind == TRIAGE_FINE)
		step(v, _("The check-in of that day is answered: no problem."));
	else if (asked && r->kind == TRIAGE_WORDS)
		step(v, _("The check-in of that day is answered in other words."));
	if (r->urgency >= URGENCY_AMBER) {
		danger_steps(v);
		return;
	}
	if (r->urgency == URGENCY_REVIEW || v->open)
		step(v,
		    _("The conversation waits until somebody answers or closes it."));
	else
		step(v, _("The conversation does not wait for it."));
	if (r->urgency == URGENCY_REVIEW && v->closed)
		step(v, _("He is told by SMS that the clinic is closed, with the "
			  "emergency number."));
}

static const struct triage_language *
named(const struct triage_view *v, const char *code)
{
	for (size_t i = 0; code != NULL && i < v->languages.n; i++)
		if (strcmp(v->languages.at[i].code, code) == 0)
			return &v->languages.at[i];
	return NULL;
}

static enum status
show(struct request *rq, int code, struct triage_view *v)
{
	struct page page;

	v->csrf = page_user(rq)->csrf;
	v->version =
	    arena_printf(rq->arena, "%s %s", workflow()->name, workflow()->version);
	TRY(page_open(rq, &page, _("How texts are read"), "texts"));
	page.faulty = code != 200;
	render_triage(reply_html(rq, code), &page, v);
	return OK;
}

static void
begin(struct request *rq, struct triage_view *v)
{
	*v =
	    (struct triage_view){ .text = "", .language = "en", .question = "checkin" };
	v->languages = triage_languages(inbound_words(), rq->arena);
}

enum status
triage_page(struct request *rq)
{
	struct triage_view v;

	begin(rq, &v);
	v.words = named(&v, request_query(rq, "words"));
	return show(rq, 200, &v);
}

enum status
triage_try(struct request *rq)
{
	enum triage_question question = ASKED_NOTHING;
	struct triage_view v;
	struct reading reading;
	struct tried tried;

	begin(rq, &v);
	input_read(rq, inputs, &tried, &v.faults);
	v.text = tried.text;
	v.language = tried.language;
	v.question = tried.question;
	v.open = tried.open;
	v.closed = tried.closed;
	if (named(&v, v.language) == NULL ||
	    !triage_question_named(v.question, &question))
		fault_add(&v.faults, "language",
		    _("Language and question: please choose from the lists."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	reading = triage_read(inbound_words(), rq->arena, v.language, question, v.text);
	v.reading = &reading;
	v.verdict = triage_verdict(&reading);
	v.why = _(triage_why_words(reading.why));
	steps(&v);
	return show(rq, 200, &v);
}
