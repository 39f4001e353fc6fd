/* text_version_pages.c - versions of the texts: compared, published, restored. */

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "gen/text_edit.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/text_pages.h"

struct publish_form {
	const char *reason, *seen;
};
/* clang-format off */
static const struct input publish_inputs[] = {
	INPUT_TEXT(struct publish_form, reason, .label = N_("Why"), .required = true, .max = TEXT_REASON_MOST),
	INPUT_TEXT(struct publish_form, seen, .max = 64),
	INPUT_END
};
/* clang-format on */

const char *
text_version_words(struct arena *arena, const struct text_version_get *v)
{
	return v->published_at != 0
		   ? arena_printf(arena, _("Texts, version %d"), v->number)
		   : arena_printf(arena, _("Texts, draft of version %d"), v->number);
}

/* All of them --------------------------------------------------------------------- */

enum status
text_versions(struct request *rq)
{
	struct text_versions_view v;
	struct page page;

	TRY(text_state_ask(rq, &v.state));
	TRY(sql_text_version_list(rq->tx, workflow()->name, &v.rows));
	TRY(page_open(rq, &page, _("Versions of the texts"), "texts"));
	render_text_versions(reply_html(rq, 200), &page, &v);
	return OK;
}

/* From an earlier version, or ("pack") from the programme's own words. */
enum status
text_restore(struct request *rq)
{
	const char *from = request_field(rq, "from");
	const struct text_version_get *version;
	const struct text_draft_lock *draft;
	int64_t id = 0;
	bool began;
	size_t n;

	if (from == NULL || strcmp(from, "pack") != 0) {
		TRY(page_numbers(rq, "from", 1, &id, &n));
		TRY(sql_text_version_get(rq->tx, id, workflow()->name, &version));
	}
	TRY(text_draft_open(rq->tx, page_user(rq)->id, id, &draft, &began));
	return page_done(rq, "/admin/texts/versions/%" PRId64 "?notice=%s", draft->id,
	    began ? "schedule-draft" : "schedule-there");
}

/* One of them --------------------------------------------------------------------- */

/* What it is shown beside: what the query says, else what says most about it. */
static enum status
ask_other(struct request *rq, struct text_version_view *v,
    const struct text_wordings_rows **rows, struct text_wordings_rows *held)
{
	const char *with = request_query(rq, "with");
	const struct text_version_used *at;
	int64_t id = v->state.used_id;

	TRY(sql_text_version_used(rq->tx, workflow()->name, v->version->number, &at));
	if (with != NULL && strcmp(with, "pack") == 0)
		id = 0;
	else if (with != NULL && strcmp(with, "before") == 0)
		id = at->before_id;
	else if (!v->draft && (with == NULL || strcmp(with, "used") != 0))
		id = at->before_id;
	*rows = NULL;
	v->other = _("the programme’s own words");
	if (id == 0)
		return OK;
	TRY(sql_text_wordings(rq->tx, id, held));
	*rows = held;
	v->other =
	    id == v->state.used_id ? _("what is in use") : _("the version before it");
	return OK;
}

static void
fill_rows(struct request *rq, struct text_version_view *v,
    const struct text_judge *judge, const struct text_wordings_rows *then,
    const struct text_wordings_rows *now)
{
	struct text_changes changes;
	struct text_compared *at;
	struct text_says says = { .n = 0 };
	const char *last = "";

	text_version_changes(rq->arena, then, now, &changes);
	ARENA_ARRAY(rq->arena, at, changes.n + 1);
	for (size_t i = 0; i < changes.n; i++) {
		const struct text_change *c = &changes.at[i];
		enum text_kind kind;

		at[i] = (struct text_compared){ .name = c->name,
			.language = workflow()->language_names[c->language],
			.code = workflow()->languages[c->language],
			.then = c->then != NULL ? c->then : "",
			.now = c->now != NULL ? c->now : "",
			.cost = "",
			.known = text_known(c->name, &kind) };
		if (c->now != NULL && kind != TEXT_READ)
			at[i].cost = text_cost_words(rq->arena, judge, c->now);
		if (strcmp(c->name, last) != 0) {
			text_version_check(judge, rq->arena, now, c->name, kind, &says);
			v->wrong += says.wrong > 0;
		}
		at[i].says = text_says_in(rq->arena, &says, c->language);
		last = c->name;
	}
	v->rows = (struct text_compared_rows){ at, changes.n };
}

static enum status
open_version(struct request *rq, struct text_version_view *v)
{
	struct text_wordings_rows now, held = { .n = 0 };
	const struct text_wordings_rows *then;
	struct text_judge judge;
	const char *longest;

	*v = (struct text_version_view){ .reason = "" };
	TRY(sql_text_version_get(rq->tx, rq->id, workflow()->name, &v->version));
	TRY(text_state_ask(rq, &v->state));
	TRY(text_judge_ask(rq, &judge, &longest));
	v->draft = v->version->published_at == 0;
	v->used = v->version->id == v->state.used_id;
	TRY(sql_text_wordings(rq->tx, rq->id, &now));
	TRY(ask_other(rq, v, &then, &held));
	v->mark = text_version_mark(rq->arena, &now);
	fill_rows(rq, v, &judge, then, &now);
	return OK;
}

static enum status
show(struct request *rq, int code, struct text_version_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, text_version_words(rq->arena, v->version), "texts"));
	render_text_version(reply_html(rq, code), &page, v);
	return OK;
}

enum status
text_version_show(struct request *rq)
{
	struct text_version_view v;

	TRY(open_version(rq, &v));
	return show(rq, 200, &v);
}

/* What keeps a draft from being published; 0: nothing. */
static int
refusal(struct text_version_view *v, const char *seen)
{
	if (!v->draft || strcmp(seen, v->mark) != 0) {
		fault_add(&v->faults, "reason",
		    v->draft ? _("The draft was changed since you looked at it: please "
				 "look at it as it is now, and publish it then.")
			     : _("It is published already."));
		return 409;
	}
	if (v->rows.n == 0)
		fault_add(&v->faults, "reason",
		    _("Nothing in the draft differs from what is in use: there is "
		      "nothing to publish."));
	if (v->wrong > 0)
		fault_add(&v->faults, "reason",
		    _("Something of it has to be put right first: what is wrong stands "
		      "beneath each text."));
	return v->faults.n > 0 ? 422 : 0;
}

enum status
text_publish(struct request *rq)
{
	struct text_draft_lock_rows draft;
	struct publish_form form;
	struct text_publish_rows done;
	struct text_version_view v;
	int code;

	TRY(open_version(rq, &v));
	/* Nobody writes any more from here; what was read before may be older. */
	TRY(sql_text_draft_lock(rq->tx, workflow()->name, tx_now(rq->tx), &draft));
	TRY(open_version(rq, &v));
	input_read(rq, publish_inputs, &form, &v.faults);
	v.reason = form.reason;
	code = refusal(&v, form.seen);
	if (code != 0 || v.faults.n > 0)
		return show(rq, code != 0 ? code : 422, &v);
	TRY(sql_text_publish(
	    rq->tx, rq->id, form.reason, page_user(rq)->id, tx_now(rq->tx), &done));
	return done.n > 0 ? page_done(rq, "/admin/texts/versions?notice=schedule-used")
			  : ERR_CONFLICT;
}

enum status
text_drop(struct request *rq)
{
	struct text_draft_drop_rows gone;
	struct text_version_view v;

	TRY(open_version(rq, &v));
	TRY(sql_text_draft_drop(rq->tx, rq->id, &gone));
	if (gone.n > 0)
		return page_done(rq, "/admin/texts/versions?notice=saved");
	fault_add(&v.faults, "reason", _("It is published already."));
	return show(rq, 409, &v);
}
