/* screening_check.c - what of a draft is wrong: see screening.h. */

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/neutral.h"
#include "core/screening.h"
#include "core/workflow.h"
#include "ext/json.h"

#define PROBLEMS_MOST 40

struct check {
	struct arena *arena;
	struct screening_problem *at;
	size_t n, wrong;
	const struct screening_get *screening;
	struct screening_questions_rows questions;
	struct screening_answers_rows answers;
};

static void
tell(struct check *c, bool note, const char *message)
{
	if (c->n == PROBLEMS_MOST)
		return;
	c->at[c->n++] = (struct screening_problem){ message, note };
	c->wrong += !note;
}

static const char *
words_in(struct check *c, const char *by_language, const char *language)
{
	const struct json *all;
	const char *words;

	if (json_parse(c->arena, by_language, strlen(by_language), &all) != OK)
		return "";
	words = json_text(json_get(all, language));
	return words != NULL ? words : "";
}

/* "Question 2, Shona" */
static const char *
named(struct check *c, const char *what, size_t language)
{
	return arena_printf(
	    c->arena, "%s, %s", what, workflow()->language_names[language]);
}

static void
check_text(struct check *c, const char *what, size_t language, const char *text)
{
	const char *name = named(c, what, language);
	const char *strange = workflow_strange_blank(c->arena, text);
	const struct sms_count count =
	    sms_count(workflow_fill(c->arena, text, &(struct workflow_words){ NULL }));
	const char *tells = neutral_all(
	    neutral_words(), c->arena, workflow()->languages[language], text);

	if (strange != NULL)
		tell(c, false,
		    arena_printf(c->arena,
			_("%s: %s is nothing that can be filled in. Write {clinic} or "
			  "{emergency}."),
			name, strange));
	if (strstr(text, "{first_name}") != NULL || strstr(text, "{code}") != NULL)
		tell(c, false,
		    arena_printf(c->arena,
			_("%s: no name may stand in it, since others may read the "
			  "phone."),
			name));
	if (count.parts > SCREENING_PARTS)
		tell(c, false,
		    arena_printf(c->arena,
			_("%s: it takes %zu SMS. Shorten it to %d or less."), name,
			count.parts, SCREENING_PARTS));
	else if (count.parts > 1)
		tell(c, true,
		    *count.odd == '\0'
			? arena_printf(
			      c->arena, _("%s takes %zu SMS."), name, count.parts)
			: arena_printf(c->arena, _("%s takes %zu SMS because of “%s”."),
			      name, count.parts, count.odd));
	if (*tells != '\0')
		tell(c, true,
		    arena_printf(c->arena,
			_("%s: “%s” tells others what somebody is treated for."), name,
			tells));
}

/* In each language of the programme; optional: in none is fine, too. */
static void
check_texts(struct check *c, const char *what, const char *by_language, bool optional)
{
	const struct workflow *w = workflow();
	size_t written = 0;

	for (size_t i = 0; i < w->nlanguages; i++)
		written += *words_in(c, by_language, w->languages[i]) != '\0';
	if (written == 0 && optional)
		return;
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *text = words_in(c, by_language, w->languages[i]);

		if (*text == '\0')
			tell(c, false,
			    arena_printf(c->arena, _("%s: the text is missing."),
				named(c, what, i)));
		else
			check_text(c, what, i, text);
	}
}

/* Whether a digit stands in a text by itself. */
static bool
names_code(const char *text, char code)
{
	for (const char *s = strchr(text, code); s != NULL; s = strchr(s + 1, code))
		if ((s == text || s[-1] < '0' || s[-1] > '9') &&
		    (s[1] < '0' || s[1] > '9'))
			return true;
	return false;
}

static void
check_code(struct check *c, const char *what, const struct screening_questions *q,
    const struct screening_answers *a)
{
	const struct workflow *w = workflow();
	const struct workflow_appointments *visits = &w->appointments;

	if (strcmp(a->code, SCREENING_NUMBER) == 0)
		return;
	if (visits->nvisits > 0 && (strcmp(a->code, visits->come) == 0 ||
				       strcmp(a->code, visits->change) == 0))
		tell(c, false,
		    arena_printf(c->arena,
			_("%s: %s is the answer to a reminder of an appointment. "
			  "Choose another digit."),
			what, a->code));
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *text = words_in(c, q->ask, w->languages[i]);

		if (*text != '\0' && !names_code(text, *a->code))
			tell(c, false,
			    arena_printf(c->arena,
				_("%s: the text does not say that %s is an answer."),
				named(c, what, i), a->code));
	}
}

static bool
has_question(const struct check *c, int number)
{
	for (size_t i = 0; i < c->questions.n; i++)
		if (c->questions.at[i].number == number)
			return true;
	return false;
}

/* A word of two answers of a question would be either. */
static void
check_words(struct check *c, const char *what, const struct screening_answers *a)
{
	for (const char *s = a->words; *s != '\0';) {
		size_t len = strcspn(s, ",");
		const char *word = text_trim(c->arena, arena_strndup(c->arena, s, len));
		bool more;

		for (size_t i = 0; i < c->answers.n && *word != '\0'; i++) {
			const struct screening_answers *o = &c->answers.at[i];
			const struct screening_codes other = { o->code, o->label,
				o->words, "question", 0 };

			if (o->question == a->question &&
			    strcmp(o->code, a->code) > 0 &&
			    screening_match(c->arena, word, &other, 1, &more) == 0 &&
			    !more)
				tell(c, false,
				    arena_printf(c->arena,
					_("%s: “%s” would mean %s and %s. Leave it to "
					  "one of them."),
					what, word, a->code, o->code));
		}
		s += len;
		s += *s == ',';
	}
}

static void
check_question(struct check *c, const struct screening_questions *q)
{
	const char *what = arena_printf(c->arena, _("Question %d"), (int)q->number);
	size_t n = 0;

	check_texts(c, what, q->ask, false);
	check_texts(c,
	    arena_printf(
		c->arena, _("Question %d, if it is not understood"), (int)q->number),
	    q->again, false);
	for (size_t i = 0; i < c->answers.n; i++) {
		const struct screening_answers *a = &c->answers.at[i];

		if (a->question != q->number)
			continue;
		n++;
		check_code(c, what, q, a);
		check_words(c, what, a);
		if (strcmp(a->leads, "question") != 0)
			continue;
		if (a->next <= q->number || !has_question(c, a->next))
			tell(c, false,
			    arena_printf(c->arena,
				_("%s: the answer %s leads to question %d. Let it lead "
				  "to one that comes after this."),
				what, a->code, (int)a->next));
	}
	if (n == 0)
		tell(c, false,
		    arena_printf(c->arena,
			_("%s: it has no answers. Write at least one."), what));
}

/* Each is led to, and something is found. */
static void
check_ways(struct check *c)
{
	bool finds = false;

	for (size_t i = 0; i < c->answers.n; i++)
		finds |= strcmp(c->answers.at[i].leads, "positive") == 0;
	if (!finds)
		tell(c, false,
		    _("Answers: none leads to a positive. Let at least one."));
	for (size_t i = 1; i < c->questions.n; i++) {
		bool reached = false;

		for (size_t j = 0; j < c->answers.n; j++)
			reached |=
			    strcmp(c->answers.at[j].leads, "question") == 0 &&
			    c->answers.at[j].next == c->questions.at[i].number &&
			    c->answers.at[j].question < c->questions.at[i].number;
		if (!reached)
			tell(c, false,
			    arena_printf(c->arena,
				_("Question %d: no answer leads to it. Let one lead "
				  "there, or remove it."),
				(int)c->questions.at[i].number));
	}
}

enum status
screening_check(struct tx *tx, int64_t id, struct screening_problems *problems)
{
	struct check c = { .arena = tx_arena(tx) };
	struct screening_never_rows never;

	ARENA_ARRAY(c.arena, c.at, PROBLEMS_MOST);
	TRY(sql_screening_get(tx, id, &c.screening));
	TRY(sql_screening_questions(tx, id, &c.questions));
	TRY(sql_screening_answers(tx, id, &c.answers));
	TRY(sql_screening_never(tx, id, tx_now(tx), &never));
	if (c.questions.n == 0)
		tell(&c, false, _("Questions: there are none. Add the first."));
	else
		check_ways(&c);
	for (size_t i = 0; i < c.questions.n; i++)
		check_question(&c, &c.questions.at[i]);
	check_texts(&c, _("What a positive is told"), c.screening->found, false);
	check_texts(&c, _("Thanks"), c.screening->thanks, true);
	for (size_t i = 0; i < never.n; i++)
		tell(&c, false,
		    arena_printf(c.arena,
			_("Hours: at %s no hour is between them and outside its quiet "
			  "hours on an open day. Choose others."),
			never.at[i].place_name));
	*problems = (struct screening_problems){ c.at, c.n, c.wrong };
	return OK;
}
