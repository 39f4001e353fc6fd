/* gateway_text.c - see gateway_text.h. */

#include "core/gateway_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "ext/phone.h"
#include "ext/secret.h"

#define FROM_MAX 40
/* A gateway that was away brings what it kept; one without a clock says 1970. */
#define OLDEST (30 * 24 * HOUR)
/* Seconds since 1970 are below this, milliseconds above. */
#define SECONDS_MAX INT64_C(100000000000)

int64_t
gateway_text_moment(struct arena *arena, const struct json *value, int64_t now)
{
	const char *digits = json_scalar(arena, value);
	int64_t at;

	if (digits == NULL || *digits == '\0' || strlen(digits) > 15 ||
	    strspn(digits, "0123456789") != strlen(digits))
		return 0;
	at = strtoll(digits, NULL, 10);
	at *= at < SECONDS_MAX ? SECOND : SECOND / 1000;
	return at > now - OLDEST && at <= now ? at : 0;
}

enum status
gateway_text_read(struct arena *arena, const struct json *json, int64_t now,
    struct gateway_text *text, const char **missing)
{
	const char *from;

	*text = (struct gateway_text){ .id = json_scalar(arena, json_get(json, "id")),
		.content = json_text(json_get(json, "content")),
		.at = gateway_text_moment(arena, json_get(json, "sms_received"), now) };
	if (text->at == 0)
		text->at = gateway_text_moment(arena, json_get(json, "sms_sent"), now);
	from = json_scalar(arena, json_get(json, "from"));
	text->from = text_trim(arena, from != NULL ? from : "");
	*missing = text->id == NULL || *text->id == '\0'                  ? "id"
		   : *text->from == '\0' || strlen(text->from) > FROM_MAX ? "from"
		   : text->content == NULL                                ? "content"
									  : NULL;
	return *missing == NULL ? OK : ERR_INVALID;
}

const char *
gateway_text_key(struct arena *arena, const struct gateway_text *text)
{
	struct buf b;

	buf_init(&b, arena);
	buf_json(&b, text->id);
	buf_json(&b, text->from);
	buf_json(&b, text->content);
	return arena_printf(arena, "gateway %s", secret_hash(arena, b.data));
}

enum status
gateway_text_inbound(struct tx *tx, const struct gateway_text *text,
    int64_t received_at, struct inbound *in)
{
	const struct region_common *common;
	const char *number = text->from;
	struct phone phone;

	TRY(sql_region_common(tx, &common));
	if (phone_read(tx_arena(tx), number, common->region, &phone) == PHONE_GOOD)
		number = phone.e164;
	*in = (struct inbound){ .urn = arena_printf(tx_arena(tx), "tel:%s", number),
		.text = text->content,
		.at = text->at != 0 ? text->at : received_at,
		.by_gateway = true };
	return OK;
}
