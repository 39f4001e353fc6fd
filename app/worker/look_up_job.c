/*
 * look_up_job.c - what became of it?
 *
 * Rows that RapidPro accepted (201 is not proof) and rows that nobody is certain
 * of are looked up until something proves them: the contact's field holds our
 * key; the flow start carries it; the message is in the feed.  A guarded send is
 * repeated with the same key, which the flow drops if it had been taken; it
 * stays in flight meanwhile, so no other key can come between.  A plain message
 * is looked for at 30 s, 2, 5 and 10 minutes; what then stands undecided is sent
 * once more if it is automatic, and shown to a person if it is a person's words.
 */

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "worker/dispatch.h"

#define LOOK_LEASE_SECONDS 50
#define ATTEMPTS_MAX 5
#define CHECKIN_PATIENCE (10 * MINUTE)

/* Moments after the last attempt at which a plain message is looked for. */
static const int64_t ladder[] = { 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE };

static const char not_proved[] =
    "RapidPro took it several times, but nothing shows that it was sent.";
static const char not_found[] =
    "The line broke while it was being sent. It may or may not have arrived.";

struct look {
	const struct outbox_look *row;
	struct rapidpro_call call;
	int64_t now;
	/* What was found. */
	const char *state, *message_state, *reason;
	const char *start_uuid, *rapidpro_id;
	int64_t wait;
};

static void
stays(struct look *l, int64_t wait)
{
	l->state = l->row->state;
	l->wait = wait;
}

static void
ends(struct look *l, const char *state, const char *message_state, const char *reason)
{
	l->state = state;
	l->message_state = message_state;
	l->reason = reason;
}

static enum status
take(struct worker *w, struct look *l)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_outbox_look(tx, w->id, tx_now(tx), LOOK_LEASE_SECONDS, &l->row);
	l->now = tx_now(tx);
	if (status == OK)
		return tx_commit(tx);
	tx_rollback(tx);
	return status;
}

static enum status
record_in(struct worker *w, struct tx *tx, const struct look *l)
{
	const struct outbox_looked *mine;
	enum status status = sql_outbox_looked(tx, l->row->id, w->id, l->row->looked,
	    l->state, tx_now(tx) + l->wait, l->start_uuid,
	    l->reason != NULL ? l->reason : "", tx_now(tx), &mine);

	if (status == ERR_NOT_FOUND) /* the feed or another worker settled it */
		return OK;
	TRY(status);
	if (l->rapidpro_id != NULL)
		TRY(sql_message_bind_id(tx, l->row->id, l->rapidpro_id));
	if (l->message_state == NULL)
		return OK;
	return sql_message_outbox_state(tx, l->row->id, l->message_state,
	    l->reason != NULL ? l->reason : "");
}

static enum status
record(struct worker *w, const struct look *l)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = record_in(w, tx, l);
	if (status == OK)
		return tx_commit(tx);
	tx_rollback(tx);
	return status;
}

/* ERR_NOT_FOUND if somebody else has the row by now. */
static enum status
begin_repeat(struct worker *w, const struct look *l)
{
	const struct outbox_repeat *mine;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status =
	    sql_outbox_repeat(tx, l->row->id, w->id, l->row->looked, tx_now(tx), &mine);
	if (status == OK)
		status = sql_gateway_count(tx, "v2", tx_now(tx));
	if (status == OK)
		return tx_commit(tx);
	tx_rollback(tx);
	return status;
}

/* A repeat with the same key, which the flow drops if it was taken before. */
static enum status
repeat(struct worker *w, struct look *l, enum rapidpro_outcome *outcome)
{
	const struct outbox_look *row = l->row;

	TRY(begin_repeat(w, l));
	*outcome = dispatch_guarded(&l->call, w->gateway->send_flow, row->contact_uuid,
	    row->key, row->body, &l->start_uuid);
	if (*outcome == RAPIDPRO_REFUSED) {
		ends(l, "parked", "failed", l->call.reason);
		return OK;
	}
	l->state = *outcome == RAPIDPRO_ACCEPTED ? "accepted" : "unsure";
	l->message_state = *outcome == RAPIDPRO_ACCEPTED ? "sending" : NULL;
	l->wait = l->call.retry_after > 0 ? l->call.retry_after * SECOND : 5 * SECOND;
	return worker_learn(w, *outcome, &l->call);
}

/* How long a flow start may take before it is repeated: a queue there is no loss. */
static int64_t
patience(const struct outbox_look *row)
{
	if (strcmp(row->state, "unsure") == 0)
		return 8 * SECOND;
	return row->attempt < 2 ? 30 * SECOND : 5 * MINUTE;
}

static enum status
look_guarded(struct worker *w, struct look *l)
{
	const struct outbox_look *row = l->row;
	struct rapidpro_contact contact;
	enum rapidpro_outcome outcome;

	if (row->contact_uuid == NULL || w->gateway->send_flow == NULL) {
		stays(l, MINUTE);
		return OK;
	}
	outcome = rapidpro_contact_by_uuid(&l->call, row->contact_uuid, &contact);
	TRY(worker_learn(w, outcome, &l->call));
	if (outcome != RAPIDPRO_ACCEPTED) {
		stays(l, 10 * SECOND);
		return OK;
	}
	if (contact.last_intent != NULL && strcmp(contact.last_intent, row->key) == 0) {
		ends(l, "done", "sent", "");
		return OK;
	}
	if (contact.uuid == NULL || strcmp(contact.status, "active") != 0) {
		ends(l, "parked", "failed", "The number is blocked or removed in RapidPro.");
		return OK;
	}
	if (l->now - row->sent_at < patience(row)) {
		stays(l, 5 * SECOND);
		return OK;
	}
	if (row->attempt >= ATTEMPTS_MAX) {
		ends(l, "parked", "unsure", not_proved);
		return OK;
	}
	return repeat(w, l, &outcome);
}

/* The plain message in the API, not yet bound to another of ours. */
static enum status
find_message(struct worker *w, struct look *l, const struct rapidpro_message **found)
{
	struct rapidpro_message_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = l->row->sent_at - 5 * MINUTE;

	*found = NULL;
	do {
		enum rapidpro_outcome outcome =
		    rapidpro_messages(&l->call, after, page->next, page);

		TRY(worker_learn(w, outcome, &l->call));
		if (outcome != RAPIDPRO_ACCEPTED)
			return ERR_UNAVAILABLE;
		for (size_t i = 0; i < page->count; i++) {
			const struct rapidpro_message *m = &page->rows[i];

			if (m->direction == RAPIDPRO_OUT && m->contact.uuid != NULL &&
			    l->row->contact_uuid != NULL && m->id != NULL &&
			    strcmp(m->contact.uuid, l->row->contact_uuid) == 0 &&
			    strcmp(m->text, l->row->body) == 0)
				*found = m; /* the earliest that fits */
		}
	} while (page->next != NULL);
	return OK;
}

static enum status
is_ours_alone(struct worker *w, const char *rapidpro_id, bool *alone)
{
	const struct message_bound *bound;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_message_bound(tx, rapidpro_id, &bound);
	tx_rollback(tx);
	*alone = status == ERR_NOT_FOUND;
	return status == ERR_NOT_FOUND ? OK : status;
}

static enum status
look_message(struct worker *w, struct look *l)
{
	const struct outbox_look *row = l->row;
	int64_t waited = l->now - row->sent_at;
	const struct rapidpro_message *found = NULL;
	bool alone = false;

	if (waited < ladder[0]) {
		stays(l, ladder[0] - waited);
		return OK;
	}
	if (find_message(w, l, &found) != OK) {
		stays(l, 20 * SECOND);
		return OK;
	}
	if (found != NULL)
		TRY(is_ours_alone(w, found->id, &alone));
	if (alone) {
		l->rapidpro_id = found->id;
		ends(l, "done", "sent", "");
		return OK;
	}
	for (size_t i = 0; i < COUNT_OF(ladder); i++)
		if (waited < ladder[i]) {
			stays(l, ladder[i] - waited);
			return OK;
		}
	if (row->clinical || row->attempt >= 2)
		ends(l, "parked", "unsure", not_found);
	else
		ends(l, "ready", "queued", "provably absent");
	return OK;
}

static enum status
find_start(struct worker *w, struct look *l)
{
	struct rapidpro_start_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = l->row->sent_at - 5 * MINUTE;

	do {
		enum rapidpro_outcome outcome =
		    rapidpro_flow_starts(&l->call, after, page->next, page);

		TRY(worker_learn(w, outcome, &l->call));
		if (outcome != RAPIDPRO_ACCEPTED)
			return ERR_UNAVAILABLE;
		for (size_t i = 0; i < page->count; i++)
			if (page->rows[i].checkin != NULL &&
			    strcmp(page->rows[i].checkin, l->row->key) == 0)
				l->start_uuid = page->rows[i].uuid;
	} while (page->next != NULL && l->start_uuid == NULL);
	return OK;
}

static enum status
look_unsure_checkin(struct worker *w, struct look *l)
{
	int64_t waited = l->now - l->row->sent_at;

	if (find_start(w, l) != OK) {
		stays(l, 20 * SECOND);
		return OK;
	}
	if (l->start_uuid != NULL) {
		l->state = "accepted";
		l->message_state = "sending";
		l->wait = 20 * SECOND;
	} else if (waited < ladder[1]) {
		/* The reader's copy of RapidPro's database may lag behind. */
		stays(l, 15 * SECOND);
	} else if (l->row->attempt >= ATTEMPTS_MAX) {
		ends(l, "parked", "failed", not_proved);
	} else {
		/* The check-in flow drops a key it has seen, as the send flow does. */
		ends(l, "ready", "queued", "provably absent");
	}
	return OK;
}

static enum status
look_accepted_checkin(struct worker *w, struct look *l)
{
	int64_t waited = l->now - l->row->sent_at;
	const struct checkin_unsent *unsent;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_checkin_unsent(tx, l->row->id, &unsent);
	tx_rollback(tx);
	TRY(status);
	if (unsent->waiting == 0)
		ends(l, "done", NULL, "");
	else if (waited < CHECKIN_PATIENCE)
		stays(l, waited < MINUTE ? 20 * SECOND : MINUTE);
	else
		ends(l, "done", "failed",
		    "RapidPro did not start the check-in for this number.");
	return OK;
}

static enum status
look(struct worker *w, struct look *l)
{
	if (strcmp(l->row->kind, "text") == 0)
		return strcmp(l->row->by, "message") == 0 ? look_message(w, l)
							  : look_guarded(w, l);
	return strcmp(l->row->state, "unsure") == 0 ? look_unsure_checkin(w, l)
						    : look_accepted_checkin(w, l);
}

enum status
look_up_job(struct worker *w, bool *more)
{
	struct look l = { .call = worker_call(w) };
	enum status status;
	bool allowed;

	*more = false;
	TRY(worker_may_call(w, SPEND_REPLY, "v2.contacts", &allowed));
	if (!allowed)
		return OK;
	status = take(w, &l);
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	*more = true;
	status = look(w, &l);
	if (status == ERR_NOT_FOUND) /* settled by another in the meantime */
		return OK;
	TRY(status);
	return record(w, &l);
}
