/* text_edit_pages.c - a text of the programme in other words, its languages side by side. */

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "gen/text_edit.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/text_pages.h"

/* What is in use, and the draft ------------------------------------------------- */

enum status
text_state_ask(struct request *rq, struct text_state *state)
{
	const struct text_version_used *at;

	TRY(sql_text_version_used(rq->tx, workflow()->name, 0, &at));
	*state = (struct text_state){
		.used_id = at->id, .draft_id = at->draft_id, .number = at->number
	};
	TRY(sql_text_wordings(rq->tx, at->id, &state->used));
	state->base = state->used;
	return at->draft_id != 0 ? sql_text_wordings(rq->tx, at->draft_id, &state->base)
				 : OK;
}

bool
text_state_news(const struct text_state *state, const char *name)
{
	for (size_t i = 0; i < state->base.n; i++) {
		const struct text_wordings *w = &state->base.at[i];

		if (strcmp(w->name, name) == 0 &&
		    text_programme_news(name, w->language, w->programme))
			return true;
	}
	return false;
}

struct text_new_rows
text_news_of(struct arena *arena, const struct text_state *state)
{
	struct text_new *at;
	enum text_kind kind;
	const char *key;
	size_t n = 0;

	ARENA_ARRAY(arena, at, state->base.n + 1);
	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++)
		if (text_check_kind(key, &kind) && text_state_news(state, key))
			at[n++] = (struct text_new){ key };
	return (struct text_new_rows){ at, n };
}

/* One text ---------------------------------------------------------------------- */

/* The next text of its kind before or after it. */
static void
find_neighbours(struct text_edit_view *v)
{
	enum text_kind kind;
	const char *key;
	bool passed = false;

	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++) {
		if (!text_check_kind(key, &kind) || kind != v->kind)
			continue;
		if (strcmp(key, v->name) == 0)
			passed = true;
		else if (!passed)
			v->before = key;
		else if (v->after == NULL)
			v->after = key;
	}
}

/* It, unless it is another one. */
static const char *
unlike(const char *text, const char *shown)
{
	return text != NULL && strcmp(text, shown) != 0 ? text : "";
}

/* The words of a language as they are kept; what was typed takes their place. */
static struct text_box
box_of(struct request *rq, const struct text_edit_view *v, size_t i,
    const struct text_says *says, const char *typed)
{
	const char *language = workflow()->languages[i];
	const struct text_wordings *w =
	    text_wording_of(&v->state.base, v->name, language);
	const char *kept = text_words_by(&v->state.base, v->name, i);
	const char *used = text_words_by(&v->state.used, v->name, i);
	const char *own = workflow_text_own(i, v->name);
	struct text_box box = { .language = language,
		.name = workflow()->language_names[i],
		.body = typed != NULL  ? typed
			: kept != NULL ? kept
				       : "",
		.changed = w != NULL,
		.who = "" };

	box.own = unlike(own, box.body);
	box.used = own != NULL && used != NULL && strcmp(own, used) == 0
		       ? ""
		       : unlike(used, box.body);
	box.kept = v->clash ? unlike(kept, box.body) : "";
	box.news = w != NULL && text_programme_news(v->name, language, w->programme);
	box.was = box.news && w->programme != NULL ? w->programme : "";
	box.counted = v->kind != TEXT_READ && *box.body != '\0'
			  ? text_cost_words(rq->arena, &v->judge, box.body)
			  : "";
	box.says = text_says_in(rq->arena, says, i);
	if (w != NULL)
		box.who = arena_printf(rq->arena, _("Changed by %s, %s"), w->changed_by,
		    show_moment(
			rq->arena, w->changed_at, tx_now(rq->tx), page_user(rq)->zone));
	return box;
}

static void
fill_boxes(struct request *rq, struct text_edit_view *v, const char *const *typed)
{
	const size_t n = workflow()->nlanguages;
	struct text_box *at;
	struct text_says says;

	text_version_check(
	    &v->judge, rq->arena, &v->state.base, v->name, v->kind, &says);
	ARENA_ARRAY(rq->arena, at, n + 1);
	for (size_t i = 0; i < n; i++)
		at[i] = box_of(rq, v, i, &says, typed != NULL ? typed[i] : NULL);
	v->boxes = (struct text_boxes){ at, n };
	v->mark = text_mark(rq->arena, &v->state.base, v->name);
}

static enum status
open_text(struct request *rq, const char *name, struct text_edit_view *v)
{
	struct schedule_steps steps;
	int64_t version_id;

	*v = (struct text_edit_view){ .name = name };
	if (name == NULL || !text_known(v->name, &v->kind))
		return ERR_NOT_FOUND;
	TRY(text_judge_ask(rq, &v->judge, &v->longest));
	TRY(text_state_ask(rq, &v->state));
	TRY(schedule_used(rq->tx, &steps, &version_id));
	v->use = v->kind == TEXT_SENT ? text_use_words(rq->arena, &steps, v->name)
				      : text_kind_words(v->kind);
	find_neighbours(v);
	return OK;
}

static enum status
show(struct request *rq, int code, struct text_edit_view *v, const char *const *typed)
{
	struct page page;

	fill_boxes(rq, v, typed);
	TRY(page_open(
	    rq, &page, arena_printf(rq->arena, _("Text %s"), v->name), "texts"));
	page.talks = true;
	render_text_edit(reply_html(rq, code), &page, v);
	return OK;
}

enum status
text_edit(struct request *rq)
{
	struct text_edit_view v;

	TRY(open_text(rq, request_query(rq, "text"), &v));
	return show(rq, 200, &v, NULL);
}

/* Kept in the draft --------------------------------------------------------------- */

/* As typed, with straight quotes, in the order of the languages. */
static const char *const *
typed_in(struct request *rq, struct text_edit_view *v)
{
	const struct workflow *w = workflow();
	const char **typed;

	ARENA_ARRAY(rq->arena, typed, w->nlanguages + 1);
	for (size_t i = 0; i < w->nlanguages; i++) {
		const char *field = arena_printf(rq->arena, "body-%s", w->languages[i]);
		const char *text = request_field(rq, field);

		typed[i] = text != NULL
			       ? text_trim(rq->arena, text_straight(rq->arena, text))
			       : "";
		if (text_length(typed[i]) > TEXT_BODY_MOST)
			fault_add(&v->faults, field,
			    arena_printf(rq->arena,
				_("%s: at most %d letters, please."),
				w->language_names[i], TEXT_BODY_MOST));
	}
	return typed;
}

/* A button of one language: its box is emptied before the rest is read. */
static bool
is_pressed(struct request *rq, const char *button, size_t language)
{
	const char *code = request_field(rq, button);

	return code != NULL && strcmp(code, workflow()->languages[language]) == 0;
}

/* Whether anything is asked for that is not so already. */
static bool
changes_anything(
    struct request *rq, const struct text_edit_view *v, const char *const *typed)
{
	for (size_t i = 0; i < workflow()->nlanguages; i++) {
		const char *kept = text_words_by(&v->state.base, v->name, i);
		const struct text_wordings *w =
		    text_wording_of(&v->state.base, v->name, workflow()->languages[i]);

		if (w != NULL && (is_pressed(rq, "own", i) || *typed[i] == '\0' ||
				     is_pressed(rq, "settle", i)))
			return true;
		if (!is_pressed(rq, "own", i) && *typed[i] != '\0' &&
		    (kept == NULL || strcmp(kept, typed[i]) != 0))
			return true;
	}
	return false;
}

static enum status
done(struct request *rq, const struct text_edit_view *v, const char *notice)
{
	struct buf b;

	buf_init(&b, rq->arena);
	buf_url(&b, v->name);
	return page_done(rq, "/admin/texts/words?text=%s&notice=%s", b.data, notice);
}

static enum status
keep(struct request *rq, struct text_edit_view *v, const char *const *typed,
    int64_t draft_id)
{
	for (size_t i = 0; i < workflow()->nlanguages; i++) {
		const struct text_wordings *w =
		    text_wording_of(&v->state.base, v->name, workflow()->languages[i]);
		bool settles = w != NULL && is_pressed(rq, "settle", i) &&
			       strcmp(w->body, typed[i]) == 0;

		if (settles)
			TRY(text_draft_settle(rq->tx, draft_id, w, page_user(rq)->id));
		else
			TRY(text_draft_say(rq->tx, draft_id, &v->state.base, v->name, i,
			    is_pressed(rq, "own", i) ? "" : typed[i],
			    page_user(rq)->id));
	}
	return done(rq, v, "text-kept");
}

enum status
text_save(struct request *rq)
{
	const char *seen = request_field(rq, "seen");
	const struct text_draft_lock *draft;
	struct text_edit_view v;
	const char *const *typed;
	bool began;

	TRY(open_text(rq, request_field(rq, "text"), &v));
	typed = typed_in(rq, &v);
	if (v.faults.n > 0)
		return show(rq, 422, &v, typed);
	if (seen == NULL ||
	    strcmp(seen, text_mark(rq->arena, &v.state.base, v.name)) != 0) {
		v.clash = true;
		return show(rq, 409, &v, typed);
	}
	if (!changes_anything(rq, &v, typed))
		return done(rq, &v, "saved");
	TRY(text_draft_open(rq->tx, page_user(rq)->id, TEXT_FROM_USED, &draft, &began));
	/* Only now nobody else can write; what was read before may be older. */
	TRY(text_state_ask(rq, &v.state));
	if (strcmp(seen, text_mark(rq->arena, &v.state.base, v.name)) == 0)
		return keep(rq, &v, typed, draft->id);
	v.clash = true;
	return show(rq, 409, &v, typed);
}
