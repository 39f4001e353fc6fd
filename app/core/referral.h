/*
 * referral.h - a man of a case is to be seen somewhere, until a deadline.
 *
 * One is open for a case at a time.  It ends when somebody has seen him, or when it is
 * decided otherwise: a text or a call of his is no visit.
 */

#ifndef CORE_REFERRAL_H
#define CORE_REFERRAL_H

#include "gen/sql.h"

struct referral_new {
	const char *kind; /* clinic refer */
	int64_t seen_place_id; /* one of ours, or 0... */
	const char *seen_place; /* ...the name of another */
	int64_t expected_at; /* as was agreed; 0: by the clock of the severity */
	const char *transport; /* own ambulance fetched unknown */
	const char *note; /* what is to be done there */
	const char *severity;
	int64_t user_id;
};
/* Of a case that is held.  Whoever is to see him, or to ask, has a task until *due. */
MUST_CHECK enum status referral_make(struct tx *, int64_t case_id,
    const struct referral_new *, int64_t *id, int64_t *due);

/* What he and they were told; how: sms call present not-reached.  ERR_CONFLICT: it is over. */
MUST_CHECK enum status referral_tell_man(
    struct tx *, int64_t id, const char *how, int64_t user_id);
/* whom: somebody there; how: call message letter present. */
MUST_CHECK enum status referral_tell_place(
    struct tx *, int64_t id, const char *whom, const char *how, int64_t user_id);

/* What came of it. */
struct referral_told {
	const char *told; /* seen elsewhere missed back */
	int64_t seen_at; /* of the first two */
	const char *seen_by;
	const char *found; /* "none" or the code of an adverse event; "" if not said */
	const char *grade; /* severe moderate mild */
	const char *done, *note;
	int64_t user_id;
	int64_t version; /* as it was shown; 0: any will do */
};
/*
 * Seen settles the case.  Who did not come is looked for; of that, and of who is sent
 * back, the case needs a decision again, and the referral stays until it has one.  The
 * word of somebody elsewhere is followed by referral_go_on().  ERR_CONFLICT: it is
 * over, or has changed.
 */
MUST_CHECK enum status referral_tell(
    struct tx *, int64_t id, const struct referral_told *);

/* He was seen, however that came to be known: a form of it tells the rest. */
MUST_CHECK enum status referral_came(struct tx *, int64_t patient_id, int64_t task_id,
    int64_t report_id, int64_t user_id, const char *note);
/* The task of it ended otherwise; looked_for: nobody has reached him. */
MUST_CHECK enum status referral_task_told(
    struct tx *, int64_t task_id, int64_t user_id, bool looked_for, const char *note);

/* Each deadline that passed is written down once. */
MUST_CHECK enum status referral_check(struct tx *);
/* Who was not seen so long after it is looked for; what was said elsewhere is done. */
MUST_CHECK enum status referral_go_on(struct tx *);
/* The first of these for one case, before somebody acts on it. */
MUST_CHECK enum status referral_check_case(struct tx *, int64_t case_id);

/* It ends unseen: decided reopened undone died merged. */
MUST_CHECK enum status referral_end(
    struct tx *, int64_t case_id, const char *ending, int64_t user_id);
/* Somebody is at work on it: it cannot be as if it had never been. */
MUST_CHECK enum status referral_is_at_work(struct tx *, int64_t case_id, bool *is);
/* The text that he was sent for was another's: does he have to go? */
MUST_CHECK enum status referral_not_his(struct tx *, int64_t case_id, int64_t user_id);
/* He has died: nobody waits for him, and the case needs another decision. */
MUST_CHECK enum status referral_died(struct tx *, int64_t patient_id, int64_t user_id);

/* A sentence in English for each, for i18n; NULL for what is none. */
const char *referral_transport_words(const char *transport);

#endif
