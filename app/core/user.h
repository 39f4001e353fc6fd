/*
 * user.h - people who sign in, made and changed by the administrator, and what
 * each may change for herself.
 *
 * A nurse works in one facility, a supervisor in one or several, an
 * administrator in none.
 */

#ifndef CORE_USER_H
#define CORE_USER_H

#include <stdbool.h>
#include <stddef.h>

#include "gen/sql.h"

struct user_facts {
	const char *username; /* small letters, digits, ".", "-" and "_" */
	const char *name, *role, *language;
	const int64_t *places;
	size_t nplaces;
};

/* ERR_CONFLICT if the user name is taken. */
MUST_CHECK enum status user_create(
    struct tx *, const struct user_facts *, const char *password, int64_t *user_id);
/*
 * All but the user name.  Open work of facilities she leaves goes back to
 * everybody.  ERR_CONFLICT if the record is of another version by now.
 */
MUST_CHECK enum status user_update(
    struct tx *, int64_t user_id, int32_t version, const struct user_facts *);
/* Her open work goes back to everybody, and she is signed out everywhere. */
MUST_CHECK enum status user_disable(struct tx *, int64_t user_id, int32_t version);
MUST_CHECK enum status user_enable(struct tx *, int64_t user_id, int32_t version);
/*
 * A password that session_password_fault() let through.  Every other session of
 * hers ends; keep is the cookie of the one that goes on, or NULL.
 */
MUST_CHECK enum status user_set_password(
    struct tx *, int64_t user_id, const char *password, const char *keep);
/* Whether this is her password. */
MUST_CHECK enum status user_knows_password(
    struct tx *, const char *username, const char *password, bool *right);

/* Small letters, digits, ".", "-" and "_", at least two. */
bool user_name_fits(const char *username);

#endif
