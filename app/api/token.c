/* token.c - see token.h: RFC 6749 (4.4, 5) with proofs of RFC 7523. */

#include "api/token.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "core/grant.h"

#define FORM "application/x-www-form-urlencoded"
#define BY_PROOF "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

const char *
token_url(const struct request *rq)
{
	return arena_printf(rq->arena, "%s://%s" TOKEN_PATH,
	    rq->secure ? "https" : "http", *rq->host != '\0' ? rq->host : "localhost");
}

static enum status
refuse(struct request *rq, int code, const char *error, const char *why)
{
	struct buf *b = reply_json(rq, code);

	buf_puts(b, "{\"error\":");
	buf_json(b, error);
	buf_puts(b, ",\"error_description\":");
	buf_json(b, why);
	buf_puts(b, "}\n");
	reply_header(rq, "Pragma", "no-cache");
	return OK;
}

/* Each field stands once, or not at all: "". */
static const char *
field(struct request *rq, const char *name)
{
	const char *value = request_field(rq, name);

	return value != NULL ? value : "";
}

/* NULL if it asks as it should. */
static const char *
fault(struct request *rq)
{
	static const char *const all[] = { "grant_type", "scope",
		"client_assertion_type", "client_assertion" };

	if (strncasecmp(rq->content_type, FORM, strlen(FORM)) != 0)
		return "Send it as " FORM ".";
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (request_field_at(rq, all[i], 1) != NULL)
			return "A field stands there twice.";
	if (*field(rq, "grant_type") == '\0')
		return "grant_type: write client_credentials.";
	if (*field(rq, "client_assertion") == '\0' ||
	    strcmp(field(rq, "client_assertion_type"), BY_PROOF) != 0)
		return "client_assertion: send a signed token, and its "
		       "client_assertion_type, " BY_PROOF ".";
	return NULL;
}

static enum status
show(struct request *rq, const struct grant *g)
{
	struct buf *b = reply_json(rq, 200);

	buf_puts(b, "{\"access_token\":");
	buf_json(b, g->token);
	buf_printf(b,
	    ",\"token_type\":\"bearer\",\"expires_in\":%d,\"scope\":", GRANT_SECONDS);
	buf_json(b, g->scopes);
	buf_puts(b, "}\n");
	reply_header(rq, "Pragma", "no-cache");
	return OK;
}

enum status
token_give(struct request *rq)
{
	const char *why = fault(rq);
	struct grant *g = arena_alloc(rq->arena, sizeof *g);

	if (why != NULL)
		return refuse(rq, 400, "invalid_request", why);
	if (strcmp(field(rq, "grant_type"), "client_credentials") != 0)
		return refuse(rq, 400, "unsupported_grant_type",
		    "grant_type: write client_credentials.");
	TRY(grant_give(rq->tx,
	    &(struct grant_ask){ .proof = field(rq, "client_assertion"),
		.scopes = field(rq, "scope"),
		.url = token_url(rq),
		.address = rq->address,
		.wall = clock_wall() },
	    g));
	rq->who = g;
	if (g->too_often)
		reply_header(rq, "Retry-After", "60");
	return *g->error == '\0'
		   ? show(rq, g)
		   : refuse(rq, g->too_often ? 429 : 400, g->error, g->why);
}

/* A false proof is nobody's asking: strangers could use a client's minute up. */
enum status
token_note(struct request *rq, struct tx *tx)
{
	const struct grant *g = rq->who;

	if (g == NULL)
		return OK;
	if (g->keys_wanted)
		return sql_client_keys_want(tx, g->client);
	return *g->error == '\0' ? sql_client_note(tx, g->client, "", 0, rq->address)
				 : OK;
}
