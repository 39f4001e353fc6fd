/*
 * client.h - a program that comes by the API with a token, which it was given for long, or
 * which it has got for a few minutes (core/grant.h).
 *
 * It is a user of a role and facilities and is held by the same row security.  Its
 * scopes, "system/Task.rs", say what it may ask at all: create, read, update, delete
 * and search of one type of resource, or of every one with "*".
 */

#ifndef CORE_CLIENT_H
#define CORE_CLIENT_H

#include "gen/sql.h"

#define CLIENT_PER_MINUTE 600 /* if nothing else is said */
#define CLIENT_DAYS 365

/*
 * Whose token this is; from here on the transaction has the rights of the site, and
 * row security shows what this client may see.  ERR_NOT_FOUND for one that is unknown,
 * old or revoked.
 */
MUST_CHECK enum status client_resume(
    struct tx *, const char *token, const struct client_resume **);
/* The letter is one of c r u d s. */
bool client_may(const struct client_resume *, const char *type, char letter);
/*
 * Of what is asked for, in words of SMART's first version ("system/Task.read") or its
 * second, that which is in what may be: as it is kept, and in the words of who asked.
 * Both are "" if that is nothing.
 */
struct client_scopes {
	const char *kept, *told;
};
void client_narrow(
    struct arena *, const char *asked, const char *may, struct client_scopes *);
/* NULL if it will do, or the sentence that says what to change. */
const char *client_scope_fault(struct arena *, const char *scope);

#endif
