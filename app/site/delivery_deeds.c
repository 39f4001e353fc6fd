/* delivery_deeds.c - what a person does about one text that did not arrive. */

#include "site/delivery_deeds.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "site/delivery_kinds.h"
#include "site/page.h"
#include "site/pages.h"

static struct delivery_by
by(struct request *rq)
{
	const char *note = request_field(rq, "note");

	return (struct delivery_by){ .user_id = page_user(rq)->id,
		.note = note != NULL ? text_trim(rq->arena, note) : "" };
}

/* What is not the reader's is not there. */
static enum status
seen(struct request *rq)
{
	const struct message_whose *message;

	return sql_message_whose(rq->tx, rq->id, &message);
}

const char *
delivery_notice(enum delivery_fault fault, const char *done)
{
	static const char *const notices[] = {
		[DELIVERY_DONE] = "",
		[DELIVERY_GONE] = "deed-gone",
		[DELIVERY_STOPPED] = "deed-stopped",
		[DELIVERY_NO_PHONE] = "deed-no-phone",
		[DELIVERY_QUIET] = "deed-quiet",
		[DELIVERY_PAST] = "deed-past",
		[DELIVERY_ANSWERED] = "deed-answered",
	};

	return fault == DELIVERY_DONE ? done : notices[fault];
}

/* With the way back from it, where there is one. */
static enum status
back(struct request *rq, const char *kind, const char *notice, bool can_undo)
{
	if (!can_undo)
		return page_done(rq, "/delivery?kind=%s&notice=%s", kind, notice);
	return page_done(
	    rq, "/delivery?kind=%s&notice=%s&deed=%" PRId64, kind, notice, rq->id);
}

enum status
delivery_release_one(struct request *rq)
{
	const struct delivery_by me = by(rq);
	enum delivery_fault fault;
	int64_t leaves_at;

	TRY(delivery_release(rq->tx, rq->id, &me, &fault, &leaves_at));
	return back(
	    rq, "held", delivery_notice(fault, "let-go"), fault == DELIVERY_DONE);
}

enum status
delivery_drop_one(struct request *rq)
{
	const struct delivery_by me = by(rq);
	enum delivery_fault fault;

	TRY(delivery_drop(rq->tx, rq->id, &me, &fault));
	return back(
	    rq, "held", delivery_notice(fault, "dropped"), fault == DELIVERY_DONE);
}

enum status
delivery_ask_one(struct request *rq)
{
	const struct delivery_by me = by(rq);
	struct delivery_asked asked;

	TRY(delivery_ask_again(rq->tx, rq->id, &me, &asked));
	return back(
	    rq, "interrupted", delivery_notice(asked.fault, "asked-again"), false);
}

/* It is listed no more, with a reason. */
enum status
delivery_aside_one(struct request *rq)
{
	const struct delivery_by me = by(rq);
	size_t done;

	TRY(seen(rq));
	if (text_length(me.note) > DELIVERY_NOTE_MAX)
		return ERR_INVALID;
	TRY(delivery_set_aside(rq->tx, &rq->id, 1, &me, &done));
	return back(rq, "", done > 0 ? "set-aside" : "deed-gone", done > 0);
}

enum status
delivery_call_one(struct request *rq)
{
	const struct delivery_by me = by(rq);
	int64_t task_id;

	TRY(delivery_call(rq->tx, rq->id, &me,
	    _("Call: an SMS did not reach this client"), &task_id));
	if (task_id == 0)
		return back(rq, "", "deed-gone", false);
	return page_done(rq, "/tasks/%" PRId64 "?notice=task-made", task_id);
}

enum status
delivery_undo_one(struct request *rq)
{
	size_t undone;

	TRY(seen(rq));
	TRY(delivery_undo(rq->tx, rq->id, NULL, page_user(rq)->id, &undone));
	return back(rq, page_one_of(request_query(rq, "kind"), delivery_kinds),
	    undone > 0 ? "deed-undone" : "deed-gone", false);
}
