/*
 * consent.h - who agreed to the follow-up by text, to which words, and who still has to.
 *
 * The patient; below the pack's adult_age his guardian; and whoever else holds the phone that
 * we write to, for what comes to it.  Each says yes or no to a version of the consent form
 * (consent_version of workflow.json), in a language, seen by somebody of ours.  What was said
 * is never changed: the last that each said counts.
 */

#ifndef CORE_CONSENT_H
#define CORE_CONSENT_H

#include <stdbool.h>

#include "gen/sql.h"

enum consent_want {
	CONSENT_NOT_NEEDED, /* of somebody whom it does not concern */
	CONSENT_GOOD,
	CONSENT_NEVER, /* nobody has asked yet */
	CONSENT_OLDER, /* the form is another since: at the next contact */
	CONSENT_REFUSED
};

/* Of one row of sql_consent_state(), against the form that is signed now. */
enum consent_want consent_wanted(
    const struct consent_state *, const char *current_version);

struct consent_said {
	int64_t patient_id, user_id;
	const char *who; /* patient guardian phone-owner */
	bool given;
	const char *language, *how; /* signed spoken */
	const char *name; /* of the guardian or the phone's owner */
};
/*
 * To the form of today.  A patient's own no stops his messages, and so does that of whose
 * phone it is: nothing comes there by itself any more.  ERR_CONFLICT if he is not in
 * follow-up, ERR_INVALID for words that are none of those above.
 */
MUST_CHECK enum status consent_say(struct tx *, const struct consent_said *);

/* A sentence in English of what is wanted, for i18n; "" if nothing is. */
const char *consent_want_words(const char *who, enum consent_want);

#endif
