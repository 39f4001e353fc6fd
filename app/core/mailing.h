/*
 * mailing.h - one message to several clients of a facility.
 *
 * Who gets which words is settled when it is looked at first, so that what was seen,
 * and what a second person confirms, is what is sent.  Only who may not get it any more
 * is left out at the last moment.  All of it is queued in one transaction, or nothing.
 */

#ifndef CORE_MAILING_H
#define CORE_MAILING_H

#include <stdbool.h>

#include "core/answer.h"
#include "gen/sql.h"

#define MAILING_MOST 2000 /* people; a facility's whole follow-up is a tenth of that */

/* What one SMS costs, "USD 0.03" or NULL, and above how many people two have to agree. */
void mailing_settings(const char *price, int confirm_above);
int mailing_confirm_above(void);
/* "USD 1.26" for so many SMS; NULL if nobody has said what one costs. */
const char *mailing_cost(struct arena *, size_t parts);

struct mailing_plan {
	int64_t place_id, user_id;
	int day_from, day_to; /* of the follow-up, or ANSWER_ANY_DAY */
	const char *language; /* "": any */
	const char *waits; /* "", "us": for our answer, "him": we for his */
	const char *chosen; /* an array of those whom it is for; "{}": by the above */
	bool traces; /* those who are silent: an attempt to find each of them */
	const char *nurse; /* as texts name her */
	const struct answer_said *said;
	size_t n;
};

enum mailing_result {
	MAILING_SENT,
	MAILING_ASKED, /* somebody else has to confirm it first */
	MAILING_DONE, /* refused or dropped, as was wanted */
	MAILING_OVER, /* it was sent, refused, dropped or grew too old before */
	MAILING_OWN, /* nobody confirms his own, or drops another's */
	MAILING_QUIET, /* not in the quiet hours */
	MAILING_NOBODY /* is left to get it */
};

/* ERR_INVALID: for more than MAILING_MOST. */
MUST_CHECK enum status mailing_begin(
    struct tx *, const struct mailing_plan *, int64_t *id);
/* By whoever wrote it; to more than mailing_confirm_above() it is asked for. */
MUST_CHECK enum status mailing_send(
    struct tx *, int64_t id, int64_t user_id, enum mailing_result *);
/* By anybody else of the facility. */
MUST_CHECK enum status mailing_confirm(
    struct tx *, int64_t id, int64_t user_id, enum mailing_result *);
MUST_CHECK enum status mailing_refuse(struct tx *, int64_t id, int64_t user_id,
    const char *reason, enum mailing_result *);
/* By whoever wrote it, before it was sent. */
MUST_CHECK enum status mailing_drop(
    struct tx *, int64_t id, int64_t user_id, enum mailing_result *);

#endif
