/* mailing.c - see mailing.h. */

#include "core/mailing.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "core/quiet.h"
#include "core/workflow.h"

#define DRAFT_GOOD (2 * HOUR)
#define ASKED_GOOD (24 * HOUR)
#define SEND_WITHIN (4 * HOUR)

static struct {
	char currency[8];
	int64_t per_part; /* in ten-thousandths */
	int confirm_above;
} settings = { .confirm_above = 20 };

void
mailing_settings(const char *price, int confirm_above)
{
	size_t len = price != NULL ? strcspn(price, " ") : 0;

	settings.confirm_above = confirm_above;
	settings.currency[0] = '\0';
	settings.per_part = 0;
	if (len == 0 || len >= sizeof settings.currency || price[len] == '\0')
		return;
	memcpy(settings.currency, price, len);
	settings.currency[len] = '\0';
	settings.per_part = (int64_t)(strtod(price + len, NULL) * 10000 + 0.5);
}

int
mailing_confirm_above(void)
{
	return settings.confirm_above;
}

const char *
mailing_cost(struct arena *arena, size_t parts)
{
	int64_t cost = settings.per_part * (int64_t)parts;

	if (settings.per_part <= 0)
		return NULL;
	cost = (cost + 50) / 100;
	return arena_printf(arena, "%s %lld.%02lld", settings.currency,
	    (long long)(cost / 100), (long long)(cost % 100));
}

enum status
mailing_begin(struct tx *tx, const struct mailing_plan *plan, int64_t *id)
{
	struct mailing_fill_rows people;
	const struct mailing_add *row;

	TRY(sql_mailing_add(tx, plan->place_id, plan->day_from, plan->day_to,
	    plan->language, plan->waits, plan->chosen, plan->traces, plan->user_id,
	    tx_now(tx), tx_now(tx) + DRAFT_GOOD, &row));
	*id = row->id;
	for (size_t i = 0; i < plan->n; i++)
		TRY(sql_mailing_text_add(tx, *id, plan->place_id,
		    plan->said[i].language,
		    text_straight(tx_arena(tx), plan->said[i].body)));
	TRY(sql_mailing_fill(tx, *id, tx_now(tx), plan->nurse, workflow()->nudge_hours,
	    MAILING_MOST + 1, &people));
	return people.n > MAILING_MOST ? ERR_INVALID : OK;
}

/* Held until the end of the transaction; false if there is nothing to decide any more. */
static enum status
hold(struct tx *tx, int64_t id, const struct mailing_lock **row, bool *open)
{
	TRY(sql_mailing_lock(tx, id, row));
	*open = (strcmp((*row)->state, "draft") == 0 ||
		    strcmp((*row)->state, "asked") == 0) &&
		(*row)->expires_at > tx_now(tx);
	return OK;
}

static size_t
left_in(const struct mailing_people_rows *people)
{
	size_t n = 0;

	for (size_t i = 0; i < people->n; i++)
		n += *people->at[i].skipped == '\0';
	return n;
}

/* What has not left by then does not leave by surprise, nor at night. */
static int64_t
good_until(const struct mailing_get *m, int64_t now)
{
	int64_t quiet = quiet_begins(m->quiet_from, m->quiet_until, m->zone, now);

	return quiet != 0 && quiet < now + SEND_WITHIN ? quiet : now + SEND_WITHIN;
}

/* All of it, or nothing; decided_by 0: nobody had to agree. */
static enum status
send_now(struct tx *tx, int64_t id, int64_t decided_by, enum mailing_result *result)
{
	struct mailing_send_rows sent;
	struct trace_nudge_hold_rows silent;
	const struct mailing_get *m;

	TRY(sql_mailing_get(tx, id, &m));
	*result = MAILING_QUIET;
	if (quiet_ends(m->quiet_from, m->quiet_until, m->zone, tx_now(tx)) != 0)
		return OK;
	TRY(sql_trace_nudge_hold(tx, id, &silent));
	TRY(sql_mailing_recheck(tx, id, tx_now(tx), workflow()->nudge_hours));
	TRY(sql_mailing_threads(tx, id));
	TRY(sql_mailing_send(
	    tx, id, m->created_by, tx_now(tx), good_until(m, tx_now(tx)), &sent));
	TRY(sql_trace_nudged(tx, id, tx_now(tx), m->created_by));
	*result = sent.n > 0 ? MAILING_SENT : MAILING_NOBODY;
	return sql_mailing_turn(tx, id, sent.n > 0 ? "sent" : "dropped", tx_now(tx),
	    m->expires_at, decided_by, "");
}

enum status
mailing_send(struct tx *tx, int64_t id, int64_t user_id, enum mailing_result *result)
{
	struct mailing_people_rows people;
	const struct mailing_lock *m;
	bool open;

	TRY(hold(tx, id, &m, &open));
	*result = m->created_by != user_id ? MAILING_OWN : MAILING_OVER;
	if (!open || m->created_by != user_id || strcmp(m->state, "draft") != 0)
		return OK;
	TRY(sql_mailing_people(tx, id, &people));
	if (left_in(&people) <= (size_t)settings.confirm_above)
		return send_now(tx, id, 0, result);
	*result = MAILING_ASKED;
	return sql_mailing_turn(
	    tx, id, "asked", tx_now(tx), tx_now(tx) + ASKED_GOOD, 0, "");
}

/* Whether somebody else may say yes or no. */
static enum status
ask_another(struct tx *tx, int64_t id, int64_t user_id, const struct mailing_lock **m,
    bool *may, enum mailing_result *result)
{
	bool open;

	TRY(hold(tx, id, m, &open));
	open = open && strcmp((*m)->state, "asked") == 0;
	*may = open && (*m)->created_by != user_id;
	*result = open ? MAILING_OWN : MAILING_OVER;
	return OK;
}

enum status
mailing_confirm(struct tx *tx, int64_t id, int64_t user_id, enum mailing_result *result)
{
	const struct mailing_lock *m;
	bool may;

	TRY(ask_another(tx, id, user_id, &m, &may, result));
	return may ? send_now(tx, id, user_id, result) : OK;
}

enum status
mailing_refuse(struct tx *tx, int64_t id, int64_t user_id, const char *reason,
    enum mailing_result *result)
{
	const struct mailing_lock *m;
	bool may;

	TRY(ask_another(tx, id, user_id, &m, &may, result));
	if (!may)
		return OK;
	*result = MAILING_DONE;
	return sql_mailing_turn(
	    tx, id, "refused", tx_now(tx), m->expires_at, user_id, reason);
}

enum status
mailing_drop(struct tx *tx, int64_t id, int64_t user_id, enum mailing_result *result)
{
	const struct mailing_lock *m;
	bool open;

	TRY(hold(tx, id, &m, &open));
	*result = m->created_by != user_id ? MAILING_OWN : MAILING_OVER;
	if (!open || m->created_by != user_id)
		return OK;
	*result = MAILING_DONE;
	return sql_mailing_turn(tx, id, "dropped", tx_now(tx), m->expires_at, 0, "");
}
