/* text_pages.c - every text of the programme, its languages side by side. */

#include "site/text_pages.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/schedule.h"
#include "gen/text.h"
#include "site/page.h"
#include "site/pages.h"

#define STEPS_NAMED 4

/* clang-format off */
static const char *const kinds[] = { "sent", "steps", "answers", "read", "all", NULL };
static const char *const kind_labels[] = { N_("Sent by itself"), N_("Own words of steps"),
	N_("Ready answers"), N_("What nurses read"), N_("All that leave by SMS"), NULL };

static const struct { const char *key, *use; } uses[] = {
	{ "welcome",        N_("When he is registered") },
	{ "which_sign",     N_("After a 1") },
	{ "outside_hours",  N_("When the clinic is closed") },
	{ "stopped",        N_("After STOP") },
	{ "started",        N_("After START") },
	{ "dose_before",    N_("Before a dose is due") },
	{ "dose_day",       N_("On the day of a dose") },
	{ "dose_after",     N_("When a dose is late") },
	{ "screening_code", N_("Case finding, on a shared phone") },
};
/* clang-format on */

const char *
text_kind_words(enum text_kind kind)
{
	return _(kind_labels[kind]);
}

/* What is used for what ------------------------------------------------------- */

/* "Steps day_1, day_3, day_4, day_5 and 7 more". */
static const char *
steps_by(struct arena *arena, const struct schedule_steps *steps, const char *key)
{
	struct buf b;
	size_t n = 0;

	buf_init(&b, arena);
	for (size_t i = 0; i < steps->n; i++) {
		const struct schedule_step *s = &steps->at[i];

		if ((s->words != NULL || strcmp(s->text, key) != 0) &&
		    strcmp(s->shared_text, key) != 0 &&
		    strcmp(s->silent_text, key) != 0)
			continue;
		if (n++ < STEPS_NAMED)
			buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", s->name);
	}
	if (n == 0)
		return "";
	return n <= STEPS_NAMED ? arena_printf(arena, _("Steps: %s"), b.data)
				: arena_printf(arena, _("Steps: %s and %zu more"),
				      b.data, n - STEPS_NAMED);
}

const char *
text_use_words(struct arena *arena, const struct schedule_steps *steps, const char *key)
{
	const struct workflow_appointments *a = &workflow()->appointments;

	for (size_t i = 0; i < COUNT_OF(uses); i++)
		if (strcmp(uses[i].key, key) == 0)
			return _(uses[i].use);
	for (size_t i = 0; i < a->nbefore; i++)
		if (strcmp(a->before[i].text, key) == 0 ||
		    strcmp(a->before[i].shared_text, key) == 0)
			return _("Before an appointment");
	if (a->nvisits > 0 && (strcmp(a->missed.text, key) == 0 ||
				  strcmp(a->missed.shared_text, key) == 0))
		return _("After an appointment that was missed");
	if (strcmp(workflow()->nudge_text, key) == 0)
		return _("To who is silent, from Tracing");
	return steps_by(arena, steps, key);
}

/* The rows -------------------------------------------------------------------- */

struct collecting {
	struct request *rq;
	const struct text_list_view *v;
	const struct text_judge *judge;
	struct text_row *at;
	size_t n, most;
	size_t all, said, wrong;
};

static bool
is_wanted(const struct text_list_view *v, enum text_kind kind)
{
	return strcmp(v->of, "all") == 0 ? kind != TEXT_READ
					 : strcmp(v->of, kinds[kind]) == 0;
}

static void
add(struct collecting *c, const char *name, const char *use, int64_t answer_id,
    const struct text_item *item)
{
	struct text_says says;

	text_check(c->judge, c->rq->arena, item, &says);
	c->all++;
	c->said += says.n > 0;
	c->wrong += says.wrong > 0;
	if ((c->v->only && says.n == 0) || c->n == c->most)
		return;
	c->at[c->n++] = (struct text_row){ item->kind, name, use, answer_id,
		text_cells(c->rq->arena, c->judge, item, &says), says.n, says.wrong,
		.file = item->file != NULL };
}

/* What is to be known of a text whose words may be changed here. */
static void
mark_row(struct text_row *row, const struct text_state *state)
{
	const struct workflow *w = workflow();

	for (size_t i = 0; i < w->nlanguages; i++) {
		const struct text_wordings *used =
		    text_wording_of(&state->used, row->name, w->languages[i]);
		const char *by_draft = text_words_by(&state->base, row->name, i);
		const char *now = text_words_by(&state->used, row->name, i);

		row->changed |= used != NULL;
		row->drafted |= (by_draft == NULL) != (now == NULL) ||
				(by_draft != NULL && strcmp(by_draft, now) != 0);
	}
	row->news = text_state_news(state, row->name);
}

static void
add_files(struct collecting *c, const struct schedule_steps *steps)
{
	const size_t n = workflow()->nlanguages;
	struct text_item item = { .file = NULL };
	const char *key, **said;
	size_t was;

	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++) {
		if (!text_check_kind(key, &item.kind) || !is_wanted(c->v, item.kind))
			continue;
		ARENA_ARRAY(c->rq->arena, said, n);
		for (size_t k = 0; k < n; k++)
			said[k] = workflow_text_said(k, key);
		item.said = said;
		item.file = workflow_text_own(workflow_first_language(), key);
		was = c->n;
		add(c, key,
		    item.kind == TEXT_SENT ? text_use_words(c->rq->arena, steps, key)
					   : "",
		    0, &item);
		if (c->n > was)
			mark_row(&c->at[was], &c->v->state);
	}
}

static void
add_steps(struct collecting *c, const struct schedule_steps *steps)
{
	for (size_t i = 0; is_wanted(c->v, TEXT_STEP) && i < steps->n; i++) {
		const struct schedule_step *s = &steps->at[i];
		const struct text_item item = { TEXT_STEP, s->words, NULL };

		if (s->words != NULL)
			add(c, s->name, _("A step of the schedule in use"), 0, &item);
	}
}

static void
add_answers(struct collecting *c, const struct text_answers_rows *rows)
{
	const size_t languages = workflow()->nlanguages;
	const char **said = NULL;

	for (size_t i = 0; is_wanted(c->v, TEXT_ANSWER) && i < rows->n; i++) {
		const struct text_answers *row = &rows->at[i];
		bool last = i + 1 == rows->n || rows->at[i + 1].id != row->id;

		if (said == NULL)
			ARENA_ARRAY(c->rq->arena, said, languages + 1);
		said[text_language(row->language)] = row->body;
		if (!last)
			continue;
		said[languages] = NULL; /* of a language that the pack does not have */
		add(c, row->title, _("A ready answer"), row->id,
		    &(const struct text_item){ TEXT_ANSWER, said, NULL });
		said = NULL;
	}
}

static size_t
keys(void)
{
	size_t n = 0;

	while (workflow_text_key(n) != NULL)
		n++;
	return n;
}

static enum status
collect(struct request *rq, const struct text_judge *judge, struct text_list_view *v)
{
	struct collecting c = { .rq = rq, .v = v, .judge = judge };
	struct text_answers_rows answers;
	struct schedule_steps steps;
	int64_t version_id;

	TRY(schedule_used(rq->tx, &steps, &version_id));
	TRY(sql_text_answers(rq->tx, &answers));
	c.most = keys() + steps.n + answers.n;
	ARENA_ARRAY(rq->arena, c.at, c.most + 1);
	add_files(&c, &steps);
	add_steps(&c, &steps);
	add_answers(&c, &answers);
	v->rows = (struct text_rows){ c.at, c.n };
	v->all = c.all;
	v->said = c.said;
	v->wrong = c.wrong;
	return OK;
}

enum status
text_wrong_ask(struct request *rq, size_t *wrong)
{
	struct text_list_view v = { .of = "all", .only = true };
	struct text_judge judge = { .nlongest = 0 };

	TRY(text_judge_ask(rq, &judge, &v.longest));
	TRY(text_state_ask(rq, &v.state));
	TRY(collect(rq, &judge, &v));
	*wrong = v.wrong;
	return OK;
}

enum status
text_list(struct request *rq)
{
	struct text_list_view v = { .of = page_one_of(request_query(rq, "of"), kinds),
		.only = request_query(rq, "only") != NULL };
	struct text_judge judge = { .nlongest = 0 };
	struct page page;

	TRY(text_judge_ask(rq, &judge, &v.longest));
	TRY(text_state_ask(rq, &v.state));
	v.news = text_news_of(rq->arena, &v.state);
	TRY(collect(rq, &judge, &v));
	v.kinds = field_options(rq->arena, kinds, kind_labels);
	v.version =
	    arena_printf(rq->arena, "%s %s", workflow()->name, workflow()->version);
	TRY(page_open(rq, &page, _("Texts"), "texts"));
	render_text_list(reply_html(rq, 200), &page, &v);
	return OK;
}
