/*
 * aside_job.c - a flow's question is put aside before a nurse's words leave.
 *
 * A flow that waits for an answer of a man takes his next words as that.  So when a
 * nurse writes to him, RapidPro is asked to end it, and her text leaves when his contact
 * waits in no flow any more; that takes RapidPro a moment, since it ends flows in its
 * own time.  A text is held for it no longer than the ten seconds that outbox_aside()
 * gives it: it leaves then as it is, and the conversation says that the flow still waits.
 * To ask twice is the same as once.
 */

#include <string.h>

#include "base/clock.h"
#include "worker/job.h"

#define LEASE 30 /* seconds: who is lost holds nobody up for longer */
#define PATIENCE 8 /* seconds after the text was due */
#define SOON 500 /* milliseconds */
#define CALL 5 /* seconds of one call */

static enum status
settle(struct worker *w, const struct aside_take *a, const char *what, const char *flow)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_aside_settle(tx, a->outbox_id, tx_now(tx), what, flow);
	return tx_end(tx, status);
}

/* Again in a moment; too late for that, the text leaves as it is. */
static enum status
wait(struct worker *w, const struct aside_take *a, const char *asked_of)
{
	const char *flow = *asked_of != '\0' ? asked_of : a->flow;
	struct tx *tx;
	enum status status;

	if (a->late)
		return settle(w, a, *flow != '\0' ? "not-put-aside" : "", flow);
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_aside_wait(tx, a->outbox_id, tx_now(tx), SOON, asked_of);
	return tx_end(tx, status);
}

/* What the contact waits in now; *told is false if RapidPro does not say. */
static enum status
look(struct worker *w, const char *uuid, struct rapidpro_contact *contact, bool *told)
{
	struct rapidpro_errand e = { .kind = RAPIDPRO_FIND_CONTACT,
		.call = worker_call(w),
		.uuid = uuid,
		.seconds = CALL };

	*told = false;
	TRY(worker_may_call(w, SPEND_REPLY, "v2.contacts", told));
	if (!*told)
		return OK;
	*told = rapidpro_alone(&e.call, &e) == RAPIDPRO_ACCEPTED;
	*contact = e.contact;
	return worker_learn(w, e.outcome, &e.call);
}

static enum status
interrupt(struct worker *w, const struct aside_take *a, const char *flow)
{
	struct rapidpro_call call = worker_call(w);
	enum rapidpro_outcome outcome;
	bool allowed;

	TRY(worker_may_call(w, SPEND_REPLY, "v2", &allowed));
	if (!allowed)
		return wait(w, a, "");
	outcome = rapidpro_contact_interrupt(&call, a->contact_uuid);
	TRY(worker_learn(w, outcome, &call));
	if (outcome == RAPIDPRO_REFUSED)
		return settle(w, a, "not-put-aside", flow);
	/* Of unknown end: to look, and to ask once more, does no harm. */
	return wait(w, a, outcome == RAPIDPRO_ACCEPTED ? flow : "");
}

static enum status
take(struct worker *w, const struct aside_take **a)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_aside_take(tx, tx_now(tx), LEASE, PATIENCE, a);
	if (status == ERR_NOT_FOUND) {
		*a = NULL;
		status = OK;
	}
	return tx_end(tx, status);
}

enum status
aside_job(struct worker *w, bool *more)
{
	const struct aside_take *a;
	struct rapidpro_contact contact;
	bool told;

	*more = false;
	TRY(take(w, &a));
	if (a == NULL)
		return OK;
	*more = true;
	/* Taken back, or gone already; or a man whom RapidPro does not know.  What RapidPro
	 * was asked for is seen to its end all the same. */
	if (a->contact_uuid == NULL || (!a->ready && !a->asked))
		return settle(w, a, "", "");
	TRY(look(w, a->contact_uuid, &contact, &told));
	if (!told)
		return wait(w, a, "");
	if (contact.flow.uuid == NULL)
		return settle(w, a, a->asked ? "put-aside" : "", a->flow);
	if (a->asked)
		return wait(w, a, "");
	return interrupt(
	    w, a, contact.flow.name != NULL ? contact.flow.name : contact.flow.uuid);
}
