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

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "worker/dispatch.h"

/*
 * A worker that is lost leaves many texts in doubt at once: so many of those that
 * left by the flow are looked up, and repeated, side by side.
 */
#define LOOKS_MOST 16
/*
 * To ask once more does no harm, so nothing waits long for an answer, and a lease
 * outlives one call and no more: who looks may be lost as well.
 */
#define LOOK_SECONDS 8
#define LOOK_LEASE_SECONDS 11
#define LOOK_AGAIN (2 * SECOND) /* where a look had no answer */
#define PAGE_TRIES 3
#define CHECKIN_SENDS_MAX 4
#define CHECKIN_AGAIN (2 * MINUTE)
#define CHECKIN_PATIENCE (10 * MINUTE)

/* Moments after the last attempt at which a plain message is looked for. */
static const int64_t ladder[] = { 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE };
/*
 * How long a guarded send may take to show before it is repeated, the first time
 * and each later one: a queue there is no loss.  After the last it is given up.
 * Of those that nobody knows of the first are soon made good: who repeats one may
 * be lost as well, and a repeat costs no more than the looks of a longer wait.
 */
static const int64_t patience_unsure[] = { 5 * SECOND, 5 * SECOND, 5 * SECOND,
	8 * SECOND, 8 * SECOND, 12 * SECOND, 20 * SECOND, 30 * SECOND, MINUTE,
	5 * MINUTE, 10 * MINUTE };
static const int64_t patience_accepted[] = { 30 * SECOND, 30 * SECOND, MINUTE,
	2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 10 * MINUTE };
/*
 * The same of a start of check-ins, which is looked for in the list of all starts.
 * The check-in flow drops a key it has seen, as the send flow does.
 */
static const int64_t patience_checkin[] = { 25 * SECOND, 25 * SECOND, MINUTE,
	2 * MINUTE, 5 * MINUTE, 10 * MINUTE };
/* What a start that is over has done shows so long after it left at the latest. */
#define START_SHOWS (20 * SECOND)

static const char not_proved[] =
    "RapidPro took it several times, but nothing shows that it was sent.";
static const char not_found[] =
    "The line broke while it was being sent. It may or may not have arrived.";
static const char not_seen[] = "RapidPro took it, but nothing shows that it was sent.";
static const char too_late[] =
    "The line broke while it was being sent, and it is too late to send it again.";

/* Of the start that was accepted: queued is not lost, over will do nothing more. */
enum start_fate { START_UNKNOWN, START_QUEUED, START_OVER };

struct look {
	const struct outbox_look *row;
	struct rapidpro_call call;
	int64_t now;
	/* Of a guarded text, on the way to what is found. */
	enum { TO_ASK, TO_JUDGE, TO_REPEAT, FOUND } step;
	struct rapidpro_contact contact;
	enum start_fate fate;
	bool lost; /* somebody else has it by now: nothing is ours to write */
	bool recorded;
	/* What was found. */
	const char *state, *message_state, *reason;
	const char *start_uuid, *rapidpro_id;
	int64_t not_left_since; /* the last call that may have left; 0 if it is this */
	int64_t wait;
};

static void
stays(struct look *l, int64_t wait)
{
	l->state = l->row->state;
	l->wait = wait;
	l->step = FOUND;
}

static void
ends(struct look *l, const char *state, const char *message_state, const char *reason)
{
	l->state = state;
	l->message_state = message_state;
	l->reason = reason;
	l->step = FOUND;
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

/* While the line is in doubt one row tries it. */
static int32_t
allowed(const struct worker *w, const struct gateway_budget *budget)
{
	int64_t room = w->config->rapidpro_rate - budget->calls;

	if (!budget->open || room <= 0)
		return 0;
	if (w->gateway->failures > 0)
		return 1;
	return room < LOOKS_MOST ? (int32_t)room : LOOKS_MOST;
}

/* Several are of one kind: what costs a call is counted as the same. */
static enum status
take_in(struct worker *w, struct tx *tx, struct outbox_look_rows *rows)
{
	const struct gateway_budget *budget;
	const char *scope = NULL;
	int32_t most, calls = 0;

	TRY(worker_budget(w, tx, "v2.contacts", &budget));
	most = allowed(w, budget);
	if (most == 0)
		return OK;
	TRY(sql_outbox_look(
	    tx, w->id, tx_now(tx), LOOK_LEASE_SECONDS, LEASE_SECONDS, most, rows));
	for (size_t i = 0; i < rows->n; i++)
		if (scope_of(&rows->at[i]) != NULL) {
			scope = scope_of(&rows->at[i]);
			calls++;
		}
	return calls == 0 ? OK : sql_gateway_count(tx, scope, tx_now(tx), calls);
}

static enum status
take(struct worker *w, struct outbox_look_rows *rows, int64_t *now)
{
	struct tx *tx;

	rows->n = 0;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	*now = tx_now(tx);
	return tx_end(tx, take_in(w, tx, rows));
}

static enum status
record_one(struct worker *w, struct tx *tx, const struct look *l)
{
	const struct outbox_looked *mine;
	enum status status = sql_outbox_looked(tx, l->row->id, w->id, l->row->looked,
	    l->state, tx_now(tx) + l->wait, l->start_uuid,
	    l->reason != NULL ? l->reason : "", l->not_left_since, tx_now(tx), &mine);

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

/* Of those whose turn did not come nothing was found. */
static bool
is_to_record(const struct look *l)
{
	return !l->lost && !l->recorded && l->state != NULL;
}

static enum status
record_in(struct worker *w, struct tx *tx, const struct look *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_to_record(&all[i]))
			TRY(record_one(w, tx, &all[i]));
	return OK;
}

static enum status
record_together(struct worker *w, struct look *all, size_t n)
{
	struct tx *tx;
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		m += is_to_record(&all[i]);
	if (m == 0)
		return OK;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	TRY(tx_end(tx, record_in(w, tx, all, n)));
	for (size_t i = 0; i < n; i++)
		all[i].recorded = all[i].recorded || is_to_record(&all[i]);
	return OK;
}

/* One that cannot be written must not cost the others what was found. */
static enum status
record(struct worker *w, struct look *all, size_t n)
{
	enum status status = record_together(w, all, n), last = OK;

	if (status == OK || n == 1)
		return status;
	for (size_t i = 0; i < n; i++) {
		status = record_together(w, &all[i], 1);
		if (status != OK)
			last = status;
	}
	return last;
}

/* Of those that are to be asked about, judged or repeated; how many. */
static size_t
those(struct look *all, size_t n, int step, struct look **these)
{
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		if ((int)all[i].step == step && !all[i].lost)
			these[m++] = &all[i];
	return m;
}

static enum status
learn(struct worker *w, struct look *const *these,
    const struct rapidpro_errand *errands, size_t n)
{
	struct lesson *lessons;

	ARENA_ARRAY(w->arena, lessons, n);
	for (size_t i = 0; i < n; i++) {
		lessons[i] =
		    (struct lesson){ dispatch_outcome(&errands[i]), &errands[i].call };
		if (lessons[i].outcome != RAPIDPRO_ACCEPTED)
			log_warn("outbox=%lld looked=%d outcome=%s status=%d",
			    (long long)these[i]->row->id, (int)these[i]->row->looked,
			    rapidpro_outcome_word(lessons[i].outcome),
			    errands[i].call.status);
	}
	return worker_learn_most(w, lessons, n);
}

/* These looks as JSON. */
static const char *
list_of(struct worker *w, struct look *const *these, size_t n)
{
	struct buf b;

	buf_init(&b, w->arena);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%c{\"id\":%lld,\"looked\":%d}", i == 0 ? '[' : ',',
		    (long long)these[i]->row->id, (int)these[i]->row->looked);
	buf_putc(&b, ']');
	return b.data;
}

/* Those that somebody else has by now are lost. */
static enum status
begin_in(struct worker *w, struct tx *tx, struct look *const *these, size_t n)
{
	struct outbox_repeat_rows ours;

	TRY(sql_outbox_repeat(tx, list_of(w, these, n), w->id, tx_now(tx),
	    LOOK_LEASE_SECONDS, LATE_SECONDS, &ours));
	for (size_t i = 0; i < n; i++) {
		these[i]->lost = true;
		for (size_t j = 0; j < ours.n && these[i]->lost; j++)
			these[i]->lost = ours.at[j].id != these[i]->row->id;
	}
	return ours.n == 0 ? OK
			   : sql_gateway_count(tx, "v2", tx_now(tx), (int32_t)ours.n);
}

static enum status
begin_repeats(struct worker *w, struct look *const *these, size_t n)
{
	struct tx *tx;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	return tx_end(tx, begin_in(w, tx, these, n));
}

static void
take_answer(struct look *l, const struct rapidpro_errand *e)
{
	enum rapidpro_outcome outcome = dispatch_outcome(e);

	if (outcome == RAPIDPRO_REFUSED) {
		ends(l, "parked", "failed", e->call.reason);
		return;
	}
	l->state = outcome == RAPIDPRO_ACCEPTED ? "accepted" : "unsure";
	l->message_state = outcome == RAPIDPRO_ACCEPTED ? "sending" : NULL;
	l->start_uuid = outcome == RAPIDPRO_ACCEPTED ? e->start.uuid : NULL;
	l->wait = 5 * SECOND;
	l->step = FOUND;
	/* An answer of 503 is no proof that nothing was done. */
	if (outcome == RAPIDPRO_TOKEN_REFUSED ||
	    (outcome == RAPIDPRO_NOT_REACHED && e->call.status != 503))
		l->not_left_since = l->row->sent_at;
}

/* Repeats with the same key, which the flow drops if it was taken before. */
static enum status
repeat(struct worker *w, struct look *all, size_t n)
{
	struct rapidpro_errand *errands;
	struct look **these;
	size_t m;

	ARENA_ARRAY(w->arena, these, n);
	m = those(all, n, TO_REPEAT, these);
	if (m == 0)
		return OK;
	TRY(begin_repeats(w, these, m));
	m = those(all, n, TO_REPEAT, these);
	if (m == 0)
		return OK;
	ARENA_ARRAY(w->arena, errands, m);
	for (size_t i = 0; i < m; i++) {
		const struct outbox_look *row = these[i]->row;

		errands[i] =
		    dispatch_guarded(w, row->contact_uuid, row->key, row->body);
		errands[i].seconds = LOOK_SECONDS;
	}
	rapidpro_together(errands, m, clock_monotonic() + LOOK_SECONDS * SECOND);
	for (size_t i = 0; i < m; i++)
		take_answer(these[i], &errands[i]);
	return learn(w, these, errands, m);
}

/* The patience with this send, and whether it is the last. */
static int64_t
patience_of(const struct outbox_look *row, const int64_t *all, size_t n, bool *last)
{
	size_t times = row->sends > 0 ? (size_t)row->sends : 1;

	*last = times >= n;
	return all[(*last ? n : times) - 1];
}

static int64_t
patience(const struct outbox_look *row, bool *last)
{
	if (is(row->state, "unsure"))
		return patience_of(
		    row, patience_unsure, COUNT_OF(patience_unsure), last);
	return patience_of(row, patience_accepted, COUNT_OF(patience_accepted), last);
}

static enum start_fate
fate_of(const struct rapidpro_start *start)
{
	if (start->uuid == NULL || is(start->status, "unknown"))
		return START_UNKNOWN;
	return is(start->status, "pending") || is(start->status, "started")
		   ? START_QUEUED
		   : START_OVER;
}

static bool
has_start(const struct look *l)
{
	return is(l->row->state, "accepted") && l->row->start_uuid != NULL;
}

static enum start_fate
start_fate(struct worker *w, struct look *l)
{
	struct rapidpro_errand e = { .kind = RAPIDPRO_FIND_START,
		.uuid = l->row->start_uuid };
	bool allowed;

	if (!has_start(l) || worker_may_call(w, SPEND_REPLY, "v2", &allowed) != OK ||
	    !allowed || rapidpro_alone(&l->call, &e) != RAPIDPRO_ACCEPTED)
		return START_UNKNOWN;
	return fate_of(&e.start);
}

/* Often at first, and again when something is to be done. */
static void
stays_until(struct look *l, int64_t waited)
{
	int64_t wait = (l->now - l->row->sent_at) / 3,
		left = waited - (l->now - l->row->sent_at);

	if (wait > MINUTE)
		wait = MINUTE;
	if (wait < 4 * SECOND)
		wait = 4 * SECOND;
	if (left > 0 && left < wait)
		wait = left > SECOND ? left : SECOND;
	stays(l, wait);
}

static void
stays_a_while(struct look *l)
{
	stays_until(l, 0);
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

static enum status
spend_in(struct worker *w, struct tx *tx, size_t *calls)
{
	const struct gateway_budget *budget;
	int64_t room;

	TRY(worker_budget(w, tx, "v2", &budget));
	room = budget->open ? w->config->rapidpro_rate - budget->calls : 0;
	if (room < (int64_t)*calls)
		*calls = room > 0 ? (size_t)room : 0;
	return *calls == 0 ? OK
			   : sql_gateway_count(tx, "v2", tx_now(tx), (int32_t)*calls);
}

/* As many of these calls as the hour still allows. */
static enum status
spend(struct worker *w, size_t *calls)
{
	struct tx *tx;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	return tx_end(tx, spend_in(w, tx, calls));
}

static void
find_fates(struct worker *w, struct look *const *these, size_t n)
{
	struct rapidpro_errand *errands;
	struct look **started;
	size_t m = 0;

	ARENA_ARRAY(w->arena, started, n);
	for (size_t i = 0; i < n; i++)
		if (has_start(these[i]))
			started[m++] = these[i];
	if (m == 0 || spend(w, &m) != OK || m == 0)
		return;
	ARENA_ARRAY(w->arena, errands, m);
	for (size_t i = 0; i < m; i++)
		errands[i] = (struct rapidpro_errand){ .kind = RAPIDPRO_FIND_START,
			.call = worker_call(w),
			.uuid = started[i]->row->start_uuid,
			.seconds = LOOK_SECONDS };
	rapidpro_together(errands, m, clock_monotonic() + LOOK_SECONDS * SECOND);
	for (size_t i = 0; i < m; i++)
		if (errands[i].outcome == RAPIDPRO_ACCEPTED)
			started[i]->fate = fate_of(&errands[i].start);
}

/* The contact does not hold our key. */
static void
judge(const struct worker *w, struct look *l)
{
	const struct outbox_look *row = l->row;
	bool last;
	int64_t patient = patience(row, &last);

	if (l->fate == START_QUEUED)
		stays_a_while(l);
	else if ((last || l->fate != START_OVER) && l->now - row->sent_at < patient)
		stays_until(l, patient); /* what is given up is not asked for again */
	else if (l->contact.uuid == NULL || !is(l->contact.status, "active"))
		ends(l, "parked", "failed",
		    "The number is blocked or removed in RapidPro.");
	else if (w->gateway->send_flow == NULL)
		without_flow(l);
	else if (row->good_until != 0 && row->good_until < l->now)
		ends(l, "parked", "unsure", too_late);
	else if (last)
		ends(l, "parked", "unsure", not_proved);
	else
		l->step = TO_REPEAT;
}

/* What needs no call. */
static void
begin_look(struct look *l)
{
	if (l->row->proved)
		ends(l, "done", "sent", "");
	else if (l->row->contact_uuid == NULL) /* not to exist, by another text */
		ends(l, "parked", "unsure", not_seen);
}

static void
see_contact(struct look *l, const struct rapidpro_errand *e)
{
	const struct outbox_look *row = l->row;
	const char *intent = e->contact.last_intent;

	if (e->outcome != RAPIDPRO_ACCEPTED)
		stays(l, LOOK_AGAIN);
	else if (intent != NULL && is(intent, row->key))
		ends(l, "done", "sent", "");
	else if (is(row->state, "accepted") && l->now - row->sent_at < START_SHOWS)
		stays_a_while(l);
	else
		l->step = TO_JUDGE;
	l->contact = e->contact;
}

static enum status
ask(struct worker *w, struct look *const *these, size_t n)
{
	struct rapidpro_errand *errands;

	if (n == 0)
		return OK;
	ARENA_ARRAY(w->arena, errands, n);
	for (size_t i = 0; i < n; i++)
		errands[i] = (struct rapidpro_errand){ .kind = RAPIDPRO_FIND_CONTACT,
			.call = worker_call(w),
			.uuid = these[i]->row->contact_uuid,
			.seconds = LOOK_SECONDS };
	rapidpro_together(errands, n, clock_monotonic() + LOOK_SECONDS * SECOND);
	for (size_t i = 0; i < n; i++)
		see_contact(these[i], &errands[i]);
	return learn(w, these, errands, n);
}

static enum status
go_on_in(struct worker *w, struct tx *tx, struct look *const *these, size_t n)
{
	struct outbox_look_on_rows ours;

	TRY(sql_outbox_look_on(
	    tx, list_of(w, these, n), w->id, tx_now(tx), LOOK_LEASE_SECONDS, &ours));
	for (size_t i = 0; i < n; i++) {
		these[i]->lost = true;
		for (size_t j = 0; j < ours.n && these[i]->lost; j++)
			these[i]->lost = ours.at[j].id != these[i]->row->id;
	}
	return OK;
}

/* Of those that are still ours the starts are looked at. */
static enum status
look_on(struct worker *w, struct look *all, size_t n, struct look **these)
{
	size_t m = those(all, n, TO_JUDGE, these), started = 0;
	struct tx *tx;

	for (size_t i = 0; i < m; i++)
		started += has_start(these[i]);
	if (started == 0)
		return OK;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	TRY(tx_end(tx, go_on_in(w, tx, these, m)));
	find_fates(w, these, those(all, n, TO_JUDGE, these));
	return OK;
}

/* What is found waits for no further call of the others. */
static enum status
look_guarded(struct worker *w, struct look *all, size_t n)
{
	struct look **these;
	size_t m;

	ARENA_ARRAY(w->arena, these, n);
	for (size_t i = 0; i < n; i++)
		begin_look(&all[i]);
	TRY(ask(w, these, those(all, n, TO_ASK, these)));
	/* What cannot be written now is written with the rest. */
	if (those(all, n, TO_JUDGE, these) > 0)
		(void)record(w, all, n);
	TRY(look_on(w, all, n, these));
	m = those(all, n, TO_JUDGE, these);
	for (size_t i = 0; i < m; i++)
		judge(w, these[i]);
	return repeat(w, all, n);
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
earliest(const struct worker *w, const struct look *l, int64_t margin)
{
	int64_t skew = w->gateway->clock_skew_ms * 1000;

	return l->row->sent_at - margin + (skew < 0 ? skew : 0);
}

/* The earliest plain message in the API that is not another of ours. */
static enum status
find_message(struct worker *w, struct look *l)
{
	struct rapidpro_message_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = earliest(w, l, 5 * MINUTE);
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

/* One page more; of many one is soon broken, and is asked for again. */
static enum status
next_starts(
    struct worker *w, struct look *l, int64_t after, struct rapidpro_start_page *page)
{
	const char *next = page->next;

	for (int i = 0; i < PAGE_TRIES; i++) {
		enum rapidpro_outcome outcome;
		bool allowed = true;

		if (next != NULL || i > 0) /* the first is counted already */
			TRY(worker_may_call(w, SPEND_REPLY, "v2", &allowed));
		if (!allowed)
			return ERR_UNAVAILABLE;
		outcome = rapidpro_flow_starts(&l->call, after, next, page);
		TRY(worker_learn(w, outcome, &l->call));
		if (outcome == RAPIDPRO_ACCEPTED)
			return OK;
	}
	return ERR_UNAVAILABLE;
}

static enum status
find_start(struct worker *w, struct look *l)
{
	struct rapidpro_start_page *page = arena_alloc(w->arena, sizeof *page);
	int64_t after = earliest(w, l, MINUTE / 2);

	page->next = NULL;
	do {
		TRY(next_starts(w, l, after, page));
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
	bool last;
	int64_t patient =
	    patience_of(l->row, patience_checkin, COUNT_OF(patience_checkin), &last);

	if (find_start(w, l) != OK) {
		stays(l, LOOK_AGAIN);
	} else if (l->start_uuid != NULL) {
		l->state = "accepted";
		l->message_state = "sending";
		l->wait = 20 * SECOND;
	} else if (l->now - l->row->sent_at < patient) {
		stays_until(
		    l, patient); /* a call that was cut may be carried out late */
	} else if (last) {
		ends(l, "parked", "failed", not_proved);
	} else {
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

static bool
is_guarded(const struct outbox_look *row)
{
	return is(row->kind, "text") && !is(row->by, "message");
}

static enum status
look(struct worker *w, struct look *all, size_t n)
{
	struct look *l = all;

	if (is_guarded(l->row))
		return look_guarded(w, all, n);
	if (l->row->proved) {
		ends(l, "done", "sent", "");
		return OK;
	}
	if (is(l->row->kind, "text"))
		return look_message(w, l);
	return is(l->row->state, "unsure") ? look_unsure_checkin(w, l)
					   : look_accepted_checkin(w, l);
}

enum status
look_up_job(struct worker *w, bool *more)
{
	struct outbox_look_rows rows;
	enum status status, recorded;
	struct look *all;
	int64_t now;

	*more = false;
	TRY(take(w, &rows, &now));
	if (rows.n == 0)
		return OK;
	*more = true;
	ARENA_ARRAY(w->arena, all, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		all[i] = (struct look){
			.row = &rows.at[i], .call = worker_call(w), .now = now
		};
	status = look(w, all, rows.n);
	recorded = record(w, all, rows.n); /* whatever was found before it failed */
	return status != OK ? status : recorded;
}
