/*
 * appointment.h - when a client is expected at his facility, by its calendar and clocks.
 *
 * What he is told of it is planned with it, moves and ends with it, and leaves once
 * (appointment_remind).  Whoever did not come is asked about before he is looked for
 * (appointment_check).  Every change is a line of his conversation.
 */

#ifndef CORE_APPOINTMENT_H
#define CORE_APPOINTMENT_H

#include <stdbool.h>

#include "gen/sql.h"

#define APPOINTMENT_NOTE_MAX 200 /* letters */

struct appointment_new {
	int64_t patient_id, user_id;
	const char *day, *hour; /* "2026-11-24", "09:00" */
	const char *what; /* a visit of the programme */
	const char *note;
};
/* ERR_CONFLICT: he is expected on that day already. */
MUST_CHECK enum status appointment_book(
    struct tx *, const struct appointment_new *, int64_t *id);

/*
 * By a person, of one that has this version (0: whichever); note: why, or "".  ERR_CONFLICT:
 * it has changed since, or is over.
 */
struct appointment_deed {
	int64_t id, version, user_id;
	const char *note;
	bool today; /* of who came: it was today, not on the day agreed */
};
/* ERR_INVALID: he is expected on that day already. */
MUST_CHECK enum status appointment_move(
    struct tx *, const struct appointment_deed *, const char *day, const char *hour);
MUST_CHECK enum status appointment_confirm(
    struct tx *, const struct appointment_deed *);
MUST_CHECK enum status appointment_wants_change(
    struct tx *, const struct appointment_deed *);
MUST_CHECK enum status appointment_cancel(struct tx *, const struct appointment_deed *);
/* He came. */
MUST_CHECK enum status appointment_came(struct tx *, const struct appointment_deed *);
/* He did not come: he is told once that he was missed, and looked for.  ERR_INVALID: it is
   still to come. */
MUST_CHECK enum status appointment_missed(struct tx *, const struct appointment_deed *);
/* That was a mistake: he is expected as before, or it is asked again whether he came. */
MUST_CHECK enum status appointment_reopen(struct tx *, const struct appointment_deed *);

/* A visit was recorded: he came to what was to be by today. */
MUST_CHECK enum status appointment_seen(
    struct tx *, int64_t patient_id, int64_t user_id);
/* He is expected no more: he has died, or goes to another facility. */
MUST_CHECK enum status appointment_end_all(
    struct tx *, int64_t patient_id, const char *why, int64_t user_id);

/* Whether a text of his, and nothing else in it, answers what he was told. */
struct appointment_answer {
	int64_t id; /* 0: it does not */
	bool comes; /* else he wants another day */
};
MUST_CHECK enum status appointment_read(struct tx *, int64_t patient_id, int64_t at,
    const char *said, struct appointment_answer *);
MUST_CHECK enum status appointment_follow(
    struct tx *, const struct appointment_answer *, int64_t message_id);
/* That text was not his. */
MUST_CHECK enum status appointment_unsay(
    struct tx *, int64_t patient_id, int64_t message_id, int64_t user_id);

/* Whose day is over is asked about, each once. */
MUST_CHECK enum status appointment_check(struct tx *);

/* "missed", "defaulted" or "lost": how late somebody is who did not come. */
const char *appointment_band(int64_t days_late);

#endif
