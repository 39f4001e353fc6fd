/* screening_yield_pages.c - what came of a screening, by facility and wave, without a name. */

#include <inttypes.h>
#include <string.h>

#include "base/csv.h"
#include "base/i18n.h"
#include "gen/screening_yield.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/screening_pages.h"
#include "site/show.h"

static bool
is_admin(struct request *rq)
{
	return strcmp(page_user(rq)->role, "admin") == 0;
}

enum status
screening_all(struct request *rq)
{
	struct screening_all_view v = { .admin = is_admin(rq) };
	struct page page;

	TRY(sql_screening_list(rq->tx, tx_now(rq->tx), &v.rows));
	TRY(page_open(rq, &page, _("Case finding"), "indicators"));
	render_screening_all(reply_html(rq, 200), &page, &v);
	return OK;
}

static void
add(struct screening_yield *sum, const struct screening_yield *r)
{
	sum->people += r->people;
	sum->asked += r->asked;
	sum->delivered += r->delivered;
	sum->failed += r->failed;
	sum->answered += r->answered;
	sum->silent += r->silent;
	sum->with_nurse += r->with_nurse;
	sum->opted_out += r->opted_out;
	sum->positive += r->positive;
	sum->late += r->late;
	sum->done += r->done;
	sum->confirmed += r->confirmed;
	sum->refuted += r->refuted;
}

static const char *
share(struct arena *arena, int64_t part, int64_t whole)
{
	return whole == 0 ? ""
			  : arena_printf(arena, _("%lld of %lld, %lld %%"),
				(long long)part, (long long)whole,
				(long long)((part * 100 + whole / 2) / whole));
}

/* "Yes", or what else became of a question. */
static const char *
code_words(
    const struct screening_answers_rows *answers, const struct screening_tally *t)
{
	switch (*t->code) {
	case '\0':
		return _("no answer");
	case '?':
		return _("no answer yet");
	case '!':
		return _("a danger: with a nurse");
	case '-':
		return _("asked no more");
	default:
		break;
	}
	for (size_t i = 0; i < answers->n; i++)
		if (answers->at[i].question == t->number &&
		    strcmp(answers->at[i].code, t->code) == 0)
			return answers->at[i].label;
	return t->code;
}

static enum status
open_tally(struct request *rq, struct screening_yield_view *v)
{
	struct screening_questions_rows questions;
	struct screening_answers_rows answers;
	struct screening_tally_rows tally;
	struct screening_tally_line *at;

	TRY(sql_screening_questions(rq->tx, rq->id, &questions));
	TRY(sql_screening_answers(rq->tx, rq->id, &answers));
	TRY(sql_screening_tally(rq->tx, rq->id, &tally));
	ARENA_ARRAY(rq->arena, at, tally.n + 1);
	for (size_t i = 0; i < tally.n; i++) {
		const struct screening_tally *t = &tally.at[i];

		at[i] = (struct screening_tally_line){ .number = t->number,
			.ask = "",
			.words = code_words(&answers, t),
			.people = t->people,
			.first = i == 0 || tally.at[i - 1].number != t->number };
		for (size_t j = 0; j < questions.n; j++)
			if (questions.at[j].number == t->number)
				at[i].ask = screening_words(rq->arena,
				    questions.at[j].ask, page_user(rq)->language);
	}
	v->tally = (struct screening_tally_line_rows){ at, tally.n };
	return OK;
}

/* A draft is its writer's, and has come to nothing yet. */
static enum status
fill(struct request *rq, struct screening_yield_view *v)
{
	TRY(sql_screening_get(rq->tx, rq->id, &v->screening));
	if (strcmp(v->screening->state, "draft") == 0)
		return ERR_NOT_FOUND;
	TRY(sql_screening_yield(rq->tx, rq->id, tx_now(rq->tx), &v->rows));
	v->all = (struct screening_yield){ .place_name = "" };
	for (size_t i = 0; i < v->rows.n; i++)
		add(&v->all, &v->rows.at[i]);
	return OK;
}

enum status
screening_result(struct request *rq)
{
	struct screening_yield_view v = { .admin = is_admin(rq) };
	struct page page;

	TRY(fill(rq, &v));
	TRY(open_tally(rq, &v));
	v.state = screening_state(v.screening->state, &v.colour);
	v.by_answered = share(rq->arena, v.all.answered, v.all.asked);
	v.by_positive = share(rq->arena, v.all.confirmed, v.all.answered);
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v.screening->title, _("Case finding")),
	    "indicators"));
	render_screening_result(reply_html(rq, 200), &page, &v);
	return OK;
}

static const char *
digits(struct arena *arena, int64_t n)
{
	return arena_printf(arena, "%" PRId64, n);
}

enum status
screening_download(struct request *rq)
{
	/* clang-format off */
	static const char *const headings[] = { N_("Facility"), N_("Wave"), N_("Day"), N_("People"), N_("Asked"), N_("Delivered"),
		N_("Not delivered"), N_("Answered"), N_("No answer"), N_("Danger, with a nurse"), N_("Opted out"), N_("Positive"),
		N_("Late"), N_("Tasks done"), N_("Confirmed"), N_("Not a case") };
	/* clang-format on */
	struct screening_yield_view v = { .admin = false };
	const char *words[COUNT_OF(headings)];
	struct buf *b;

	TRY(fill(rq, &v));
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		words[i] = _(headings[i]);
	b = reply_file(rq, "text/csv; charset=utf-8", "screening.csv");
	csv_begin(b);
	csv_row(b, words, COUNT_OF(words));
	for (size_t i = 0; i < v.rows.n; i++) {
		const struct screening_yield *r = &v.rows.at[i];
		const int64_t numbers[] = { r->people, r->asked, r->delivered,
			r->failed, r->answered, r->silent, r->with_nurse, r->opted_out,
			r->positive, r->late, r->done, r->confirmed, r->refuted };

		words[0] = r->place_name;
		words[1] = r->wave > 0 ? digits(rq->arena, r->wave) : "";
		words[2] = r->day != NULL ? r->day : "";
		for (size_t j = 0; j < COUNT_OF(numbers); j++)
			words[3 + j] = digits(rq->arena, numbers[j]);
		csv_row(b, words, COUNT_OF(words));
	}
	return OK;
}
