/* rapidpro_hook.c - see rapidpro_hook.h. */

#include "api/rapidpro_hook.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "ext/json.h"
#include "ext/secret.h"
#include "gen/sql.h"

#define KEY_MAX 200

static const char *secrets[2];

void
rapidpro_hook_secrets(const char *secret, const char *old)
{
	secrets[0] = secret;
	secrets[1] = old;
}

/* Both are always compared: how long it takes tells nothing. */
bool
rapidpro_hook_knows(struct request *rq)
{
	const char *header = request_header(rq, "Authorization");
	bool known = false;

	if (header == NULL || strncasecmp(header, "Token ", 6) != 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(secrets); i++)
		known |= secret_equal(secrets[i], header + 6);
	return known;
}

enum status
rapidpro_hook_key(struct arena *arena, const char *body, size_t len, const char **key)
{
	const struct json *json;
	const char *event, *run, *at;

	TRY(json_parse(arena, body, len, &json));
	if (!json_is_object(json))
		return ERR_INVALID;
	event = json_text(json_get(json, "event"));
	run = json_text(json_get(json_get(json, "run"), "uuid"));
	at = json_text(json_get(json_get(json, "input"), "created_on"));
	if (event != NULL && run != NULL && at != NULL && *run != '\0' && *at != '\0') {
		*key = arena_printf(arena, "hook %s %s %s", run, event, at);
		if (strlen(*key) <= KEY_MAX && text_is_clean(*key, strlen(*key)))
			return OK;
	}
	*key = arena_printf(arena, "hook %s", secret_hash(arena, body));
	return OK;
}

bool
rapidpro_hook_is_trial(struct request *rq)
{
	const char *mode = request_header(rq, "X-Mailroom-Mode");

	return mode != NULL && strcasecmp(mode, "simulation") == 0;
}

enum status
rapidpro_hook(struct request *rq)
{
	const char *key;

	if (!rapidpro_hook_knows(rq))
		return ERR_FORBIDDEN;
	if (rq->body_len > HOOK_BODY_MAX) {
		buf_puts(reply_json(rq, 413),
		    "{\"error\":\"The body is larger than 64 KiB.\"}\n");
		return OK;
	}
	TRY(rapidpro_hook_key(rq->arena, rq->body, rq->body_len, &key));
	if (!rapidpro_hook_is_trial(rq))
		TRY(sql_inbox_store(rq->tx, "webhook", key, rq->body));
	buf_puts(reply_json(rq, 200), "{\"ok\":true}\n");
	return OK;
}
