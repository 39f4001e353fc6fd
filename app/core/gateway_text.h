/*
 * gateway_text.h - a text that a gateway or a flow of others passed on, as they pass it
 * on to a CHT.
 *
 *	{"id":"9f…","from":"+263771234567","content":"1","sms_received":1795348200000}
 *
 * Its id names it for the sender alone.  A flow gives the id of its run to every text
 * within, so only the same words of the same number under the same id are a repeat.
 */

#ifndef CORE_GATEWAY_TEXT_H
#define CORE_GATEWAY_TEXT_H

#include "core/inbound.h"
#include "ext/json.h"

struct gateway_text {
	const char *id, *from, *content; /* content may be "": a picture, say */
	int64_t at; /* when the gateway got it; 0: not told, or not to be believed */
};

/* A moment as a number or its digits, in seconds or milliseconds; 0: none to believe. */
int64_t gateway_text_moment(struct arena *, const struct json *, int64_t now);

/*
 * Whoever brings it does so at now.  ERR_INVALID with what is missing: "id", "from" or
 * "content".
 */
MUST_CHECK enum status gateway_text_read(struct arena *, const struct json *,
    int64_t now, struct gateway_text *, const char **missing);
/* Under which it is stored once. */
const char *gateway_text_key(struct arena *, const struct gateway_text *);
/* A number without its country is of the one in which most facilities are. */
MUST_CHECK enum status gateway_text_inbound(
    struct tx *, const struct gateway_text *, int64_t received_at, struct inbound *);

#endif
