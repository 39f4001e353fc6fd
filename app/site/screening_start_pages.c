/* screening_start_pages.c - how many people a draft would ask, and its start, pause and end. */

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/answer.h"
#include "core/mailing.h"
#include "core/workflow.h"
#include "gen/screening.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/screening_pages.h"

struct start_form {
	int64_t edits;
};
struct turn_form {
	const char *goal;
};
/* clang-format off */
static const char *const goals[] = { "paused", "running", "ended", NULL };
static const struct input start_inputs[] = {
	INPUT_NUMBER(struct start_form, edits, .label = N_("Edits"), .required = true, .min = 1, .max = INT32_MAX),
	INPUT_END
};
static const struct input turn_inputs[] = {
	INPUT_CHOICE(struct turn_form, goal, goals, .label = N_("What to do"), .required = true),
	INPUT_END
};
static const struct i18n_row reasons[] = {
	{ "opted-out", N_("no messages are wanted") },
	{ "no-number", N_("there is no number") },
	{ "blocked", N_("blocked at RapidPro") },
	{ "no-consent", N_("not agreed to messages") },
	{ "other-screening", N_("asked in another screening") },
};
/* clang-format on */

/* Of rows in the order of facilities, one each. */
static void
count_shares(struct request *rq, struct screening_check_view *v,
    const struct screening_reach_rows *reach)
{
	struct screening_share *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, reach->n + 1);
	for (size_t i = 0; i < reach->n; i++) {
		const struct screening_reach *r = &reach->at[i];

		if (i == 0 || reach->at[i - 1].place_id != r->place_id)
			at[n++] = (struct screening_share){ .place = r->place_name,
				.why = "" };
		if (*r->why == '\0') {
			at[n - 1].people += r->people;
			v->people += r->people;
			continue;
		}
		at[n - 1].left += r->people;
		v->left += r->people;
		at[n - 1].why = arena_printf(rq->arena, "%s%s%s: %lld", at[n - 1].why,
		    *at[n - 1].why != '\0' ? ", " : "",
		    i18n_code(reasons, COUNT_OF(reasons), r->why),
		    (long long)r->people);
	}
	for (size_t i = 0; i < n; i++)
		at[i].days = (at[i].people + v->of.screening->per_day - 1) /
			     v->of.screening->per_day;
	v->shares = (struct screening_share_rows){ at, n };
}

/* As it leaves, with the longest names. */
static int64_t
parts_of(struct request *rq, const char *by_language, const char *language)
{
	const char *text = screening_words(rq->arena, by_language, language);

	return *text == '\0'
		   ? 0
		   : (int64_t)sms_count(answer_longest(rq->arena, text)).parts;
}

/* From a question to the end: the least and the most SMS, without asking again. */
struct way {
	int64_t least, most;
};

static struct way
way_from(struct request *rq, const struct screening_questions_rows *questions,
    const struct screening_answers_rows *answers, const struct screening_get *s,
    const char *language)
{
	struct way ways[SCREENING_QUESTIONS + 1] = { { 0, 0 } };
	const int64_t thanks = parts_of(rq, s->thanks, language);
	const int64_t found = parts_of(rq, s->found, language);

	for (size_t i = questions->n; i-- > 0;) {
		const struct screening_questions *q = &questions->at[i];
		int64_t own = parts_of(rq, q->ask, language);
		struct way w = { INT64_MAX, 0 };

		for (size_t j = 0; j < answers->n; j++) {
			const struct screening_answers *a = &answers->at[j];
			struct way next = { thanks, thanks };

			if (a->question != q->number)
				continue;
			if (strcmp(a->leads, "positive") == 0)
				next = (struct way){ found, found };
			else if (strcmp(a->leads, "question") == 0 &&
				 a->next > q->number && a->next <= SCREENING_QUESTIONS)
				next = ways[a->next];
			w.least = next.least < w.least ? next.least : w.least;
			w.most = next.most > w.most ? next.most : w.most;
		}
		w.least = w.least == INT64_MAX ? own : w.least + own;
		w.most += own;
		ways[q->number] = w;
	}
	return questions->n > 0 ? ways[questions->at[0].number] : (struct way){ 0, 0 };
}

/* Whoever does not answer gets the first question, so often. */
static void
count_one(struct request *rq, struct screening_check_view *v,
    const struct screening_questions_rows *questions,
    const struct screening_answers_rows *answers, const char *language, int64_t people,
    struct screening_text_count *text)
{
	const struct screening_get *s = v->of.screening;
	const char *ask = questions->n > 0 ? questions->at[0].ask : "{}";
	const int64_t first = parts_of(rq, ask, language);
	const struct way way = way_from(rq, questions, answers, s, language);

	*text = (struct screening_text_count){ workflow_language_name(language), people,
		screening_words(rq->arena, ask, language), first };
	v->least += people * first;
	v->most += people * (way.most + first * s->again_most);
}

static enum status
count_texts(struct request *rq, struct screening_check_view *v,
    const struct screening_reach_rows *reach)
{
	struct screening_questions_rows questions;
	struct screening_answers_rows answers;
	struct screening_text_count *at;
	size_t n = 0;

	TRY(sql_screening_questions(rq->tx, rq->id, &questions));
	TRY(sql_screening_answers(rq->tx, rq->id, &answers));
	ARENA_ARRAY(rq->arena, at, reach->n + 1);
	for (size_t i = 0; i < reach->n; i++) {
		const char *language = reach->at[i].language;
		bool counted = *reach->at[i].why != '\0';
		int64_t people = 0;

		for (size_t j = 0; j < reach->n; j++)
			if (*reach->at[j].why == '\0' &&
			    strcmp(reach->at[j].language, language) == 0) {
				counted |= j < i;
				people += reach->at[j].people;
			}
		if (!counted)
			count_one(
			    rq, v, &questions, &answers, language, people, &at[n++]);
	}
	v->texts = (struct screening_text_count_rows){ at, n };
	return OK;
}

static enum status
fill(struct request *rq, struct screening_check_view *v)
{
	struct screening_reach_rows reach;
	const char *least, *most;

	TRY(screening_open(rq, &v->of));
	TRY(sql_screening_reach(rq->tx, rq->id, tx_now(rq->tx), &reach));
	count_shares(rq, v, &reach);
	TRY(count_texts(rq, v, &reach));
	least = mailing_cost(rq->arena, (size_t)v->least);
	most = mailing_cost(rq->arena, (size_t)v->most);
	v->cost = least != NULL && most != NULL
		      ? arena_printf(rq->arena, _("%s to %s"), least, most)
		      : NULL;
	return OK;
}

static enum status
show(struct request *rq, int code, struct screening_check_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->of.screening->title, _("Check")),
	    "schedules"));
	page.faulty = code != 200;
	render_screening_check(reply_html(rq, code), &page, v);
	return OK;
}

enum status
screening_look(struct request *rq)
{
	struct screening_check_view v = { .people = 0 };

	TRY(fill(rq, &v));
	return v.of.draft ? show(rq, 200, &v) : ERR_NOT_FOUND;
}

enum status
screening_go(struct request *rq)
{
	struct screening_check_view v = { .people = 0 };
	struct screening_start_rows started;
	struct start_form f;

	TRY(fill(rq, &v));
	input_read(rq, start_inputs, &f, &v.of.faults);
	if (v.of.draft && v.of.problems.wrong > 0)
		fault_add(&v.of.faults, "problems",
		    _("Draft: something in it is wrong. Put right what stands below, "
		      "then start it."));
	if (v.of.draft && v.people == 0)
		fault_add(&v.of.faults, "people",
		    _("People: nobody would be asked. Choose a wider group."));
	if (v.of.faults.n > 0)
		return show(rq, 422, &v);
	TRY(sql_screening_start(
	    rq->tx, rq->id, (int32_t)f.edits, tx_now(rq->tx), &started));
	if (started.n > 0)
		return page_done(
		    rq, "/screenings/%" PRId64 "?notice=screening-started", rq->id);
	TRY(screening_take(rq, &v.of, 0));
	return show(rq, 409, &v);
}

enum status
screening_turned(struct request *rq)
{
	struct screening_view v = { .draft = false };
	struct screening_turn_rows turned;
	struct turn_form f;

	TRY(screening_open(rq, &v));
	input_read(rq, turn_inputs, &f, &v.faults);
	if (v.faults.n > 0)
		return screening_page(rq, 422, &v);
	TRY(sql_screening_turn(rq->tx, rq->id, f.goal, tx_now(rq->tx), &turned));
	if (turned.n > 0)
		return page_done(rq,
		    "/admin/screenings/%" PRId64 "?notice=screening-%s", rq->id,
		    turned.at[0].state);
	v.clash = _("Somebody has turned this screening meanwhile: look how it stands. "
		    "Nothing was done.");
	return screening_page(rq, 409, &v);
}
