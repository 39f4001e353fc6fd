/* client.c - see client.h. */

#include "core/client.h"

#include <string.h>

#include "ext/secret.h"

#define LETTERS "cruds"
#define SYSTEM "system/"

enum status
client_resume(struct tx *tx, const char *token, const struct client_resume **client)
{
	if (token == NULL || strlen(token) != SECRET_TOKEN_LENGTH)
		return ERR_NOT_FOUND;
	return sql_client_resume(tx, secret_hash(tx_arena(tx), token), client);
}

bool
client_may(const struct client_resume *client, const char *type, char letter)
{
	size_t len = strlen(type);

	for (const char *scope = client->scopes; *scope != '\0';) {
		const char *end = scope + strcspn(scope, " ");
		const char *name = scope + strlen(SYSTEM);
		const char *dot = strchr(name, '.');
		size_t named = (size_t)(dot - name);

		if (((named == 1 && *name == '*') ||
			(named == len && strncmp(name, type, len) == 0)) &&
		    memchr(dot, letter, (size_t)(end - dot)) != NULL)
			return true;
		scope = end + strspn(end, " ");
	}
	return false;
}

const char *
client_scope_fault(struct arena *arena, const char *scope)
{
	const char *name = scope + strlen(SYSTEM), *letter = LETTERS;
	size_t len = 0;

	if (strncmp(scope, SYSTEM, strlen(SYSTEM)) == 0)
		len = *name == '*' ? 1
				   : strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						  "abcdefghijklmnopqrstuvwxyz");
	if (len > 0 && name[len] == '.' && name[len + 1] != '\0') {
		for (name += len + 1; *name != '\0' && letter != NULL; name++) {
			letter = strchr(letter, *name);
			letter = letter != NULL ? letter + 1 : NULL;
		}
		if (letter != NULL)
			return NULL;
	}
	return arena_printf(arena,
	    "Scope \"%s\": write system/TYPE. and some of the letters cruds in this "
	    "order, for example system/Task.rus or system/*.rs.",
	    scope);
}
