/* note_pages.c - notes to colleagues: kept in a conversation, changed, withdrawn. */

#include "site/note_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "core/access.h"
#include "core/note.h"
#include "core/reply.h"
#include "gen/thread_note.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/thread_pages.h"

#define TYPED_MAX 4096

struct note_form {
	const char *note;
	int64_t version;
};

/* clang-format off */
static const struct input note_inputs[] = {
	INPUT_LINES(struct note_form, note, .label = N_("Note"), .max = NOTE_MAX, .required = true),
	INPUT_NUMBER(struct note_form, version, .max = 1000000),
	INPUT_END
};
/* clang-format on */

/* What stands in the box of the answer stays there. */
static enum status
keep_answer(struct request *rq)
{
	const char *body = request_field(rq, "body");

	if (body == NULL)
		return OK;
	if (text_length(body) > TYPED_MAX)
		return ERR_INVALID;
	return reply_draft(rq->tx, rq->id, page_user(rq)->id, body, NULL);
}

enum status
thread_note(struct request *rq)
{
	struct note_form form;
	struct faults faults = { .n = 0 };
	int64_t note_id;

	input_read(rq, note_inputs, &form, &faults);
	if (faults.n > 0) {
		struct thread_problem problem = { .title = _("The note was not kept"),
			.words = faults.at[0].message };
		struct thread_ask ask = { .mark = 0 };
		struct thread_view v;

		TRY(thread_view_open(rq, rq->id, &v));
		v.problem = &problem;
		v.typed = request_field(rq, "body");
		v.noted = form.note;
		return thread_answer(rq, 422, &ask, &v);
	}
	TRY(note_write(rq->tx, rq->id, page_user(rq)->id, form.note, &note_id));
	TRY(keep_answer(rq));
	return thread_done(rq, rq->id, "noted");
}

static void
describe(struct request *rq, struct note_page *n)
{
	const struct session_resume *user = page_user(rq);
	const struct note_show *note = n->note;
	bool stands = note->withdrawn_at == 0;

	n->when = show_moment(rq->arena, note->at, n->now, n->zone);
	if (note->changed_at != 0)
		n->changed = arena_printf(rq->arena, _("changed %s"),
		    show_moment(rq->arena, note->changed_at, n->now, n->zone));
	if (!stands)
		n->withdrawn =
		    arena_printf(rq->arena, _("Withdrawn by %s, %s."), note->withdrawer,
			show_moment(rq->arena, note->withdrawn_at, n->now, n->zone));
	n->may_change = stands && note->user_id == user->id;
	n->may_withdraw = stands && role_may(user->role, ESCALATION_DECIDE);
	n->may_put_back = !stands && note->withdrawn_by == user->id;
}

static enum status
answer(struct request *rq, int code, int64_t note_id, const char *typed,
    const struct thread_problem *problem)
{
	const struct session_resume *user = page_user(rq);
	struct note_page n = { .now = tx_now(rq->tx),
		.csrf = user->csrf,
		.once = page_once(rq),
		.problem = problem };
	struct thread_view v;
	struct page page;

	TRY(sql_note_show(rq->tx, note_id, &n.note));
	TRY(sql_note_past(rq->tx, note_id, &n.past));
	TRY(thread_view_open(rq, n.note->thread_id, &v));
	n.zone = v.zone;
	n.typed = typed != NULL ? typed : n.note->body;
	describe(rq, &n);
	TRY(page_open(rq, &page, arena_printf(rq->arena, "%s, %s", _("Note"), v.name),
	    "messages"));
	page.faulty = code >= 400;
	page_in_zone(rq, &page, v.zone);
	rq->reply.shown = "thread";
	rq->reply.shown_id = n.note->thread_id;
	render_note_show(reply_html(rq, code), &page, &n);
	return OK;
}

enum status
note_open(struct request *rq)
{
	return answer(rq, 200, rq->id, NULL, NULL);
}

enum status
note_save(struct request *rq)
{
	struct thread_problem clash = { .title = _("The note is not as it was"),
		.words = _("It was changed or withdrawn meanwhile. Your words are "
			   "still in the box, if you may change it.") };
	struct thread_problem wrong = { .title = _("The note was not kept") };
	struct note_form form;
	struct faults faults = { .n = 0 };
	const struct note_show *note;
	enum status status;

	input_read(rq, note_inputs, &form, &faults);
	if (faults.n > 0) {
		wrong.words = faults.at[0].message;
		return answer(rq, 422, rq->id, form.note, &wrong);
	}
	TRY(sql_note_show(rq->tx, rq->id, &note));
	status = note_change(
	    rq->tx, rq->id, page_user(rq)->id, (int32_t)form.version, form.note);
	if (status == ERR_CONFLICT)
		return answer(rq, 409, rq->id, form.note, &clash);
	TRY(status);
	return page_done(rq, "/messages/%" PRId64 "?notice=noted", note->thread_id);
}

enum status
note_take_away(struct request *rq)
{
	const struct session_resume *user = page_user(rq);
	const char *back = request_field(rq, "withdrawn");
	bool withdrawn = back == NULL || strcmp(back, "0") != 0;
	int64_t thread_id;
	enum status status = note_withdraw(rq->tx, rq->id, user->id,
	    role_may(user->role, ESCALATION_DECIDE), withdrawn, &thread_id);

	if (status == ERR_CONFLICT)
		return page_done(rq, "/notes/%" PRId64 "?notice=note-stays", rq->id);
	TRY(status);
	return page_done(rq, "/messages/%" PRId64 "?notice=%s", thread_id,
	    withdrawn ? "note-withdrawn" : "noted");
}
