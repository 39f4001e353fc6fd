/*
 * number.h - a number that is not a patient's any more, or never was.
 *
 * Texts to it stop at once: those that wait do not leave (a nurse has hers back as a
 * draft), and the schedule finds no number to write to.  What was said with him stays
 * in his conversation; what comes from there from now on is not his, and whoever has the
 * number now begins a conversation of his own, in which nothing of before is shown.
 */

#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include <stdbool.h>

#include "gen/sql.h"

struct number_gone {
	int64_t patient_id, phone_id, user_id;
	/* The text that told it, which is not his: it goes along with the number.  0: none. */
	int64_t message_id;
	const char *note; /* "says he bought the SIM in May"; "" for none */
	bool by_rule; /* the task for his new number is a rule's */
	/* What the number wrote while nobody knew whose it was is the new one's. */
	bool keeps_thread;
};
/*
 * While he is followed up, a task to find his new number is made.  ERR_CONFLICT if the
 * number is not his; ERR_NOT_FOUND for a text that is not in his conversation.
 */
MUST_CHECK enum status number_gone(struct tx *, const struct number_gone *);

/*
 * Whoever answered a call to him is somebody else: the number is gone, unless the task
 * named another to call.  He may have none.
 */
MUST_CHECK enum status number_wrong(
    struct tx *, int64_t patient_id, int64_t task_id, int64_t user_id);

/*
 * It is his after all, as long as he has no other: what has not left since does not
 * leave.  until: only if it was said at that moment, 0: whenever.  ERR_NOT_FOUND if none was
 * taken from him; ERR_CONFLICT if somebody else is registered with it by now.
 */
MUST_CHECK enum status number_back(
    struct tx *, int64_t patient_id, int64_t until, int64_t user_id);

/*
 * It is a new one's who is being registered, or has told his new number, and nobody's of
 * those who had it: of each of them it is gone.
 */
MUST_CHECK enum status number_given(struct tx *, const char *e164,
    const struct patient_phone_users_rows *had, bool keeps_thread, int64_t user_id);

#endif
