/* correction.c - see correction.h. */

#include "core/correction.h"

#include <stdbool.h>

#include "core/appointment.h"
#include "core/inbound.h"
#include "core/lost.h"
#include "core/opt_out.h"
#include "core/referral.h"
#include "core/screening.h"
#include "core/thread.h"
#include "core/workflow.h"

#define NOT_HIS "The text was not his."

/* A text in hand, and with whom it is filed. */
struct filed {
	const struct correction *c;
	const struct filing_show *m;
	struct filing_list_rows with;
};

static bool
has(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static bool
is_filed_with(const struct filed *f, int64_t patient_id)
{
	for (size_t i = 0; i < f->with.n; i++)
		if (f->with.at[i].patient_id == patient_id)
			return true;
	return false;
}

/* With these, and the first of them has the text. */
static bool
is_filed_so(const struct filed *f, const int64_t *patients, size_t n)
{
	if (n != f->with.n || (n > 0 && f->with.at[0].patient_id != patients[0]))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_filed_with(f, patients[i]))
			return false;
	return true;
}

static bool
is_sound(const struct correction *c)
{
	for (size_t i = 0; i < c->npatients; i++)
		if (has(c->patients, i, c->patients[i]))
			return false;
	return c->npatients <= CORRECTION_MOST;
}

/* As urgent as what else was said makes it. */
static enum status
keep_work(struct tx *tx, const struct filed *f, const struct filing_work *t)
{
	TRY(sql_filing_work_keep(tx, t->id, t->made, NOT_HIS));
	TRY(sql_task_cause_end(tx, t->id, f->c->message_id, f->m->body, tx_now(tx)));
	return t->made ? referral_not_his(tx, t->id, f->c->user_id) : OK;
}

static enum status
take_work_back(struct tx *tx, const struct filed *f, int64_t patient_id)
{
	struct filing_work_rows work;

	TRY(sql_filing_work(tx, f->c->message_id, patient_id, f->m->body, &work));
	for (size_t i = 0; i < work.n; i++) {
		const struct filing_work *t = &work.at[i];

		if (t->untouched)
			TRY(sql_task_withdraw(
			    tx, t->id, f->c->user_id, NOT_HIS, tx_now(tx)));
		else
			TRY(keep_work(tx, f, t));
	}
	return OK;
}

/* Of a phone that is one man's nothing was kept: his other texts tell. */
static enum status
take_signs_back(struct tx *tx, const struct filed *f, int64_t patient_id)
{
	const struct filing_end *was;
	enum status status = sql_filing_end(
	    tx, f->c->message_id, patient_id, f->c->user_id, tx_now(tx), &was);

	if (status == ERR_NOT_FOUND)
		return sql_filing_sign_back(
		    tx, patient_id, f->c->message_id, f->m->at, 0);
	TRY(status);
	TRY(sql_filing_sign_back(
	    tx, patient_id, f->c->message_id, f->m->at, was->was_sign));
	TRY(lost_again(tx, patient_id, was->at));
	return sql_filing_trace_back(
	    tx, patient_id, f->c->message_id, was->at, tx_now(tx));
}

static enum status
take_back(struct tx *tx, const struct filed *f, const struct filing_list *from)
{
	const struct thread_lock *held;

	TRY(sql_thread_lock(tx, from->thread_id, &held));
	TRY(take_work_back(tx, f, from->patient_id));
	TRY(sql_filing_checkin_back(
	    tx, from->patient_id, f->c->message_id, workflow()->answer_hours));
	TRY(appointment_unsay(tx, from->patient_id, f->c->message_id, f->c->user_id));
	TRY(screening_unsay(tx, from->patient_id, f->c->message_id, f->c->user_id));
	TRY(take_signs_back(tx, f, from->patient_id));
	TRY(opt_out_unsay(tx, from->patient_id, f->c->message_id, f->c->user_id));
	TRY(sql_filing_thread_back(tx, from->thread_id, f->c->message_id, tx_now(tx)));
	/* Not what it said: that is another's. */
	return sql_thread_event_add(tx, from->thread_id, tx_now(tx), f->c->user_id,
	    "not-his", f->c->message_id, "");
}

/* Everybody's whose it is no more; if the text itself moves, everybody's. */
static enum status
take_all_back(struct tx *tx, const struct filed *f, bool moves)
{
	for (size_t i = 0; i < f->with.n; i++)
		if (moves ||
		    !has(f->c->patients, f->c->npatients, f->with.at[i].patient_id))
			TRY(take_back(tx, f, &f->with.at[i]));
	return OK;
}

/* Into the conversation of its number, where nobody's texts are. */
static enum status
unfile(struct tx *tx, const struct filed *f, int64_t *thread_id)
{
	struct filing_users_rows users;
	const struct phone_users *all;
	int64_t here = 0;

	TRY(sql_filing_users(tx, f->m->phone_id, &users));
	TRY(sql_phone_users(tx, f->m->phone_id, &all));
	for (size_t i = 0; i < users.n; i++)
		here += !users.at[i].before;
	/* Of several facilities it is everybody's. */
	TRY(thread_of_number(tx, f->m->phone_id,
	    all->patients > 1 ? "shared" : "unknown",
	    here > 0 && here == all->patients ? f->m->place_id : 0, thread_id));
	return sql_filing_unfile(tx, f->c->message_id, *thread_id);
}

static enum status
file_first(struct tx *tx, const struct filed *f, int64_t *thread_id)
{
	const struct correction *c = f->c;

	if (c->npatients == 0) {
		TRY(unfile(tx, f, thread_id));
		return inbound_ask_again(tx, c->message_id, c->user_id);
	}
	if (f->with.n > 0)
		TRY(sql_filing_loosen(tx, c->message_id));
	TRY(inbound_attribute(tx, c->message_id, c->patients[0], c->user_id));
	TRY(thread_of_patient(tx, c->patients[0], thread_id));
	return sql_thread_event_add(tx, *thread_id, tx_now(tx), c->user_id,
	    "his-after-all", c->message_id, f->m->body);
}

static enum status
file_others(struct tx *tx, const struct filed *f, bool moved, int64_t first_thread)
{
	const struct correction *c = f->c;

	for (size_t i = 1; i < c->npatients; i++) {
		int64_t thread_id;

		if (!moved && is_filed_with(f, c->patients[i]))
			continue;
		TRY(inbound_attribute_also(
		    tx, c->message_id, c->patients[i], c->user_id));
		TRY(thread_of_patient(tx, c->patients[i], &thread_id));
		TRY(sql_thread_event_add(tx, thread_id, tx_now(tx), c->user_id,
		    "also-about", first_thread, f->m->body));
	}
	return OK;
}

enum status
correction_file(struct tx *tx, const struct correction *c, int64_t *thread_id)
{
	struct filed f = { .c = c };
	const struct filing_hold *held;
	bool moves;

	if (!is_sound(c))
		return ERR_INVALID;
	TRY(sql_filing_hold(tx, c->message_id, &held));
	TRY(sql_filing_show(tx, c->message_id, &f.m));
	TRY(sql_filing_list(tx, c->message_id, &f.with));
	if (!is_filed_so(&f, c->seen, c->nseen) ||
	    is_filed_so(&f, c->patients, c->npatients))
		return ERR_CONFLICT;
	*thread_id = f.m->thread_id;
	moves = c->npatients == 0 || f.with.n == 0 ||
		f.with.at[0].patient_id != c->patients[0];
	TRY(take_all_back(tx, &f, moves));
	/* What was said of this text does not tell of the next one any more. */
	TRY(sql_talk_end(tx, f.m->phone_id));
	TRY(sql_filing_asks_again(tx, c->message_id));
	if (moves)
		TRY(file_first(tx, &f, thread_id));
	return file_others(tx, &f, moves, *thread_id);
}
