/* look.c - see look.h. */

#include "worker/look.h"

#include <string.h>

#include "base/clock.h"

const char look_not_proved[] =
    "RapidPro took it several times, but nothing shows that it was sent.";

/* Until a start is looked at again that has just been made. */
#define STARTED_WAIT (20 * SECOND)

static bool
is(const char *word, const char *other)
{
	return strcmp(word, other) == 0;
}

void
look_stays(struct look *l, int64_t wait)
{
	l->state = l->row->state;
	l->wait = wait;
	l->step = FOUND;
}

void
look_stays_until(struct look *l, int64_t waited)
{
	int64_t wait = (l->now - l->row->sent_at) / 3,
		left = waited - (l->now - l->row->sent_at);

	if (wait > MINUTE)
		wait = MINUTE;
	if (wait < 4 * SECOND)
		wait = 4 * SECOND;
	if (left > 0 && left < wait)
		wait = left > SECOND ? left : SECOND;
	look_stays(l, wait);
}

void
look_stays_a_while(struct look *l)
{
	look_stays_until(l, 0);
}

void
look_stays_started(struct look *l)
{
	look_stays(l, l->now - l->row->sent_at < MINUTE ? STARTED_WAIT : MINUTE);
}

void
look_is_taken(struct look *l)
{
	l->state = "accepted";
	l->message_state = "sending";
	l->wait = STARTED_WAIT;
}

void
look_ends(
    struct look *l, const char *state, const char *message_state, const char *reason)
{
	l->state = state;
	l->message_state = message_state;
	l->reason = reason;
	l->step = FOUND;
}

int64_t
look_patience(const struct outbox_look *row, const int64_t *all, size_t n, bool *last)
{
	size_t times = row->sends > 0 ? (size_t)row->sends : 1;

	*last = times >= n;
	return all[(*last ? n : times) - 1];
}

enum start_fate
look_fate(const struct rapidpro_start *start)
{
	if (start->uuid == NULL || is(start->status, "unknown"))
		return START_UNKNOWN;
	return is(start->status, "pending") || is(start->status, "started")
		   ? START_QUEUED
		   : START_OVER;
}

bool
look_has_start(const struct look *l)
{
	return is(l->row->state, "accepted") && l->row->start_uuid != NULL;
}

int64_t
look_earliest(const struct worker *w, const struct look *l, int64_t margin)
{
	int64_t skew = w->gateway->clock_skew_ms * 1000;

	return l->row->sent_at - margin + (skew < 0 ? skew : 0);
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
enum status
look_record(struct worker *w, struct look *all, size_t n)
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
