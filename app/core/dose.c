/* dose.c - see dose.h. */

#include "core/dose.h"

#include <string.h>

#include "base/clock.h"
#include "core/number.h"
#include "core/thread.h"

enum status
child_register(struct tx *tx, const struct child_new *n, int64_t *child_id)
{
	if (n->moved)
		TRY(number_given(tx, n->facts.phone, &n->had, false, n->user_id));
	TRY(patient_add(tx, n->place_id, &n->facts, n->shared, n->user_id, child_id));
	TRY(sql_child_add(tx, *child_id, n->country, n->named, n->consent_on,
	    tx_now(tx), n->user_id));
	return sql_dose_plan(tx, *child_id, tx_now(tx));
}

/* "Penta 1 2031-03-05" */
static enum status
tell_thread(struct tx *tx, int64_t child_id, const char *event, const char *vaccine,
    int number, const char *day, int64_t user_id)
{
	int64_t thread_id;

	TRY(thread_of_patient(tx, child_id, &thread_id));
	return sql_thread_event_add(tx, thread_id, tx_now(tx), user_id, event, 0,
	    arena_printf(tx_arena(tx), "%s %d %s", vaccine, number, day));
}

/* His conversation first, then the child: so does whoever takes in what is written. */
static enum status
hold(struct tx *tx, int64_t child_id, struct dose_card_rows *card)
{
	const struct thread_lock *thread;
	const struct child_hold *child;
	int64_t thread_id;

	TRY(thread_of_patient(tx, child_id, &thread_id));
	TRY(sql_thread_lock(tx, thread_id, &thread));
	TRY(sql_child_hold(tx, child_id, &child));
	return sql_dose_card(tx, child_id, tx_now(tx), card);
}

static bool
is_given(const struct dose_card *d)
{
	return d->given_on != NULL;
}

/* Of the other doses of its vaccine: the given ones that must be on a day before or after. */
static enum dose_fault
fault_of_order(
    const struct dose_card_rows *card, const struct dose_card *d, const char *day)
{
	for (size_t i = 0; i < card->n; i++) {
		const struct dose_card *o = &card->at[i];

		if (strcmp(o->vaccine, d->vaccine) != 0 || o->number == d->number ||
		    !is_given(o))
			continue;
		if (o->number < d->number ? strcmp(o->given_on, day) >= 0
					  : strcmp(o->given_on, day) <= 0)
			return DOSE_ORDER;
	}
	return DOSE_GOOD;
}

static enum dose_fault
fault_of(const struct dose_card_rows *card, const struct dose_card *d,
    const struct child_get *child, const char *day)
{
	if (d == NULL)
		return DOSE_UNKNOWN;
	if (strcmp(day, child->today) > 0)
		return DOSE_TO_COME;
	if (strcmp(day, child->birth_date) < 0)
		return DOSE_BEFORE_BIRTH;
	if (d->last_on != NULL && strcmp(day, d->last_on) > 0)
		return DOSE_TOO_OLD;
	if (strcmp(d->state, "waits") == 0)
		return DOSE_WAITS;
	return fault_of_order(card, d, day);
}

static const struct dose_card *
line_of(const struct dose_card_rows *card, int64_t line_id)
{
	for (size_t i = 0; i < card->n; i++)
		if (card->at[i].line_id == line_id && line_id != 0)
			return &card->at[i];
	return NULL;
}

enum status
dose_give(struct tx *tx, const struct dose_given *given, enum dose_fault *fault)
{
	const struct dose_card *d;
	const struct child_get *child;
	const struct dose_give *row;
	struct dose_card_rows card;

	TRY(sql_child_get(tx, given->child_id, tx_now(tx), &child));
	TRY(hold(tx, given->child_id, &card));
	d = line_of(&card, given->line_id);
	*fault = fault_of(&card, d, child, given->given_on);
	if (*fault != DOSE_GOOD)
		return OK;
	TRY(sql_dose_give(tx, given->child_id, d->vaccine, d->number, given->given_on,
	    given->batch, tx_now(tx), given->user_id, &row));
	TRY(sql_dose_plan(tx, given->child_id, tx_now(tx)));
	return tell_thread(tx, given->child_id,
	    is_given(d) ? "dose-corrected" : "dose-given", d->vaccine, d->number,
	    given->given_on, given->user_id);
}

/* A later dose of its vaccine counts from it. */
static bool
is_counted_from(const struct dose_card_rows *card, int64_t dose_id)
{
	const struct dose_card *d = NULL;

	for (size_t i = 0; i < card->n; i++)
		if (card->at[i].dose_id == dose_id)
			d = &card->at[i];
	for (size_t i = 0; d != NULL && i < card->n; i++)
		if (strcmp(card->at[i].vaccine, d->vaccine) == 0 &&
		    card->at[i].number > d->number && is_given(&card->at[i]))
			return true;
	return false;
}

enum status
dose_take_back(struct tx *tx, int64_t child_id, int64_t dose_id, int64_t user_id)
{
	struct dose_take_back_rows gone;
	struct dose_card_rows card;

	TRY(hold(tx, child_id, &card));
	if (is_counted_from(&card, dose_id))
		return ERR_CONFLICT;
	TRY(sql_dose_take_back(tx, dose_id, child_id, &gone));
	if (gone.n == 0)
		return ERR_NOT_FOUND;
	TRY(sql_dose_plan(tx, child_id, tx_now(tx)));
	return tell_thread(tx, child_id, "dose-taken-back", gone.at[0].vaccine,
	    (int)gone.at[0].number, gone.at[0].given_on, user_id);
}
