/* grant.c - see grant.h. */

#include "core/grant.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "ext/secret.h"

#define NAME_MAX_BYTES 500
#define SCOPES_MAX 2000
#define TIME_MAX 32503680000.0 /* seconds: the year 3000, as clock.h */

/* A moment in seconds, perhaps with a fraction; 0 if it is none. */
static int64_t
moment(struct arena *arena, const struct json *number)
{
	const char *text =
	    json_text(number) == NULL ? json_scalar(arena, number) : NULL;
	double seconds = text != NULL ? strtod(text, NULL) : 0;

	return seconds > 0 && seconds < TIME_MAX ? (int64_t)(seconds * (double)SECOND)
						 : 0;
}

/* The value or one of the values. */
static bool
names(const struct json *value, const char *name)
{
	const char *text = json_text(value);

	if (text != NULL)
		return strcmp(text, name) == 0;
	for (size_t i = 0; json_is_array(value) && i < json_count(value); i++) {
		text = json_text(json_at(value, i));
		if (text != NULL && strcmp(text, name) == 0)
			return true;
	}
	return false;
}

static const char *
text_of(const struct json *claims, const char *name)
{
	const char *text = json_text(json_get(claims, name));

	return text != NULL && strlen(text) <= NAME_MAX_BYTES ? text : "";
}

const char *
grant_claims_read(struct arena *arena, const struct json *claims,
    const struct grant_ask *ask, struct grant_claims *c)
{
	const struct json *from = json_get(claims, "nbf");
	const int64_t ends = moment(arena, json_get(claims, "exp"));

	*c = (struct grant_claims){ .client = text_of(claims, "iss"),
		.jti = text_of(claims, "jti") };
	if (*c->client == '\0' || strcmp(text_of(claims, "sub"), c->client) != 0)
		return "iss and sub: write the client_id in both";
	if (!names(json_get(claims, "aud"), ask->url))
		return arena_printf(arena, "aud: write %s", ask->url);
	if (ends <= ask->wall)
		return "exp: it is over";
	if (ends > ask->wall + (GRANT_SECONDS + GRANT_SLACK) * SECOND)
		return "exp: write a moment of the next five minutes";
	if (from != NULL && moment(arena, from) > ask->wall + GRANT_SLACK * SECOND)
		return "nbf: it is still to come";
	if (*c->jti == '\0')
		return "jti: give each proof another name";
	return NULL;
}

static enum status
refuse(struct grant *g, const char *error, const char *why)
{
	g->error = error;
	g->why = why;
	return OK;
}

/* Whether its keys tell that it is the client. */
static bool
is_proved(
    struct arena *arena, const struct jose *proof, const struct client_keys *client)
{
	const struct json *keys, *address = json_get(proof->header, "jku");
	const char *at = json_text(address);

	if (address != NULL && (at == NULL || strcmp(at, client->url) != 0))
		return false;
	return *client->keys != '\0' &&
	       jose_keys(arena, client->keys, strlen(client->keys), &keys) == NULL &&
	       jose_signed(arena, proof, keys);
}

/* To a client that is who it says. */
static enum status
give(struct tx *tx, const struct grant_ask *ask, const struct client_keys *client,
    const struct grant_claims *claims, struct grant *g)
{
	struct arena *arena = tx_arena(tx);
	const struct client_grant *given;
	struct client_scopes scopes;

	client_narrow(arena, strlen(ask->scopes) <= SCOPES_MAX ? ask->scopes : "",
	    client->scopes, &scopes);
	if (*scopes.kept == '\0')
		return refuse(g, "invalid_scope",
		    "scope: write what the client may have, as system/Task.rs.");
	g->too_often = client->too_often;
	if (g->too_often)
		return refuse(g, "temporarily_unavailable",
		    "This client has asked too often in this minute.");
	g->token = secret_token(arena);
	g->scopes = scopes.told;
	TRY(sql_client_grant(tx, client->id, secret_hash(arena, claims->jti),
	    tx_now(tx) + (GRANT_SECONDS + GRANT_SLACK) * SECOND,
	    secret_hash(arena, g->token), scopes.kept, tx_now(tx),
	    tx_now(tx) + GRANT_SECONDS * SECOND, ask->address, &given));
	if (!given->first)
		return refuse(g, "invalid_client",
		    "client_assertion: it was used already. Sign a new one, with "
		    "another jti.");
	return OK;
}

enum status
grant_give(struct tx *tx, const struct grant_ask *ask, struct grant *g)
{
	struct arena *arena = tx_arena(tx);
	const struct client_keys *client;
	struct grant_claims claims;
	struct jose proof;
	const char *why = jose_read(arena, ask->proof, &proof);
	enum status status;

	*g = (struct grant){ .error = "", .why = "" };
	if (why == NULL)
		why = grant_claims_read(arena, proof.claims, ask, &claims);
	if (why != NULL)
		return refuse(g, "invalid_client",
		    arena_printf(arena, "client_assertion: %s.", why));
	status = sql_client_keys(tx, claims.client, tx_now(tx), &client);
	if (status == ERR_NOT_FOUND)
		return refuse(g, "invalid_client",
		    "There is no client of this name with keys, or it may not come any "
		    "more.");
	TRY(status);
	g->client = client->id;
	if (is_proved(arena, &proof, client))
		return give(tx, ask, client, &claims, g);
	g->keys_wanted = *client->url != '\0';
	return refuse(g, "invalid_client",
	    g->keys_wanted
		? "No key that was read at the client's address, of this kid and "
		  "algorithm, made the signature. The address is read again: try once "
		  "more in some seconds."
		: "No key of the client, of this kid and algorithm, made the "
		  "signature.");
}
