/* screening_question_pages.c - one question of a draft, and what it may be answered. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "gen/screening.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/screening_pages.h"

#define WORDS_MOST 200
#define LABEL_MOST 40
#define BODY_MOST 1000

struct edits_form {
	int64_t was, edits;
};
/* clang-format off */
static const struct input edits_inputs[] = {
	INPUT_NUMBER(struct edits_form, was, .label = N_("Number"), .min = 0, .max = SCREENING_QUESTIONS),
	INPUT_NUMBER(struct edits_form, edits, .label = N_("Edits"), .required = true, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

static int
last_number(const struct screening_view *v)
{
	return v->nodes.n > 0 ? v->nodes.at[v->nodes.n - 1].number : 0;
}

/* Where an answer may lead: to what comes later, and to one that is still to be written. */
static struct option_rows
lead_options(struct request *rq, const struct screening_view *v)
{
	int most = last_number(v) + 2;
	struct option *at;
	size_t n = 0;

	most = most < SCREENING_QUESTIONS ? most : SCREENING_QUESTIONS;
	ARENA_ARRAY(rq->arena, at, (size_t)most + 3);
	at[n++] = (struct option){ "end", _("the end") };
	at[n++] = (struct option){ "positive", _("a positive: a task") };
	for (int i = 2; i <= most; i++)
		at[n++] = (struct option){ arena_printf(rq->arena, "%d", i),
			arena_printf(rq->arena, _("question %d"), i) };
	return (struct option_rows){ at, n };
}

static void
name_fields(struct request *rq, struct screening_answer_form *a, size_t i)
{
	a->code_name = arena_printf(rq->arena, "code-%zu", i + 1);
	a->label_name = arena_printf(rq->arena, "label-%zu", i + 1);
	a->words_name = arena_printf(rq->arena, "words-%zu", i + 1);
	a->leads_name = arena_printf(rq->arena, "leads-%zu", i + 1);
}

/* As it is stored; of a new one a yes and a no. */
static struct screening_answer_form
answer_of(struct request *rq, const struct screening_node *node, size_t i)
{
	/* clang-format off */
	static const struct screening_answer_form fresh[] = {
		{ "1", "Yes", "yes", "positive", NULL, NULL, NULL, NULL },
		{ "0", "No", "no", "end", NULL, NULL, NULL, NULL },
	};
	/* clang-format on */
	const struct screening_answers *a;

	if (node == NULL)
		return i < COUNT_OF(fresh) ? fresh[i]
					   : (struct screening_answer_form){ .code = "",
						     .label = "",
						     .words = "",
						     .leads = "end" };
	if (i >= node->nanswers)
		return (struct screening_answer_form){
			.code = "", .label = "", .words = "", .leads = "end"
		};
	a = &node->answers[i];
	return (struct screening_answer_form){ .code = a->code,
		.label = a->label,
		.words = a->words,
		.leads = strcmp(a->leads, "question") == 0
			     ? arena_printf(rq->arena, "%d", (int)a->next)
			     : a->leads };
}

static const char *
typed(struct request *rq, const char *name)
{
	const char *value = request_field(rq, name);

	return value != NULL ? text_trim(rq->arena, value) : "";
}

static void
open_answers(struct request *rq, struct screening_question_view *v,
    const struct screening_node *node, bool posted)
{
	struct screening_answer_form *at;

	ARENA_ARRAY(rq->arena, at, SCREENING_ANSWERS);
	for (size_t i = 0; i < SCREENING_ANSWERS; i++) {
		at[i] = posted ? (struct screening_answer_form){ .code = "" }
			       : answer_of(rq, node, i);
		name_fields(rq, &at[i], i);
		if (!posted)
			continue;
		at[i].code = typed(rq, at[i].code_name);
		at[i].label = typed(rq, at[i].label_name);
		at[i].words = typed(rq, at[i].words_name);
		at[i].leads = typed(rq, at[i].leads_name);
	}
	v->answers = (struct screening_answer_form_rows){ at, SCREENING_ANSWERS };
}

static const struct screening_node *
node_of(const struct screening_view *v, int64_t number)
{
	for (size_t i = 0; i < v->nodes.n; i++)
		if (v->nodes.at[i].number == number)
			return &v->nodes.at[i];
	return NULL;
}

static enum status
show(struct request *rq, int code, struct screening_question_view *v)
{
	struct page page;

	v->leads = lead_options(rq, &v->of);
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->of.screening->title, _("Question")),
	    "schedules"));
	page.faulty = code != 200;
	render_screening_question(reply_html(rq, code), &page, v);
	return OK;
}

enum status
screening_question(struct request *rq)
{
	struct screening_question_view v = { .was = page_number(rq, "n") };
	const struct screening_node *node;

	TRY(screening_open(rq, &v.of));
	node = node_of(&v.of, v.was);
	if (!v.of.draft || (v.was != 0 && node == NULL))
		return ERR_NOT_FOUND;
	v.number = arena_printf(
	    rq->arena, "%d", v.was != 0 ? (int)v.was : last_number(&v.of) + 1);
	v.ask = node != NULL ? node->ask : screening_lines(rq, "ask", "{}", false);
	v.again =
	    node != NULL ? node->again : screening_lines(rq, "again", "{}", false);
	open_answers(rq, &v, node, false);
	return show(rq, 200, &v);
}

/* The columns of what is to be stored. */
struct columns {
	const char *codes[SCREENING_ANSWERS], *labels[SCREENING_ANSWERS];
	const char *words[SCREENING_ANSWERS], *leads[SCREENING_ANSWERS];
	int64_t nexts[SCREENING_ANSWERS];
	size_t n;
};

static bool
is_code(const char *code)
{
	return strlen(code) == 1 &&
	       (strcmp(code, SCREENING_NUMBER) == 0 || (*code >= '0' && *code <= '9'));
}

static bool
is_lead(const struct option_rows *leads, const char *value)
{
	for (size_t i = 0; i < leads->n; i++)
		if (strcmp(leads->at[i].value, value) == 0)
			return true;
	return false;
}

static void
check_answer(struct request *rq, struct screening_question_view *v, size_t i,
    const struct columns *c)
{
	const struct screening_answer_form *a = &v->answers.at[i];
	const int n = (int)i + 1;

	if (!is_code(a->code))
		fault_add(&v->of.faults, a->code_name,
		    arena_printf(rq->arena,
			_("Answer %d, reply: write one digit, or # for any number."),
			n));
	for (size_t j = 0; j < c->n; j++)
		if (strcmp(c->codes[j], a->code) == 0)
			fault_add(&v->of.faults, a->code_name,
			    arena_printf(rq->arena,
				_("Answer %d, reply: %s is another answer already."), n,
				a->code));
	if (*a->label == '\0' || text_length(a->label) > LABEL_MOST)
		fault_add(&v->of.faults, a->label_name,
		    arena_printf(rq->arena,
			_("Answer %d, meaning: write it in at most %d letters."), n,
			LABEL_MOST));
	if (text_length(a->words) > WORDS_MOST)
		fault_add(&v->of.faults, a->words_name,
		    arena_printf(rq->arena,
			_("Answer %d, words: write at most %d letters."), n,
			WORDS_MOST));
	if (!is_lead(&v->leads, a->leads))
		fault_add(&v->of.faults, a->leads_name,
		    arena_printf(rq->arena, _("Answer %d: choose where it leads."), n));
}

static void
read_answers(struct request *rq, struct screening_question_view *v, struct columns *c)
{
	for (size_t i = 0; i < v->answers.n; i++) {
		const struct screening_answer_form *a = &v->answers.at[i];
		bool question = *a->leads >= '0' && *a->leads <= '9';

		if (*a->code == '\0' && *a->label == '\0' && *a->words == '\0')
			continue;
		check_answer(rq, v, i, c);
		c->codes[c->n] = a->code;
		c->labels[c->n] = a->label;
		c->words[c->n] = a->words;
		c->leads[c->n] = question ? "question" : a->leads;
		c->nexts[c->n++] = question ? strtoll(a->leads, NULL, 10) : 0;
	}
}

static void
check_bodies(
    struct request *rq, struct faults *faults, const struct screening_line_rows *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		if (text_length(lines->at[i].body) > BODY_MOST)
			fault_add(faults, lines->at[i].name,
			    arena_printf(rq->arena, _("%s: it is too long."),
				lines->at[i].language));
}

static enum status
keep(struct request *rq, struct screening_question_view *v, int32_t number,
    const struct columns *c)
{
	struct screening_question_save_rows saved;

	TRY(sql_screening_question_save(rq->tx, rq->id, (int32_t)v->was, number,
	    screening_line_languages(rq, &v->ask), screening_line_bodies(rq, &v->ask),
	    screening_line_bodies(rq, &v->again), &saved));
	if (saved.n == 0) {
		fault_add(&v->of.faults, "number",
		    _("Number: another question has it. Choose another, or change "
		      "that one."));
		return OK;
	}
	return sql_screening_answers_add(rq->tx, saved.at[0].id,
	    tx_text_array(rq->tx, c->codes, c->n),
	    tx_text_array(rq->tx, c->labels, c->n),
	    tx_text_array(rq->tx, c->words, c->n),
	    tx_text_array(rq->tx, c->leads, c->n),
	    tx_int_array(rq->tx, c->nexts, c->n));
}

enum status
screening_question_save(struct request *rq)
{
	struct screening_question_view v = { .was = 0 };
	struct columns c = { .n = 0 };
	struct edits_form f;
	int32_t number;

	TRY(screening_open(rq, &v.of));
	input_read(rq, edits_inputs, &f, &v.of.faults);
	v.was = f.was;
	v.number = typed(rq, "number");
	v.ask = screening_lines(rq, "ask", "{}", true);
	v.again = screening_lines(rq, "again", "{}", true);
	v.leads = lead_options(rq, &v.of);
	open_answers(rq, &v, NULL, true);
	number = screening_number(rq, &v.of.faults, "number", _("Number"), v.number, 1,
	    SCREENING_QUESTIONS, false);
	check_bodies(rq, &v.of.faults, &v.ask);
	check_bodies(rq, &v.of.faults, &v.again);
	read_answers(rq, &v, &c);
	if (v.of.faults.n > 0)
		return show(rq, 422, &v);
	TRY(tx_savepoint(rq->tx));
	TRY(screening_take(rq, &v.of, f.edits));
	if (v.of.clash != NULL)
		return show(rq, 409, &v);
	TRY(keep(rq, &v, number, &c));
	if (v.of.faults.n > 0) {
		TRY(tx_back_to_savepoint(rq->tx));
		return show(rq, 422, &v);
	}
	return page_done(rq, "/admin/screenings/%" PRId64 "?notice=saved", rq->id);
}

enum status
screening_question_remove(struct request *rq)
{
	struct screening_view v = { .draft = false };
	struct edits_form f;

	TRY(screening_open(rq, &v));
	input_read(rq, edits_inputs, &f, &v.faults);
	if (v.faults.n > 0)
		return ERR_INVALID;
	TRY(screening_take(rq, &v, f.edits));
	if (v.clash != NULL)
		return screening_page(rq, 409, &v);
	TRY(sql_screening_question_remove(rq->tx, rq->id, (int32_t)f.was));
	return page_done(rq, "/admin/screenings/%" PRId64 "?notice=saved", rq->id);
}
