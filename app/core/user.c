/* user.c - see user.h. */

#include "core/user.h"

#include <string.h>

#include "ext/secret.h"

bool
user_name_fits(const char *username)
{
	size_t len = strlen(username);

	return len >= 2 && len <= 60 && strchr("._-", username[0]) == NULL &&
	       strspn(username, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

static enum status
set_places(struct tx *tx, int64_t user_id, const struct user_facts *user)
{
	size_t n = strcmp(user->role, "admin") == 0 ? 0 : user->nplaces;

	return sql_user_places_set(tx, user_id, tx_int_array(tx, user->places, n));
}

enum status
user_create(struct tx *tx, const struct user_facts *user, const char *password,
    int64_t *user_id)
{
	const struct user_add *row;
	const char *hash;

	TRY(secret_password_hash(tx_arena(tx), password, &hash));
	TRY(sql_user_add(tx, user->username, user->name, user->role, user->language,
	    hash, tx_now(tx), &row));
	*user_id = row->id;
	return set_places(tx, row->id, user);
}

enum status
user_update(
    struct tx *tx, int64_t user_id, int32_t version, const struct user_facts *user)
{
	size_t n = strcmp(user->role, "admin") == 0 ? 0 : user->nplaces;
	const struct user_release *released;
	const struct user_change *row;
	enum status status = sql_user_change(
	    tx, user_id, version, user->name, user->role, user->language, &row);

	if (status == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	TRY(status);
	TRY(sql_user_release(
	    tx, user_id, tx_now(tx), tx_int_array(tx, user->places, n), &released));
	return set_places(tx, user_id, user);
}

static enum status
set_active(struct tx *tx, int64_t user_id, int32_t version, bool active)
{
	const struct user_set_active *row;
	enum status status = sql_user_set_active(tx, user_id, version, active, &row);

	return status == ERR_NOT_FOUND ? ERR_CONFLICT : status;
}

enum status
user_disable(struct tx *tx, int64_t user_id, int32_t version)
{
	const struct user_release *released;

	TRY(set_active(tx, user_id, version, false));
	TRY(sql_user_release(tx, user_id, tx_now(tx), "{}", &released));
	return sql_session_end_others(tx, user_id, "");
}

enum status
user_enable(struct tx *tx, int64_t user_id, int32_t version)
{
	return set_active(tx, user_id, version, true);
}

enum status
user_set_password(
    struct tx *tx, int64_t user_id, const char *password, const char *keep)
{
	const struct user_set_password *row;
	const char *hash;

	TRY(secret_password_hash(tx_arena(tx), password, &hash));
	TRY(sql_user_set_password(tx, user_id, hash, &row));
	return sql_session_end_others(
	    tx, user_id, keep != NULL ? secret_hash(tx_arena(tx), keep) : "");
}

enum status
user_knows_password(
    struct tx *tx, const char *username, const char *password, bool *right)
{
	const struct sign_in_lookup *user;
	enum status status;

	TRY(sql_sign_in_lookup(tx, username, &user));
	status = secret_password_verify(user->password_hash, password);
	*right = status == OK;
	return status == ERR_FORBIDDEN ? OK : status;
}
