/* attempt.c - see attempt.h. */

#include "worker/attempt.h"

#include <poll.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"

/* How long the feed of messages may take to show what was accepted. */
#define FEED_PATIENCE (9 * SECOND)
#define SETTLE_TRIES 3
#define SETTLE_AGAIN_MS 200

static void
put_id(struct buf *b, const struct attempt *a)
{
	buf_printf(b, "%s{\"id\":%lld,\"attempt\":%d", b->len > 1 ? "," : "",
	    (long long)a->row->id, (int)a->row->attempt);
}

static bool
can_leave(const struct attempt *a)
{
	return !a->left && (a->contact != NULL || strcmp(a->row->kind, "text") != 0);
}

static enum status
leave_in(struct worker *w, struct tx *tx, struct attempt *all, size_t n, const char *by)
{
	struct outbox_leave_rows ours;
	struct buf b;

	buf_init(&b, w->arena);
	buf_putc(&b, '[');
	for (size_t i = 0; i < n; i++)
		if (can_leave(&all[i])) {
			put_id(&b, &all[i]);
			buf_putc(&b, '}');
		}
	buf_putc(&b, ']');
	TRY(sql_outbox_leave(tx, b.data, w->id, by, tx_now(tx), LEASE_SECONDS, &ours));
	for (size_t i = 0; i < n; i++) {
		if (!can_leave(&all[i]))
			continue;
		all[i].lost = true;
		for (size_t j = 0; j < ours.n && all[i].lost; j++)
			all[i].lost = ours.at[j].id != all[i].row->id;
		all[i].left = !all[i].lost;
	}
	return OK;
}

bool
attempts_wait(const struct attempt *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (can_leave(&all[i]))
			return true;
	return false;
}

enum status
attempts_leave(struct worker *w, struct attempt *all, size_t n, const char *by)
{
	struct tx *tx;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	return tx_end(tx, leave_in(w, tx, all, n, by));
}

/*
 * Later, and not all at the same moment.  Short at first: if the line as a whole
 * is broken, everything pauses (gateway_job.c).
 */
static int64_t
back_off(int32_t attempt)
{
	int64_t longest = 2 * SECOND << (attempt < 11 ? attempt : 11);

	if (longest > HOUR)
		longest = HOUR;
	return SECOND + clock_monotonic() % longest;
}

/* The row's next state, its next moment, and what its message shows. */
struct verdict {
	const char *state, *message_state, *reason;
	int64_t wait;
};

/* The contact that was known is none any more. */
static bool
is_unknown_there(const struct attempt *a)
{
	return a->outcome == RAPIDPRO_REFUSED && a->known &&
	       (a->call.status == 400 || a->call.status == 404);
}

static struct verdict
verdict_on(const struct attempt *a)
{
	const struct rapidpro_call *call = &a->call;
	bool text = strcmp(a->row->kind, "text") == 0;

	switch (a->outcome) {
	case RAPIDPRO_ACCEPTED:
		if (text && a->rapidpro_id != NULL)
			return (struct verdict){ "done", "sent", "", 0 };
		/* The feed confirms most of them before they are asked for. */
		return (struct verdict){ "accepted", "sending", "",
			text ? FEED_PATIENCE : 20 * SECOND };
	case RAPIDPRO_REFUSED:
		if (is_unknown_there(a))
			return (
			    struct verdict){ "ready", "queued", "contact unknown", 0 };
		return (struct verdict){ "parked", "failed",
			*call->reason != '\0' ? call->reason : "RapidPro refused it.",
			0 };
	/* How long nothing may be sent is for all to keep, not for this row. */
	case RAPIDPRO_TOKEN_REFUSED:
		return (struct verdict){ "ready", "queued", "token refused",
			back_off(a->row->attempt) };
	case RAPIDPRO_NOT_REACHED:
		if (a->waits)
			return (struct verdict){ "ready", "queued", "", 0 };
		/* An answer of 503 is no proof that nothing was done. */
		if (!a->left || call->status != 503)
			return (struct verdict){ "ready", "queued", "not reached",
				back_off(a->row->attempt) };
		break;
	case RAPIDPRO_UNSURE:
		break;
	}
	return (struct verdict){ "unsure", "unsure", "no certain answer", 3 * SECOND };
}

static void
put_result(struct buf *b, const struct attempt *a)
{
	struct verdict v = verdict_on(a);

	put_id(b, a);
	buf_printf(b, ",\"wait\":%lld,\"state\":\"%s\",\"message_state\":\"%s\"",
	    (long long)v.wait, v.state, v.message_state);
	buf_puts(b, ",\"reason\":");
	buf_json(b, v.reason);
	buf_puts(b, ",\"message_reason\":");
	buf_json(b, strcmp(v.message_state, "failed") == 0 ? v.reason : "");
	buf_puts(b, ",\"start_uuid\":");
	buf_json(b, a->start_uuid);
	buf_puts(b, ",\"rapidpro_id\":");
	buf_json(b, a->rapidpro_id);
	buf_putc(b, '}');
}

static bool
was_settled(const struct outbox_result_rows *settled, const struct attempt *a)
{
	for (size_t i = 0; i < settled->n; i++)
		if (settled->at[i].id == a->row->id)
			return true;
	return false;
}

static enum status
settle_in(struct worker *w, struct tx *tx, const struct attempt *all, size_t n)
{
	struct outbox_result_rows settled;
	struct buf b;

	buf_init(&b, w->arena);
	buf_putc(&b, '[');
	for (size_t i = 0; i < n; i++)
		if (!all[i].lost)
			put_result(&b, &all[i]);
	buf_putc(&b, ']');
	TRY(sql_outbox_result(tx, b.data, w->id, LATE_SECONDS, tx_now(tx), &settled));
	for (size_t i = 0; i < n; i++) {
		const struct outbox_claim *row = all[i].row;

		if (all[i].lost)
			continue;
		if (!was_settled(&settled, &all[i])) /* it is being looked up */
			log_warn("outbox=%lld lease lost", (long long)row->id);
		/* A contact deleted there and made anew has another name. */
		else if (is_unknown_there(&all[i]))
			TRY(sql_phone_contact_gone(tx, row->phone_id));
	}
	return OK;
}

static enum status
settle_once(struct worker *w, const struct attempt *all, size_t n)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = settle_in(w, tx, all, n);
	FAULT("K6");
	FAULT_COMMIT("K7");
	return tx_end(tx, status);
}

/*
 * Written twice it is written once: whoever has settled a row holds its lease no
 * more.  One that cannot be written must not cost the others their results.
 */
static enum status
settle(struct worker *w, const struct attempt *all, size_t n)
{
	enum status status = settle_once(w, all, n), last = OK;

	for (int i = 1; i < SETTLE_TRIES && status == ERR_UNAVAILABLE; i++) {
		(void)poll(NULL, 0, SETTLE_AGAIN_MS);
		status = settle_once(w, all, n);
	}
	if (status != ERR_CONFLICT || n == 1)
		return status;
	for (size_t i = 0; i < n; i++) {
		status = settle_once(w, &all[i], 1);
		if (status != OK)
			last = status;
	}
	return last;
}

static enum status
learn(struct worker *w, const struct attempt *all, size_t n)
{
	struct lesson *lessons;
	size_t learned = 0;

	ARENA_ARRAY(w->arena, lessons, n);
	for (size_t i = 0; i < n; i++) {
		const struct attempt *a = &all[i];

		if (a->lost || a->waits)
			continue;
		lessons[learned++] = (struct lesson){ a->outcome, &a->call };
		if (a->outcome != RAPIDPRO_ACCEPTED)
			log_warn("outbox=%lld attempt=%d outcome=%s status=%d",
			    (long long)a->row->id, (int)a->row->attempt,
			    rapidpro_outcome_word(a->outcome), a->call.status);
	}
	return worker_learn_most(w, lessons, learned);
}

enum status
attempts_settle(struct worker *w, const struct attempt *all, size_t n)
{
	TRY(settle(w, all, n));
	FAULT("K8");
	return learn(w, all, n);
}
