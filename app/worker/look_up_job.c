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

#define SENDS_MAX 5
#define CHECKIN_SENDS_MAX 3
#define CHECKIN_AGAIN (2 * MINUTE)
#define CHECKIN_PATIENCE (10 * MINUTE)

/* Moments after the last attempt at which a plain message is looked for. */
static const int64_t ladder[] = { 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE };
/*
 * How long a guarded send may take to show before it is repeated, the first time
 * and each later one: a queue there is no loss.
 */
static const int64_t patience_unsure[] = { 8 * SECOND, 20 * SECOND, MINUTE, 5 * MINUTE,
	10 * MINUTE };
static const int64_t patience_accepted[] = { 30 * SECOND, 2 * MINUTE, 5 * MINUTE,
	10 * MINUTE, 10 * MINUTE };
/* What a start that is over has done shows so long after it left at the latest. */
#define START_SHOWS (20 * SECOND)

static const char not_proved[] =
    "RapidPro took it several times, but nothing shows that it was sent.";
static const char not_found[] =
    "The line broke while it was being sent. It may or may not have arrived.";
static const char not_seen[] = "RapidPro took it, but nothing shows that it was sent.";
static const char too_late[] =
    "The line broke while it was being sent, and it is too late to send it again.";

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

static bool
is(const char *word, const char *other)
{
	return strcmp(word, other) == 0;
}

/* What a look at this row is counted as; NULL if it costs no call. */
static const char *
scope_of(const struct outbox_look *row)
{
	if (row->proved)
		return NULL;
	if (is(row->kind, "text"))
		return is(row->by, "message") ? "v2.messages" : "v2.contacts";
	return is(row->state, "unsure") ? "v2" : NULL;
}

static enum status
take_in(struct worker *w, struct tx *tx, struct look *l)
{
	const struct gateway_budget *budget;

	l->now = tx_now(tx);
	TRY(sql_gateway_budget(tx, "v2.contacts", tx_now(tx), &budget));
	if (!budget->open || budget->calls >= w->config->rapidpro_rate)
		return ERR_NOT_FOUND;
	TRY(sql_outbox_look(tx, w->id, tx_now(tx), LEASE_SECONDS, &l->row));
	if (scope_of(l->row) == NULL)
		return OK;
	return sql_gateway_count(tx, scope_of(l->row), tx_now(tx), 1);
}

static enum status
take(struct worker *w, struct look *l)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = take_in(w, tx, l);
	return tx_end(tx, status);
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
	return sql_message_outbox_state(
	    tx, l->row->id, l->message_state, l->reason != NULL ? l->reason : "");
}

static enum status
record(struct worker *w, const struct look *l)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = record_in(w, tx, l);
	return tx_end(tx, status);
}

/* ERR_NOT_FOUND if somebody else has the row by now. */
static enum status
begin_repeat(struct worker *w, const struct look *l)
{
	const struct outbox_repeat *mine;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_outbox_repeat(tx, l->row->id, w->id, l->row->looked, tx_now(tx),
	    LEASE_SECONDS, LATE_SECONDS, &mine);
	if (status == OK)
		status = sql_gateway_count(tx, "v2", tx_now(tx), 1);
	return tx_end(tx, status);
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
	l->wait = 5 * SECOND;
	return worker_learn(w, *outcome, &l->call);
}

static int64_t
patience(const struct outbox_look *row)
{
	const int64_t *all =
	    is(row->state, "unsure") ? patience_unsure : patience_accepted;
	int32_t times = row->sends > 0 ? row->sends - 1 : 0;

	return all[times < SENDS_MAX ? times : SENDS_MAX - 1];
}

/* Of the start that was accepted: queued is not lost, over will do nothing more. */
enum start_fate { START_UNKNOWN, START_QUEUED, START_OVER };

static enum start_fate
start_fate(struct worker *w, struct look *l)
{
	struct rapidpro_start start;
	bool allowed;

	if (!is(l->row->state, "accepted") || l->row->start_uuid == NULL ||
	    worker_may_call(w, SPEND_REPLY, "v2", &allowed) != OK || !allowed)
		return START_UNKNOWN;
	if (rapidpro_flow_start_by_uuid(&l->call, l->row->start_uuid, &start) !=
		RAPIDPRO_ACCEPTED ||
	    start.uuid == NULL || is(start.status, "unknown"))
		return START_UNKNOWN;
	return is(start.status, "pending") || is(start.status, "started") ? START_QUEUED
									  : START_OVER;
}

/* Often at first. */
static void
stays_a_while(struct look *l)
{
	int64_t wait = (l->now - l->row->sent_at) / 3;

	if (wait > MINUTE)
		wait = MINUTE;
	stays(l, wait > 4 * SECOND ? wait : 4 * SECOND);
}

/* The flow has gone from the workspace since: nothing can be repeated safely. */
static void
without_flow(struct look *l)
{
	if (l->now - l->row->sent_at < ladder[COUNT_OF(ladder) - 1])
		stays_a_while(l); /* it may come back at any moment */
	else
		ends(l, "parked", "unsure", not_seen);
}

/* The contact does not hold our key. */
static enum status
unproved(struct worker *w, struct look *l, const struct rapidpro_contact *contact)
{
	const struct outbox_look *row = l->row;
	int64_t waited = l->now - row->sent_at;
	enum start_fate fate = start_fate(w, l);
	enum rapidpro_outcome outcome;

	if (fate == START_QUEUED || (fate != START_OVER && waited < patience(row))) {
		stays_a_while(l);
		return OK;
	}
	if (contact->uuid == NULL || !is(contact->status, "active"))
		ends(l, "parked", "failed",
		    "The number is blocked or removed in RapidPro.");
	else if (w->gateway->send_flow == NULL)
		without_flow(l);
	else if (row->good_until != 0 && row->good_until < l->now)
		ends(l, "parked", "unsure", too_late);
	else if (row->sends >= SENDS_MAX)
		ends(l, "parked", "unsure", not_proved);
	else
		return repeat(w, l, &outcome);
	return OK;
}

static enum status
look_guarded(struct worker *w, struct look *l)
{
	const struct outbox_look *row = l->row;
	struct rapidpro_contact contact;
	enum rapidpro_outcome outcome;

	if (row->contact_uuid == NULL) { /* found not to exist, by another text */
		ends(l, "parked", "unsure", not_seen);
		return OK;
	}
	outcome = rapidpro_contact_by_uuid(&l->call, row->contact_uuid, &contact);
	TRY(worker_learn(w, outcome, &l->call));
	if (outcome != RAPIDPRO_ACCEPTED)
		stays(l, 5 * SECOND);
	else if (contact.last_intent != NULL && is(contact.last_intent, row->key))
		ends(l, "done", "sent", "");
	else if (is(row->state, "accepted") && l->now - row->sent_at < START_SHOWS)
		stays_a_while(l);
	else
		return unproved(w, l, &contact);
	return OK;
}

static enum status
is_taken(struct worker *w, const char *rapidpro_id, bool *taken)
{
	const struct message_bound *bound;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_message_bound(tx, rapidpro_id, &bound);
	tx_rollback(tx);
	*taken = status == OK;
	return status == ERR_NOT_FOUND ? OK : status;
}

static bool
may_be(const struct outbox_look *row, const struct rapidpro_message *m)
{
	return m->direction == RAPIDPRO_OUT && m->contact.uuid != NULL &&
	       row->contact_uuid != NULL && m->id != NULL &&
	       is(m->contact.uuid, row->contact_uuid) && is(m->text, row->body);
}

/* By RapidPro's clock, which may be behind ours. */
static int64_t
earliest(const struct worker *w, const struct look *l)
{
	int64_t skew = w->gateway->clock_skew_ms * 1000;

	return l->row->sent_at - 5 * MINUTE + (skew < 0 ? skew : 0);
}

/* The earliest plain message in the API that is not another of ours. */
static enum status
find_message(struct worker *w, struct look *l)
{
	struct rapidpro_message_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = earliest(w, l);
	bool allowed = true;

	page->next = NULL;
	do {
		const char *next = page->next;
		enum rapidpro_outcome outcome;

		if (next != NULL)
			TRY(worker_may_call(w, SPEND_REPLY, "v2.messages", &allowed));
		if (!allowed)
			return ERR_UNAVAILABLE;
		outcome = rapidpro_messages(
		    &l->call, l->row->contact_uuid, after, 0, next, page);
		TRY(worker_learn(w, outcome, &l->call));
		if (outcome != RAPIDPRO_ACCEPTED)
			return ERR_UNAVAILABLE;
		for (size_t i = 0; i < page->count; i++) {
			bool taken = true;

			if (may_be(l->row, &page->rows[i]))
				TRY(is_taken(w, page->rows[i].id, &taken));
			if (!taken)
				l->rapidpro_id = page->rows[i].id;
		}
	} while (page->next != NULL);
	return OK;
}

/* Not there after the last rung. */
static void
not_on_the_ladder(struct look *l)
{
	const struct outbox_look *row = l->row;

	/* What was accepted waits in a queue there, however long. */
	if (row->clinical || row->sends >= 2 || is(row->state, "accepted"))
		ends(l, "parked", "unsure", not_found);
	else
		ends(l, "ready", "queued", "provably absent");
}

static enum status
look_message(struct worker *w, struct look *l)
{
	int64_t waited = l->now - l->row->sent_at;

	if (waited < ladder[0]) {
		stays(l, ladder[0] - waited);
		return OK;
	}
	if (find_message(w, l) != OK) {
		l->rapidpro_id = NULL;
		stays(l, 20 * SECOND);
		return OK;
	}
	if (l->rapidpro_id != NULL) {
		ends(l, "done", "sent", "");
		return OK;
	}
	for (size_t i = 0; i < COUNT_OF(ladder); i++)
		if (waited < ladder[i]) {
			stays(l, ladder[i] - waited);
			return OK;
		}
	not_on_the_ladder(l);
	return OK;
}

static enum status
find_start(struct worker *w, struct look *l)
{
	struct rapidpro_start_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = earliest(w, l);

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
	} else if (l->row->sends >= SENDS_MAX) {
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
	bool late = l->row->good_until != 0 && l->row->good_until < l->now;
	const struct checkin_unsent *unsent;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_checkin_unsent(tx, l->row->id, &unsent);
	tx_rollback(tx);
	TRY(status);
	if (unsent->waiting == 0)
		ends(l, "done", NULL, "");
	else if (!unsent->told) /* what was not read proves nothing */
		stays(l, waited < MINUTE ? 20 * SECOND : MINUTE);
	else if (waited >= CHECKIN_AGAIN && l->row->sends < CHECKIN_SENDS_MAX &&
		 !late && start_fate(w, l) == START_OVER)
		/* Once more to those alone whom it did not reach. */
		ends(l, "ready", "queued", "not started for all");
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
	if (l->row->proved) {
		ends(l, "done", "sent", "");
		return OK;
	}
	if (is(l->row->kind, "text"))
		return is(l->row->by, "message") ? look_message(w, l)
						 : look_guarded(w, l);
	return is(l->row->state, "unsure") ? look_unsure_checkin(w, l)
					   : look_accepted_checkin(w, l);
}

enum status
look_up_job(struct worker *w, bool *more)
{
	struct look l = { .call = worker_call(w) };
	enum status status;

	*more = false;
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
