/*
 * auto_answer.h - what the clinic says by itself to a text that came in.
 *
 * One place decides whether it is said at all, so that no two machines can talk to each
 * other, and writes down why it was said or kept back.  The answer is in the thread and in
 * the outbox with its cause in the caller's one transaction: a text that is received again
 * finds itself answered, and nothing is said of what was not kept.
 *
 * Nothing is said:
 * - to a text that came late: he may have been helped since (automatic_late_minutes);
 *   but for the emergency number in a danger;
 * - to a number too short to be a person's;
 * - to our own words come back, alone or quoted;
 * - to the same words again after an answer: a machine that repeats itself;
 * - if the same was said a short while ago (automatic_again_hours);
 * - to who wants no messages, but for the emergency number in a danger, and for the
 *   confirmation of that wish;
 * - more often than so many times a day, by the facility's calendar (automatic_per_day).
 */

#ifndef CORE_AUTO_ANSWER_H
#define CORE_AUTO_ANSWER_H

#include <stdbool.h>

#include "core/workflow.h"
#include "gen/sql.h"

/* Numbers of persons are longer, with their country's: a short code's are not. */
#define AUTO_DIGITS_MIN 8
/* A form by text is confirmed each time; so many are no person's work of one day. */
#define AUTO_REPORTS_PER_DAY 40

enum auto_kind {
	AUTO_OUTSIDE_HOURS, /* and the emergency number */
	AUTO_WHICH_SIGN, /* after a 1 */
	AUTO_STOPPED,
	AUTO_STARTED,
	AUTO_REPORT, /* to a form by text, in the form's own words */
	AUTO_SCREENING, /* to an answer in a screening, in its own words */
	AUTO_KINDS
};

struct auto_asked {
	enum auto_kind kind;
	int64_t about_id; /* the text that is answered, stored already */
	int64_t thread_id, phone_id;
	int64_t place_id, patient_id; /* 0: nobody's in particular */
	bool danger; /* it tells of one: he is told whom to call whatever he wants */
	const char *language;
	struct workflow_words words;
	const char *body; /* of AUTO_REPORT and AUTO_SCREENING */
};

/* *message_id is what was said; 0: nothing was, and why is written down. */
MUST_CHECK enum status auto_answer(
    struct tx *, const struct auto_asked *, int64_t *message_id);

/* "outside-hours": as the database keeps it. */
const char *auto_kind_word(enum auto_kind);

/*
 * Why nothing is said, as the database keeps it; NULL if it may be said.  By what the
 * database told of it and nothing else.
 */
const char *auto_withheld(const struct auto_asked *, const struct automatic_facts *,
    const struct workflow *, int64_t now);

#endif
