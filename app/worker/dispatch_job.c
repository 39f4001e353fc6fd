/*
 * dispatch_job.c - the outbox towards RapidPro.
 *
 * A row is leased and the lease committed before the first byte leaves; what is
 * about to leave is noted once more.  An attempt ends as accepted, refused, not
 * reached, or unsure; an unsure one, and one whose worker was lost after it may
 * have left, is never sent again before it has been looked up (look_up_job.c).
 * Every write carries worker and attempt: who lost the lease writes nothing.
 */

#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "worker/dispatch.h"

/* How long the feed of messages may take to show what was accepted. */
#define FEED_PATIENCE (9 * SECOND)

/* What is urgent enough for what is left of the hour. */
static int32_t
lowest_priority(const struct worker *w, const struct gateway_budget *budget)
{
	int64_t rate = w->config->rapidpro_rate;

	if (!budget->open || budget->calls >= rate)
		return 0;
	if (budget->calls >= rate * 90 / 100)
		return 1;
	return budget->calls >= rate * 70 / 100 ? 3 : 9;
}

static enum status
claim_in(struct worker *w, struct tx *tx, const struct outbox_claim **row)
{
	const char *scope = w->gateway->send_flow != NULL ? "v2" : "v2.messages";
	const struct gateway_budget *budget;

	TRY(sql_outbox_reap(tx, tx_now(tx), LATE_SECONDS));
	TRY(sql_outbox_expire(tx, tx_now(tx)));
	TRY(sql_gateway_budget(tx, scope, tx_now(tx), &budget));
	TRY(sql_outbox_claim(
	    tx, w->id, tx_now(tx), LEASE_SECONDS, lowest_priority(w, budget), row));
	return sql_gateway_count(tx, scope, tx_now(tx));
}

/* ERR_NOT_FOUND: nothing to do; what was tidied up on the way is kept. */
static enum status
claim(struct worker *w, const struct outbox_claim **row, bool *more)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = claim_in(w, tx, row);
	/* Two workers met at one contact: the other has it, and there are others. */
	*more = status == OK || status == ERR_CONFLICT;
	if (status == OK || status == ERR_NOT_FOUND) {
		TRY(tx_commit(tx));
		return status;
	}
	tx_rollback(tx);
	return status == ERR_CONFLICT ? ERR_NOT_FOUND : status;
}

static const char two_numbers[] =
    "In RapidPro this number is the second of another contact: give it one of its own.";

static const char failed_at_once[] =
    "RapidPro took it, but does not send it: is the number blocked there?";

static enum status
note_contact(struct worker *w, int64_t phone_id, const struct rapidpro_contact *contact)
{
	bool stopped = strcmp(contact->status, "active") != 0 &&
		       strcmp(contact->status, "unknown") != 0;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_gateway_count(tx, "v2.contacts", tx_now(tx));
	if (status == OK)
		status =
		    sql_phone_contact(tx, phone_id, contact->uuid, stopped, tx_now(tx));
	return tx_end(tx, status);
}

enum rapidpro_outcome
dispatch_contact(struct worker *w, struct rapidpro_call *call, int64_t phone_id,
    const char *e164, const char **uuid)
{
	struct rapidpro_contact contact;
	enum rapidpro_outcome outcome = rapidpro_contact_upsert(
	    call, arena_printf(w->arena, "tel:%s", e164), NULL, NULL, &contact);
	enum status status;

	/* Finding or making a contact twice is the same as once. */
	if (outcome == RAPIDPRO_UNSURE)
		return RAPIDPRO_NOT_REACHED;
	if (outcome != RAPIDPRO_ACCEPTED)
		return outcome;
	if (contact.uuid == NULL)
		return RAPIDPRO_NOT_REACHED;
	status = note_contact(w, phone_id, &contact);
	if (status == ERR_CONFLICT) {
		/* A text to the contact would go to its first number. */
		call->reason = two_numbers;
		return RAPIDPRO_REFUSED;
	}
	if (status != OK)
		return RAPIDPRO_NOT_REACHED;
	*uuid = contact.uuid;
	return RAPIDPRO_ACCEPTED;
}

enum rapidpro_outcome
dispatch_guarded(struct rapidpro_call *call, const char *flow, const char *contact,
    const char *key, const char *body, const char **start_uuid)
{
	const char *const contacts[] = { contact };
	const struct rapidpro_param params[] = { { "intent", key }, { "text", body } };
	struct rapidpro_start start;
	enum rapidpro_outcome outcome = rapidpro_flow_start(call,
	    &(struct rapidpro_start_request){ .flow_uuid = flow,
		.contacts = contacts,
		.contact_count = 1,
		.params = params,
		.param_count = COUNT_OF(params) },
	    &start);

	*start_uuid = outcome == RAPIDPRO_ACCEPTED ? start.uuid : NULL;
	return outcome;
}

enum rapidpro_outcome
dispatch_checkin(struct rapidpro_call *call, const char *flow,
    const char *const *contacts, size_t n, const char *key, const char *body,
    const char **start_uuid)
{
	const struct rapidpro_param params[] = { { "checkin", key }, { "text", body } };
	struct rapidpro_start start;
	enum rapidpro_outcome outcome = rapidpro_flow_start(call,
	    &(struct rapidpro_start_request){ .flow_uuid = flow,
		.contacts = contacts,
		.contact_count = n,
		.params = params,
		.param_count = COUNT_OF(params) },
	    &start);

	*start_uuid = outcome == RAPIDPRO_ACCEPTED ? start.uuid : NULL;
	return outcome;
}

/* An attempt, from its claim to its result. */
struct attempt {
	const struct outbox_claim *row;
	struct rapidpro_call call;
	enum rapidpro_outcome outcome;
	bool left; /* something that cannot be repeated freely may be there */
	bool known; /* the contact was known before and not asked for */
	const char *start_uuid, *rapidpro_id;
};

/* The last moment at which the row is certain to be ours. */
static enum status
leave(struct worker *w, const struct outbox_claim *row, const char *by)
{
	const struct outbox_leave *mine;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_outbox_leave(
	    tx, row->id, w->id, row->attempt, by, tx_now(tx), LEASE_SECONDS, &mine);
	return tx_end(tx, status);
}

static enum status
try_text(struct worker *w, struct attempt *a)
{
	const struct outbox_claim *row = a->row;
	const char *contact = row->contact_uuid;
	struct rapidpro_message message;

	a->known = contact != NULL;
	if (!a->known) {
		a->outcome =
		    dispatch_contact(w, &a->call, row->phone_id, row->e164, &contact);
		if (a->outcome != RAPIDPRO_ACCEPTED)
			return OK;
	}
	TRY(leave(w, row, w->gateway->send_flow != NULL ? "flow" : "message"));
	a->left = true;
	if (w->gateway->send_flow != NULL) {
		a->outcome = dispatch_guarded(&a->call, w->gateway->send_flow, contact,
		    row->key, row->body, &a->start_uuid);
		return OK;
	}
	a->outcome = rapidpro_message_send(&a->call, contact, row->body, &message);
	if (a->outcome == RAPIDPRO_ACCEPTED && message.state == MESSAGE_FAILED) {
		a->outcome = RAPIDPRO_REFUSED;
		a->call.reason = failed_at_once;
	} else if (a->outcome == RAPIDPRO_ACCEPTED) {
		a->rapidpro_id = message.id;
	}
	return OK;
}

static enum status
renew(struct worker *w, const struct outbox_claim *row)
{
	const struct outbox_renew *mine;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_outbox_renew(
	    tx, row->id, w->id, row->attempt, tx_now(tx), LEASE_SECONDS, &mine);
	FAULT("K9");
	return tx_end(tx, status);
}

/* Members that RapidPro refuses stay out; the others are started. */
static enum status
contacts_of(struct worker *w, struct attempt *a, const char **contacts, size_t *n)
{
	struct outbox_members_rows members;
	struct tx *tx;
	enum status status;

	*n = 0;
	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_outbox_members(tx, a->row->id, &members);
	tx_rollback(tx);
	TRY(status);
	for (size_t i = 0; i < members.n && *n < RAPIDPRO_CONTACTS_MAX; i++) {
		const char *uuid = members.at[i].contact_uuid;

		if (uuid == NULL) {
			TRY(renew(w, a->row));
			a->outcome = dispatch_contact(w, &a->call,
			    members.at[i].phone_id, members.at[i].e164, &uuid);
			if (a->outcome == RAPIDPRO_REFUSED)
				continue;
			if (a->outcome != RAPIDPRO_ACCEPTED)
				return OK;
		}
		contacts[(*n)++] = uuid;
	}
	/* All have it already: that is as good as taken. */
	a->outcome = *n > 0 || members.n == 0 ? RAPIDPRO_ACCEPTED : RAPIDPRO_REFUSED;
	return OK;
}

static enum status
split(struct worker *w, const struct outbox_claim *row)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_outbox_split(tx, row->id, w->id, tx_now(tx));
	return tx_end(tx, status);
}

static enum status
try_checkin(struct worker *w, struct attempt *a)
{
	const char *contacts[RAPIDPRO_CONTACTS_MAX];
	size_t n;

	TRY(contacts_of(w, a, contacts, &n));
	if (a->outcome != RAPIDPRO_ACCEPTED || n == 0)
		return OK;
	TRY(leave(w, a->row, "flow"));
	a->left = true;
	a->outcome = dispatch_checkin(&a->call, w->gateway->checkin_flow, contacts, n,
	    a->row->key, a->row->body, &a->start_uuid);
	return OK;
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
		if (a->known && (call->status == 400 || call->status == 404))
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

static enum status
settle_in(struct worker *w, struct tx *tx, const struct attempt *a)
{
	const struct outbox_claim *row = a->row;
	struct verdict v = verdict_on(a);
	const struct outbox_result *mine;
	enum status status = sql_outbox_result(tx, row->id, w->id, row->attempt,
	    v.state, tx_now(tx) + v.wait, a->start_uuid, v.reason, LATE_SECONDS,
	    tx_now(tx), &mine);

	if (status == ERR_NOT_FOUND) { /* the lease was lost: it is being looked up */
		log_warn("outbox=%lld lease lost", (long long)row->id);
		return OK;
	}
	TRY(status);
	if (a->rapidpro_id != NULL)
		TRY(sql_message_bind_id(tx, row->id, a->rapidpro_id));
	/* A contact deleted there and made anew has another name. */
	if (strcmp(v.reason, "contact unknown") == 0)
		TRY(sql_phone_contact_gone(tx, row->phone_id));
	return sql_message_outbox_state(tx, row->id, v.message_state,
	    strcmp(v.message_state, "failed") == 0 ? v.reason : "");
}

static enum status
settle(struct worker *w, const struct attempt *a)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = settle_in(w, tx, a);
	FAULT("K6");
	FAULT_COMMIT("K7");
	return tx_end(tx, status);
}

enum status
dispatch_job(struct worker *w, bool *more)
{
	struct attempt a = { .call = worker_call(w) };
	enum status status;

	*more = false;
	/* Not before it is known which of our flows are there. */
	if (w->gateway->checked_at == 0)
		return OK;
	FAULT("K0");
	status = claim(w, &a.row, more);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	FAULT("K1");
	a.call.reason = "";
	if (strcmp(a.row->kind, "text") == 0)
		status = try_text(w, &a);
	else if (w->gateway->checkin_flow == NULL)
		return split(w, a.row);
	else
		status = try_checkin(w, &a);
	if (status == ERR_NOT_FOUND) /* the lease went before anything left */
		return OK;
	TRY(status);
	/* One man whom RapidPro does not take must not cost the others theirs. */
	if (a.left && a.outcome == RAPIDPRO_REFUSED && strcmp(a.row->kind, "text") != 0)
		return split(w, a.row);
	if (a.outcome != RAPIDPRO_ACCEPTED)
		log_warn("outbox=%lld attempt=%d outcome=%s status=%d",
		    (long long)a.row->id, (int)a.row->attempt,
		    rapidpro_outcome_word(a.outcome), a.call.status);
	TRY(settle(w, &a));
	FAULT("K8");
	return worker_learn(w, a.outcome, &a.call);
}
