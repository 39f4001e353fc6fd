/*
 * session.h - signing in and staying signed in.
 *
 * The cookie is 256 random bits; the database keeps only its hash.  A session
 * ends after 20 minutes without use and after 12 hours in any case.
 */

#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include "gen/sql.h"

#define SESSION_IDLE_MINUTES 20
#define SESSION_HOURS 12
#define PASSWORD_MIN 15 /* NIST SP 800-63B-4: a password is the only factor */
#define PASSWORD_MAX 128

/* Once before the first sign-in, so that an unknown name never takes longer. */
void session_init(void);

/*
 * Who holds this cookie; from here row security shows what this user may see.
 * ERR_NOT_FOUND for an unknown, idle or old session, and a disabled user.
 */
MUST_CHECK enum status session_resume(
    struct tx *, const char *cookie, const struct session_resume **);

/*
 * For a poll: who holds this cookie, in a statement of its own.  It lets nobody see
 * anything, and does not count as using the session.
 */
MUST_CHECK enum status session_poll(
    struct tx *, const char *cookie, const struct session_poll **);

enum sign_in {
	SIGN_IN_DONE,
	SIGN_IN_WRONG, /* never says which part was wrong */
	SIGN_IN_SLOW_DOWN /* too many failures: wait a little */
};

struct sign_in_try {
	const char *username, *password;
	const char *address, *device; /* for the trail and the list of devices */
};

/*
 * On SIGN_IN_DONE *cookie is the new session's.  A guesser is slowed by account
 * and by address; a person is let in however many others guess at his account,
 * from an address where he signed in before or has not failed himself.  A password
 * that is kept at an older cost is kept at today's from then on.
 */
MUST_CHECK enum status session_sign_in(
    struct tx *, const struct sign_in_try *, enum sign_in *, const char **cookie);
MUST_CHECK enum status session_sign_out(
    struct tx *, const char *cookie, const char *address);

/* NULL if it will do, or the sentence that says what to change. */
const char *session_password_fault(const char *password, const char *username);

#endif
