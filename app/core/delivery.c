/* delivery.c - see delivery.h. */

#include "core/delivery.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/outbox.h"
#include "core/quiet.h"
#include "core/task.h"
#include "ext/secret.h"

#define CALL_WITHIN (4 * HOUR)
/* Asked again, it is answered soon or not at all; and it never leaves in the night. */
#define ASKED_GOOD_FOR HOUR

/* Held until the end of the transaction: one decides after the other. */
static enum status
hold(struct tx *tx, int64_t message_id, int64_t *thread_id)
{
	const struct message_whose *message;
	const struct thread_lock *held;

	TRY(sql_message_whose(tx, message_id, &message));
	*thread_id = message->thread_id;
	return sql_thread_lock(tx, message->thread_id, &held);
}

static enum status
note_deed(struct tx *tx, const struct delivery_by *by, const char *what,
    const int64_t *ids, size_t n)
{
	return sql_delivery_deed_add(tx, tx_int_array(tx, ids, n), by->user_id, what,
	    by->note, by->bulk, tx_now(tx));
}

/* In its conversation too, where whoever reads it later sees who did it. */
static enum status
note_here(struct tx *tx, const struct delivery_by *by, const char *what,
    int64_t thread_id, int64_t message_id)
{
	TRY(note_deed(tx, by, what, &message_id, 1));
	return sql_thread_event_add(
	    tx, thread_id, tx_now(tx), by->user_id, what, message_id, by->note);
}

/* NULL: it is held no more; what is not the reader's is not there. */
static enum status
held_text(struct tx *tx, int64_t message_id, const struct delivery_held_get **text)
{
	int64_t thread_id;
	enum status status;

	TRY(hold(tx, message_id, &thread_id));
	status = sql_delivery_held_get(tx, message_id, text);
	if (status != ERR_NOT_FOUND)
		return status;
	*text = NULL;
	return OK;
}

/* A nurse's words that wait for the morning are looked at once more before they leave. */
static int32_t
urgency_of(const struct delivery_held_get *text, bool waits)
{
	if (text->author_id == 0)
		return OUTBOX_AUTOMATIC;
	return waits ? OUTBOX_LATER : OUTBOX_REPLY;
}

static enum status
let_go(struct tx *tx, int64_t message_id, const struct delivery_held_get *text,
    enum delivery_fault *fault, int64_t *leaves_at)
{
	int64_t morning =
	    quiet_ends(text->quiet_from, text->quiet_until, text->zone, tx_now(tx));
	struct delivery_release_rows gone;

	if (quiet_just_wrote(text->heard_at, tx_now(tx)))
		morning = 0;
	*leaves_at = morning != 0 ? morning : tx_now(tx) + OUTBOX_HOLD_SECONDS * SECOND;
	TRY(sql_delivery_release(tx, text->outbox_id, text->phone_id,
	    urgency_of(text, morning != 0), *leaves_at, &gone));
	*fault =
	    gone.n == 1 && gone.at[0].id == message_id ? DELIVERY_DONE : DELIVERY_GONE;
	if (*fault != DELIVERY_DONE || text->author_id == 0 || morning != 0)
		return OK;
	/* A flow that waits for his answer is ended first, as before any answer. */
	return sql_outbox_aside(tx, text->outbox_id, tx_now(tx));
}

enum status
delivery_release(struct tx *tx, int64_t message_id, const struct delivery_by *by,
    enum delivery_fault *fault, int64_t *leaves_at)
{
	const struct delivery_held_get *text;

	*leaves_at = 0;
	*fault = DELIVERY_GONE;
	TRY(held_text(tx, message_id, &text));
	if (text == NULL)
		return OK;
	if (text->stopped || text->phone_id == 0) {
		*fault = text->stopped ? DELIVERY_STOPPED : DELIVERY_NO_PHONE;
		return OK;
	}
	TRY(let_go(tx, message_id, text, fault, leaves_at));
	return *fault != DELIVERY_DONE
		   ? OK
		   : note_here(tx, by, "release", text->thread_id, message_id);
}

enum status
delivery_drop(struct tx *tx, int64_t message_id, const struct delivery_by *by,
    enum delivery_fault *fault)
{
	const struct delivery_held_get *text;
	struct delivery_drop_rows gone;

	*fault = DELIVERY_GONE;
	TRY(held_text(tx, message_id, &text));
	if (text == NULL)
		return OK;
	TRY(sql_delivery_drop(tx, text->outbox_id, tx_now(tx), &gone));
	if (gone.n == 0)
		return OK;
	*fault = DELIVERY_DONE;
	TRY(note_here(tx, by, "drop", text->thread_id, message_id));
	return text->author_id != 0 ? sql_thread_unanswered(tx, text->thread_id) : OK;
}

/* When it leaves: 0, or the end of the quiet hours. */
static enum delivery_fault
fault_against_again(
    const struct tx *tx, const struct delivery_again_target *text, int64_t *leaves_at)
{
	if (text->stopped)
		return DELIVERY_STOPPED;
	if (text->phone_id == 0)
		return DELIVERY_NO_PHONE;
	if (text->past)
		return DELIVERY_PAST;
	*leaves_at =
	    quiet_ends(text->quiet_from, text->quiet_until, text->zone, tx_now(tx));
	if (quiet_just_wrote(text->heard_at, tx_now(tx)))
		*leaves_at = 0;
	return text->question && *leaves_at != 0 ? DELIVERY_QUIET : DELIVERY_DONE;
}

enum status
delivery_again(struct tx *tx, int64_t message_id, const struct delivery_by *by,
    enum delivery_fault *fault, int64_t *leaves_at)
{
	const struct delivery_again_target *text;
	struct outbox_again_how how = { .user_id = by->user_id,
		.priority = OUTBOX_REPLY };
	int64_t thread_id;
	enum status status;

	*leaves_at = 0;
	TRY(hold(tx, message_id, &thread_id));
	TRY(sql_delivery_again_target(tx, message_id, tx_now(tx), &text));
	*fault = fault_against_again(tx, text, leaves_at);
	if (*fault != DELIVERY_DONE)
		return OK;
	if (*leaves_at != 0)
		how.priority = text->author_id != 0 ? OUTBOX_LATER : OUTBOX_AUTOMATIC;
	how.leaves_at = *leaves_at;
	how.good_until = text->question ? tx_now(tx) + ASKED_GOOD_FOR : 0;
	status = outbox_again(tx, message_id, &how);
	if (status == ERR_CONFLICT) {
		*fault = DELIVERY_GONE;
		return OK;
	}
	TRY(status);
	TRY(sql_thread_delivers(tx, thread_id));
	return note_deed(tx, by, "again", &message_id, 1);
}

enum status
delivery_set_aside(struct tx *tx, const int64_t *ids, size_t n,
    const struct delivery_by *by, size_t *done)
{
	struct delivery_set_aside_rows rows;
	int64_t *aside;

	TRY(sql_delivery_set_aside(tx, tx_int_array(tx, ids, n), tx_now(tx), &rows));
	*done = rows.n;
	if (rows.n == 0)
		return OK;
	ARENA_ARRAY(tx_arena(tx), aside, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		aside[i] = rows.at[i].id;
	return note_deed(tx, by, "set-aside", aside, rows.n);
}

enum status
delivery_call(struct tx *tx, int64_t message_id, const struct delivery_by *by,
    const char *words, int64_t *task_id)
{
	const struct delivery_call_target *about;
	struct delivery_set_aside_rows aside;
	int64_t thread_id;

	TRY(hold(tx, message_id, &thread_id));
	TRY(sql_delivery_call_target(tx, message_id, &about));
	TRY(task_raise(tx,
	    &(struct task_new){ .kind = "free",
		.source =
		    arena_printf(tx_arena(tx), "call-instead:%" PRId64, message_id),
		.place_id = about->place_id,
		.patient_id = about->patient_id,
		.thread_id = about->thread_id,
		.enrolment_id = about->enrolment_id,
		.priority = TASK_URGENT,
		.performer = "nurse",
		.words = words,
		.starts_at = tx_now(tx),
		.due_at = tx_now(tx) + CALL_WITHIN,
		.created_by = by->user_id },
	    task_id));
	if (*task_id == 0)
		return OK;
	TRY(sql_delivery_set_aside(
	    tx, tx_int_array(tx, &message_id, 1), tx_now(tx), &aside));
	return note_deed(tx, by, "call", &message_id, 1);
}

/* Asking again. */

static enum delivery_fault
fault_against(const struct tx *tx, const struct delivery_ask_target *k)
{
	if (k->answered)
		return DELIVERY_ANSWERED;
	if (!k->today)
		return DELIVERY_PAST;
	if (!k->may)
		return DELIVERY_GONE;
	/* Nor is it to leave in the last minutes before the night. */
	if (quiet_ends(k->quiet_from, k->quiet_until, k->zone, tx_now(tx)) != 0 ||
	    quiet_ends(k->quiet_from, k->quiet_until, k->zone,
		tx_now(tx) + ASKED_GOOD_FOR) != 0)
		return DELIVERY_QUIET;
	return DELIVERY_DONE;
}

static enum status
ask_again(struct tx *tx, int64_t message_id, const struct delivery_by *by,
    struct delivery_asked *asked)
{
	struct delivery_ask_again_rows rows;

	TRY(sql_delivery_ask_again(tx, message_id,
	    secret_uuid_at(tx_arena(tx), tx_now(tx)), by->user_id,
	    tx_now(tx) + ASKED_GOOD_FOR, tx_now(tx), &rows));
	if (rows.n == 0) {
		asked->fault = DELIVERY_GONE;
		return OK;
	}
	TRY(note_deed(tx, by, "ask-again", &message_id, 1));
	return sql_thread_event_add(tx, asked->thread_id, tx_now(tx), by->user_id,
	    "ask-again", rows.at[0].id, by->note);
}

enum status
delivery_ask_again(struct tx *tx, int64_t message_id, const struct delivery_by *by,
    struct delivery_asked *asked)
{
	const struct delivery_ask_target *target;
	enum status status;

	*asked = (struct delivery_asked){ .fault = DELIVERY_GONE };
	TRY(hold(tx, message_id, &asked->thread_id));
	status = sql_delivery_ask_target(tx, message_id, tx_now(tx), &target);
	/* It has been asked again: another message is the question now. */
	if (status == ERR_NOT_FOUND)
		return OK;
	TRY(status);
	asked->day = target->day;
	asked->fault = fault_against(tx, target);
	if (asked->fault == DELIVERY_PAST) {
		asked->today_id = target->today_id;
		asked->today_day = target->today_day;
	}
	return asked->fault == DELIVERY_DONE ? ask_again(tx, message_id, by, asked)
					     : OK;
}

/* Taking back. */

static enum status
take_back(struct tx *tx, const struct delivery_deed_last *deed, bool *done)
{
	struct delivery_hold_again_rows held;
	struct delivery_set_back_rows back;
	int64_t thread_id;

	*done = false;
	TRY(hold(tx, deed->message_id, &thread_id));
	if (strcmp(deed->what, "set-aside") == 0 || strcmp(deed->what, "call") == 0) {
		TRY(sql_delivery_set_back(
		    tx, tx_int_array(tx, &deed->message_id, 1), &back));
		*done = back.n > 0;
	} else if (strcmp(deed->what, "release") == 0 ||
		   strcmp(deed->what, "drop") == 0) {
		TRY(sql_delivery_hold_again(tx, deed->message_id, tx_now(tx), &held));
		*done = held.n > 0;
	}
	return OK;
}

enum status
delivery_undo(struct tx *tx, int64_t message_id, const char *bulk, int64_t user_id,
    size_t *undone)
{
	struct delivery_deed_last_rows deeds;
	int64_t *ids;

	*undone = 0;
	TRY(sql_delivery_deed_last(tx, bulk, bulk != NULL ? 0 : message_id, &deeds));
	ARENA_ARRAY(tx_arena(tx), ids, deeds.n + 1);
	for (size_t i = 0; i < deeds.n; i++) {
		bool done;

		TRY(take_back(tx, &deeds.at[i], &done));
		if (done)
			ids[(*undone)++] = deeds.at[i].id;
	}
	return *undone == 0 ? OK
			    : sql_delivery_deed_undone(tx,
				  tx_int_array(tx, ids, *undone), user_id, tx_now(tx));
}
