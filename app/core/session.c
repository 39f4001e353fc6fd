/* session.c - see session.h. */

#include "core/session.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ext/secret.h"

/* Failures of the last quarter of an hour before a further try has to wait. */
#define WINDOW (15 * MINUTE)
#define PAIR_LIMIT 8
#define ACCOUNT_LIMIT 40
#define ADDRESS_LIMIT 60
#define PAUSE (30 * SECOND)
/* An address from which this user signed in within this time is his own. */
#define KNOWN (30 * 24 * HOUR)

/*
 * What an unknown name is compared with, so that it takes as long as a known
 * one: a hash of nobody's password, made once a process.
 */
static const char *
nobodys_hash(void)
{
	static char hash[160];

	if (hash[0] == '\0') {
		struct arena *arena = arena_new();
		const char *made = NULL;

		if (secret_password_hash(arena, secret_token(arena), &made) == OK &&
		    strlen(made) < sizeof hash)
			memcpy(hash, made, strlen(made) + 1);
		arena_free(arena);
	}
	return hash;
}

void
session_init(void)
{
	(void)nobodys_hash();
}

enum status
session_resume(struct tx *tx, const char *cookie, const struct session_resume **who)
{
	if (cookie == NULL || strlen(cookie) != SECRET_TOKEN_LENGTH)
		return ERR_NOT_FOUND;
	return sql_session_resume(
	    tx, secret_hash(tx_arena(tx), cookie), SESSION_IDLE_MINUTES, who);
}

enum status
session_poll(struct tx *tx, const char *cookie, const struct session_poll **who)
{
	if (cookie == NULL || strlen(cookie) != SECRET_TOKEN_LENGTH)
		return ERR_NOT_FOUND;
	return sql_session_poll(
	    tx, secret_hash(tx_arena(tx), cookie), SESSION_IDLE_MINUTES, who);
}

/*
 * Each waits for what he or his address did, never for the failures of others:
 * while an account is under attack, its owner gets in from an address that is
 * his own, and from any other where he has not mistyped.
 */
static bool
too_many(const struct sign_in_failures *f, int64_t now)
{
	if (f->pair >= PAIR_LIMIT && now - f->pair_at < PAUSE * (f->pair / PAIR_LIMIT))
		return true;
	if (f->known)
		return false;
	if (f->address_only >= ADDRESS_LIMIT && now - f->address_at < PAUSE)
		return true;
	return f->pair > 0 && f->account >= ACCOUNT_LIMIT &&
	       now - f->account_at < PAUSE;
}

static enum status
open_session(struct tx *tx, int64_t user_id, const struct sign_in_try *tried,
    const char **cookie)
{
	struct arena *arena = tx_arena(tx);

	*cookie = secret_token(arena);
	return sql_session_open(tx, user_id, secret_hash(arena, *cookie),
	    secret_token(arena), tx_now(tx), SESSION_HOURS, tried->address,
	    tried->device);
}

/* Of a password that is kept at an older cost; NULL where none is to be kept, or can be. */
static const char *
renewed_hash(struct arena *arena, const char *hash, const char *password)
{
	const char *renewed = NULL;

	if (secret_password_needs_rehash(hash) &&
	    secret_password_hash(arena, password, &renewed) != OK)
		return NULL;
	return renewed;
}

/* The hash first: it takes long, and no row is held meanwhile. */
static enum status
let_in(struct tx *tx, const struct sign_in_lookup *user,
    const struct sign_in_try *tried, const char **cookie)
{
	const char *renewed =
	    renewed_hash(tx_arena(tx), user->password_hash, tried->password);

	TRY(open_session(tx, user->id, tried, cookie));
	if (renewed == NULL)
		return OK;
	return sql_password_renew(tx, user->id, user->password_hash, renewed);
}

enum status
session_sign_in(struct tx *tx, const struct sign_in_try *tried, enum sign_in *result,
    const char **cookie)
{
	const struct sign_in_failures *failures;
	const struct sign_in_lookup *user;
	enum status status, password;

	*result = SIGN_IN_WRONG;
	TRY(sql_sign_in_failures(tx, tried->username, tried->address,
	    tx_now(tx) - WINDOW, tx_now(tx) - KNOWN, &failures));
	if (too_many(failures, tx_now(tx))) {
		*result = SIGN_IN_SLOW_DOWN;
		return OK;
	}
	status = sql_sign_in_lookup(tx, tried->username, &user);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	password = secret_password_verify(
	    status == OK ? user->password_hash : nobodys_hash(), tried->password);
	if (password != OK && password != ERR_FORBIDDEN)
		return password;
	if (status == OK && password == OK) {
		*result = SIGN_IN_DONE;
		return let_in(tx, user, tried, cookie);
	}
	return sql_sign_in_fail(tx, tried->username, tried->address, tx_now(tx));
}

enum status
session_sign_out(struct tx *tx, const char *cookie, const char *address)
{
	return sql_session_close(
	    tx, secret_hash(tx_arena(tx), cookie), tx_now(tx), address);
}

const char *
session_password_fault(const char *password, const char *username)
{
	/* What people at this work write first when a long one is asked for. */
	static const char *const common[] = { "passwordpassword", "123456789012345",
		"qwertyuiopasdfgh", "aftercareaftercare", "111111111111111" };

	if (text_length(password) < PASSWORD_MIN)
		return _("Password: use at least 15 letters, for example four words.");
	if (text_length(password) > PASSWORD_MAX)
		return _("Password: use at most 128 letters.");
	if (*username != '\0' && strcasestr(password, username) != NULL)
		return _("Password: leave your user name out of it.");
	for (size_t i = 0; i < COUNT_OF(common); i++)
		if (strncasecmp(password, common[i], PASSWORD_MIN) == 0)
			return _(
			    "Password: this one is guessed first, choose another.");
	return NULL;
}
