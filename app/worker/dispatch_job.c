/*
 * dispatch_job.c - the outbox towards RapidPro.
 *
 * A row is leased and the lease committed before the first byte leaves, and so is
 * that it is leaving: with the lease where the flow drops repeats, else once more.
 * An attempt ends as accepted, refused, not reached, or unsure; an unsure one, and
 * one whose worker was lost after it may have left, is never sent again before it
 * has been looked up (look_up_job.c).  Every write carries worker and attempt: who
 * lost the lease writes nothing.
 */

#include <string.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "core/later.h"
#include "core/outbox.h"
#include "worker/dispatch.h"

/* Not with each claim: it looks at more rows than a claim does. */
#define TIDY_EVERY SECOND
/* What a worker held whose connection has ended is left alone so long. */
#define GONE_SECONDS 4
/*
 * So many texts leave together.  A worker that is lost leaves as many in doubt,
 * and without the flow that drops repeats a doubt may end with a person; while the
 * line is in doubt itself, one text tries it.
 */
#define TEXTS_GUARDED 64
#define TEXTS_PLAIN 8

/* How many may be claimed, and how urgent they must be. */
struct allowance {
	int32_t most, lowest_priority;
};

/* Of the lane's own: what nobody waits for is not for it. */
static int32_t
lowest(const struct worker *w, int32_t priority)
{
	return w->is_lane && priority > OUTBOX_AUTOMATIC ? OUTBOX_AUTOMATIC : priority;
}

/* Less urgent texts leave the last of the hour to more urgent ones. */
static struct allowance
allowance(const struct worker *w, const struct gateway_budget *budget)
{
	static const struct {
		int32_t lowest_priority;
		int64_t percent;
	} shares[] = { { 9, 70 }, { 3, 90 }, { 1, 100 } };
	int64_t most = w->gateway->send_flow != NULL ? TEXTS_GUARDED : TEXTS_PLAIN;

	if (w->gateway
		->flow_awaited) /* which may be back in a moment: see gateway_state */
		return (struct allowance){ 0, 0 };
	if (w->gateway->failures > 0)
		most = 1;
	for (size_t i = 0; i < COUNT_OF(shares) && budget->open; i++) {
		int64_t room =
		    w->config->rapidpro_rate * shares[i].percent / 100 - budget->calls;

		if (room > 0)
			return (struct allowance){ (int32_t)(room < most ? room : most),
				lowest(w, shares[i].lowest_priority) };
	}
	return (struct allowance){ 0, 0 };
}

static bool
is_untidy(const struct worker *w, int64_t now)
{
	return now < w->tidied_at || now - w->tidied_at >= TIDY_EVERY;
}

/* After an outage, what is too old to leave by itself waits for a person. */
static enum status
hold_old(struct worker *w, struct tx *tx)
{
	struct outbox_hold_old_rows held;

	TRY(sql_outbox_hold_old(tx, tx_now(tx), w->config->held_after_hours, &held));
	if (held.n > 0)
		log_info("outbox held=%zu too old to be sent", held.n);
	return OK;
}

/* Leases that nobody can hold, or that ran out, and texts whose hour has come or gone. */
static enum status
tidy(struct worker *w, struct tx *tx)
{
	w->tidied_at = tx_now(tx);
	TRY(sql_outbox_hasten(tx, w->id, tx_now(tx), GONE_SECONDS));
	TRY(sql_outbox_reap(tx, tx_now(tx), LATE_SECONDS));
	/* Before those whose hour has come are let go: it may have been days ago. */
	TRY(hold_old(w, tx));
	TRY(later_release(tx, w->config->held_after_hours));
	return sql_outbox_expire(tx, tx_now(tx));
}

static enum status
claim_in(struct worker *w, struct tx *tx, struct outbox_claim_rows *rows)
{
	const char *scope = w->gateway->send_flow != NULL ? "v2" : "v2.messages";
	const struct gateway_budget *budget;
	struct allowance may;

	TRY(worker_budget(w, tx, scope, &budget));
	may = allowance(w, budget);
	if (may.most == 0)
		return OK;
	TRY(sql_outbox_claim(tx, w->id, tx_now(tx), LEASE_SECONDS, may.lowest_priority,
	    may.most, w->gateway->send_flow != NULL, w->config->held_after_hours,
	    rows));
	if (rows->n == 0)
		return OK;
	return sql_gateway_count(tx, scope, tx_now(tx), (int32_t)rows->n);
}

static enum status
claim(struct worker *w, struct outbox_claim_rows *rows, bool *more)
{
	struct tx *tx;
	enum status status;

	rows->n = 0;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	if (is_untidy(w, tx_now(tx))) {
		TRY(tx_end(tx, tidy(w, tx)));
		TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	}
	status = tx_end(tx, claim_in(w, tx, rows));
	/* Two workers met at one contact: the other has it, and there are others. */
	*more = status == ERR_CONFLICT || rows->n > 0;
	if (status != ERR_CONFLICT)
		return status;
	rows->n = 0;
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

static enum status
read_members(struct worker *w, int64_t row_id, struct outbox_members_rows *members)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_outbox_members(tx, row_id, members);
	tx_rollback(tx);
	if (members->n > RAPIDPRO_CONTACTS_MAX)
		members->n = RAPIDPRO_CONTACTS_MAX;
	return status;
}

/* Whether RapidPro said something of each; if not, what tells most about the line. */
static bool
all_told(struct attempt *a, const struct wanted *wanted, size_t n)
{
	const struct wanted *untold = NULL;

	for (size_t i = 0; i < n; i++) {
		a->call = wanted[i].call;
		if (wanted[i].outcome != RAPIDPRO_ACCEPTED &&
		    wanted[i].outcome != RAPIDPRO_REFUSED &&
		    (untold == NULL || untold->waits))
			untold = &wanted[i];
	}
	if (untold == NULL)
		return true;
	a->call = untold->call;
	a->outcome = untold->outcome;
	a->waits = untold->waits;
	return false;
}

/* Those whose contact is not known yet. */
static size_t
want(const struct outbox_members_rows *members, struct wanted *wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < members->n; i++)
		if (members->at[i].contact_uuid == NULL)
			wanted[n++] =
			    (struct wanted){ .phone_id = members->at[i].phone_id,
				    .e164 = members->at[i].e164 };
	return n;
}

/* Members whom RapidPro refuses stay out; the others are started. */
static enum status
contacts_of(struct worker *w, struct attempt *a, const char **contacts, size_t *n)
{
	struct wanted wanted[RAPIDPRO_CONTACTS_MAX];
	struct outbox_members_rows members;
	size_t unknown;

	*n = 0;
	TRY(read_members(w, a->row->id, &members));
	unknown = want(&members, wanted);
	if (unknown > 0) {
		TRY(renew(w, a->row));
		dispatch_contacts(w, wanted, unknown);
		if (!all_told(a, wanted, unknown)) /* what was found is kept */
			return OK;
	}
	for (size_t i = 0; i < members.n; i++)
		if (members.at[i].contact_uuid != NULL)
			contacts[(*n)++] = members.at[i].contact_uuid;
	for (size_t i = 0; i < unknown; i++)
		if (wanted[i].outcome == RAPIDPRO_ACCEPTED)
			contacts[(*n)++] = wanted[i].uuid;
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

/* What a person writes to several asks nothing, and leaves a question that waits alone. */
static const char *
flow_for(const struct worker *w, const struct outbox_claim *row)
{
	return row->by_person ? w->gateway->group_flow : w->gateway->checkin_flow;
}

static enum status
start(struct worker *w, struct attempt *a, const char *const *contacts, size_t n)
{
	const struct rapidpro_param params[] = { { "checkin", a->row->key },
		{ "text", a->row->body } };
	struct rapidpro_errand e = { .kind = RAPIDPRO_START_FLOW,
		.start_request = { .flow_uuid = flow_for(w, a->row),
		    .contacts = contacts,
		    .contact_count = n,
		    .params = params,
		    .param_count = COUNT_OF(params) } };

	TRY(attempts_leave(w, a, 1, "flow"));
	if (a->lost)
		return OK;
	a->outcome = rapidpro_alone(&a->call, &e);
	if (a->outcome == RAPIDPRO_ACCEPTED)
		a->start_uuid = e.start.uuid;
	return OK;
}

static enum status
dispatch_checkin(struct worker *w, struct attempt *a)
{
	const char *contacts[RAPIDPRO_CONTACTS_MAX];
	enum status status;
	size_t n;

	if (flow_for(w, a->row) == NULL)
		return split(w, a->row);
	status = contacts_of(w, a, contacts, &n);
	if (status == ERR_NOT_FOUND) /* the lease went before anything left */
		return OK;
	TRY(status);
	if (a->outcome == RAPIDPRO_ACCEPTED && n > 0)
		TRY(start(w, a, contacts, n));
	/* One man whom RapidPro does not take must not cost the others theirs. */
	if (a->left && a->outcome == RAPIDPRO_REFUSED)
		return split(w, a->row);
	return attempts_settle(w, a, 1);
}

/* What gateways come for is looked after without any RapidPro. */
static enum status
only_tidy(struct worker *w)
{
	struct tx *tx;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	return tx_end(tx, is_untidy(w, tx_now(tx)) ? tidy(w, tx) : OK);
}

enum status
dispatch_job(struct worker *w, bool *more)
{
	int64_t claimed = clock_monotonic();
	struct outbox_claim_rows rows;
	struct attempt *all;

	*more = false;
	/* Not before it is known which of our flows are there. */
	if (w->gateway->checked_at == 0)
		return only_tidy(w);
	FAULT("K0");
	TRY(claim(w, &rows, more));
	if (rows.n == 0)
		return OK;
	FAULT("K1");
	ARENA_ARRAY(w->arena, all, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		all[i].row = &rows.at[i];
		all[i].contact = rows.at[i].contact_uuid;
		all[i].known = all[i].contact != NULL;
		all[i].left = rows.at[i].leaves;
		all[i].call = worker_call(w);
		all[i].call.reason = "";
	}
	if (strcmp(all[0].row->kind, "text") == 0)
		return dispatch_texts(w, all, rows.n, claimed);
	if (strcmp(all[0].row->kind, "flow") == 0)
		return dispatch_flow(w, &all[0]);
	return dispatch_checkin(w, &all[0]);
}
