/* reading.c - see reading.h. */

#include "core/reading.h"

#include <string.h>

#include "core/inbound.h"
#include "core/triage.h"
#include "core/workflow.h"

static const struct {
	const char *reads, *answer, *event;
	enum triage_urgency urgency;
} readings[] = {
	[READING_PERSON] = { "words", "words", "read-person", URGENCY_REVIEW },
	[READING_FINE] = { "fine", "fine", "read-fine", URGENCY_NONE },
	[READING_PROBLEM] = { "problem", "problem", "read-problem", URGENCY_AMBER },
};

enum status
reading_of(struct tx *tx, int64_t message_id, const struct reading_show **r)
{
	return sql_reading_show(tx, message_id, workflow()->answer_hours, r);
}

bool
reading_may(const struct reading_show *r, enum reading_as as)
{
	bool danger = r->urgency >= URGENCY_AMBER;
	bool words = strcmp(r->reads, "words") == 0;

	switch (as) {
	case READING_PERSON:
		return danger || !words;
	case READING_FINE:
		return words && !danger;
	case READING_PROBLEM:
		return !danger && strcmp(r->reads, "stop") != 0 &&
		       strcmp(r->reads, "start") != 0;
	}
	return false;
}

/* Work that somebody has begun, or that more was said to, stays: it is theirs. */
static enum status
take_work_back(struct tx *tx, int64_t message_id, int64_t user_id)
{
	struct reading_work_rows work;

	TRY(sql_reading_work(tx, message_id, &work));
	for (size_t i = 0; i < work.n; i++)
		TRY(sql_task_withdraw(tx, work.at[i].id, user_id,
		    "The text was read wrongly.", tx_now(tx)));
	return OK;
}

/* Whether somebody waits for an answer to it. */
static enum status
follow(struct tx *tx, const struct reading_show *r, enum reading_as as, int64_t user_id)
{
	switch (as) {
	case READING_PERSON:
		TRY(take_work_back(tx, r->id, user_id));
		TRY(sql_thread_waits(
		    tx, r->thread_id, r->id, r->body, r->at, URGENCY_REVIEW));
		return sql_thread_reread(tx, r->thread_id);
	case READING_FINE:
		return sql_thread_read(tx, r->thread_id, r->id);
	case READING_PROBLEM:
		return inbound_is_problem(tx, r->id, r->patient_id);
	}
	return ERR_INVALID;
}

enum status
reading_refile(struct tx *tx, int64_t message_id, enum reading_as as, int64_t user_id)
{
	const struct thread_lock *held;
	const struct reading_show *r;

	TRY(reading_of(tx, message_id, &r));
	TRY(sql_thread_lock(tx, r->thread_id, &held));
	/* Again: a colleague may have been first. */
	TRY(reading_of(tx, message_id, &r));
	if (!reading_may(r, as))
		return ERR_CONFLICT;
	TRY(sql_message_refile(tx, message_id, user_id, readings[as].reads,
	    (int32_t)readings[as].urgency));
	TRY(sql_checkin_refile(tx, r->patient_id, message_id, readings[as].answer,
	    r->at, workflow()->answer_hours));
	TRY(follow(tx, r, as, user_id));
	return sql_thread_event_add(
	    tx, r->thread_id, tx_now(tx), user_id, readings[as].event, message_id, "");
}
