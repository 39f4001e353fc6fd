/*
 * look_guarded.c - what became of texts that left by the flow.
 *
 * The contact's field holds our key where it was sent.  A send is repeated with the same
 * key, which the flow drops if it had been taken; it stays in flight meanwhile, so no
 * other key can come between.
 */

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "worker/look.h"

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
/* What a start that is over has done shows so long after it left at the latest. */
#define START_SHOWS (20 * SECOND)

static const char not_seen[] = "RapidPro took it, but nothing shows that it was sent.";
static const char too_late[] =
    "The line broke while it was being sent, and it is too late to send it again.";

static bool
is(const char *word, const char *other)
{
	return strcmp(word, other) == 0;
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
static void
lose_others(struct look *const *these, size_t n, const struct outbox_repeat_rows *ours)
{
	for (size_t i = 0; i < n; i++) {
		these[i]->lost = true;
		for (size_t j = 0; j < ours->n && these[i]->lost; j++)
			these[i]->lost = ours->at[j].id != these[i]->row->id;
	}
}

static enum status
begin_in(struct worker *w, struct tx *tx, struct look *const *these, size_t n)
{
	struct outbox_repeat_rows ours;

	TRY(sql_outbox_repeat(tx, list_of(w, these, n), w->id, tx_now(tx),
	    LOOK_LEASE_SECONDS, LATE_SECONDS, &ours));
	lose_others(these, n, &ours);
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
		look_ends(l, "parked", "failed", e->call.reason);
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

static int64_t
patience(const struct outbox_look *row, bool *last)
{
	if (is(row->state, "unsure"))
		return look_patience(
		    row, patience_unsure, COUNT_OF(patience_unsure), last);
	return look_patience(row, patience_accepted, COUNT_OF(patience_accepted), last);
}

/* The flow has gone from the workspace since: nothing can be repeated safely. */
static void
without_flow(struct look *l)
{
	if (l->now - l->row->sent_at < LOOK_LONGEST)
		look_stays_a_while(l); /* it may come back at any moment */
	else
		look_ends(l, "parked", "unsure", not_seen);
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
		if (look_has_start(these[i]))
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
			started[i]->fate = look_fate(&errands[i].start);
}

/* The contact does not hold our key. */
static void
judge(const struct worker *w, struct look *l)
{
	const struct outbox_look *row = l->row;
	bool last;
	int64_t patient = patience(row, &last);

	if (l->fate == START_QUEUED)
		look_stays_a_while(l);
	else if ((last || l->fate != START_OVER) && l->now - row->sent_at < patient)
		look_stays_until(
		    l, patient); /* what is given up is not asked for again */
	else if (l->contact.uuid == NULL || !is(l->contact.status, "active"))
		look_ends(l, "parked", "failed",
		    "The number is blocked or removed in RapidPro.");
	else if (w->gateway->send_flow == NULL)
		without_flow(l);
	else if (row->good_until != 0 && row->good_until < l->now)
		look_ends(l, "parked", "unsure", too_late);
	else if (last)
		look_ends(l, "parked", "unsure", look_not_proved);
	else
		l->step = TO_REPEAT;
}

/* What needs no call. */
static void
begin_look(struct look *l)
{
	if (l->row->proved)
		look_ends(l, "done", "sent", "");
	else if (l->row->contact_uuid == NULL) /* not to exist, by another text */
		look_ends(l, "parked", "unsure", not_seen);
}

static void
see_contact(struct look *l, const struct rapidpro_errand *e)
{
	const struct outbox_look *row = l->row;
	const char *intent = e->contact.last_intent;

	if (e->outcome != RAPIDPRO_ACCEPTED)
		look_stays(l, LOOK_AGAIN);
	else if (intent != NULL && is(intent, row->key))
		look_ends(l, "done", "sent", "");
	else if (is(row->state, "accepted") && l->now - row->sent_at < START_SHOWS)
		look_stays_a_while(l);
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
	struct outbox_repeat_rows ours;

	TRY(sql_outbox_look_on(
	    tx, list_of(w, these, n), w->id, tx_now(tx), LOOK_LEASE_SECONDS, &ours));
	lose_others(these, n, &ours);
	return OK;
}

/* Of those that are still ours the starts are looked at. */
static enum status
look_on(struct worker *w, struct look *all, size_t n, struct look **these)
{
	size_t m = those(all, n, TO_JUDGE, these), started = 0;
	struct tx *tx;

	for (size_t i = 0; i < m; i++)
		started += look_has_start(these[i]);
	if (started == 0)
		return OK;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	TRY(tx_end(tx, go_on_in(w, tx, these, m)));
	find_fates(w, these, those(all, n, TO_JUDGE, these));
	return OK;
}

/* What is found waits for no further call of the others. */
enum status
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
		(void)look_record(w, all, n);
	TRY(look_on(w, all, n, these));
	m = those(all, n, TO_JUDGE, these);
	for (size_t i = 0; i < m; i++)
		judge(w, these[i]);
	return repeat(w, all, n);
}
