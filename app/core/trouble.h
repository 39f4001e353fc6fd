/*
 * trouble.h - what is wrong with the line to RapidPro, told once.
 *
 * A trouble begins when it is seen and ends when it has not been seen for a while, so that
 * what comes and goes stays one.  Whoever the administrator has named gets one mail when
 * it begins and one when it is over; nothing of a patient stands in it.  docs/delivery.md.
 */

#ifndef CORE_TROUBLE_H
#define CORE_TROUBLE_H

#include "gen/sql.h"

#define TROUBLE_CALM_MINUTES 10 /* unseen for so long, it is over */
#define MAILS_AN_HOUR 12 /* to one person; what is more waits */
#define MAIL_LEASE_SECONDS 120
#define MAIL_LOST_MOST 3 /* it may have come so often when nothing more is tried */

/* For pages and mails. */
struct trouble_words {
	const char *title; /* "RapidPro does not answer" */
	const char *effect; /* what it means for messages */
	const char *remedy; /* for whoever looks after the server */
};
/* kind as the database has it; where: a facility or the first digits of numbers, or "". */
struct trouble_words trouble_words(
    struct arena *, const char *kind, const char *place, const char *prefix);

/* Looks once: notes what begins and what ends, and writes the mails. */
MUST_CHECK enum status trouble_look(struct tx *, int32_t silent_minutes);
/* A mail to one of the people that says only that mail works. */
MUST_CHECK enum status trouble_test_mail(
    struct tx *, int64_t person_id, int64_t user_id);
/* How long after so many tries a mail waits for the next; 0: no more. */
int64_t trouble_mail_wait(int32_t attempt);

#endif
