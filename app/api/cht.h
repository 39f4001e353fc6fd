/*
 * cht.h - doors that are where a CHT has its own, for flows, gateways and programs that
 * were written for one: a new address and a token, and they work here.  docs/cht.md.
 *
 * A client comes with its token as Token, as Bearer, or as the password of Basic
 * whatever its name.  What went wrong is told as a CHT tells it, {"code":400,"error":
 * "..."}; never with a Retry-After, which flows would wait for.
 */

#ifndef API_CHT_H
#define API_CHT_H

#include "core/client.h"
#include "web/request.h"

/* Of the program: who asks, and what it is told of a failure. */
bool cht_asked(const struct request *);
MUST_CHECK enum status cht_admit(struct request *);
void cht_fail(struct request *, int code, const char *words);
void cht_fail_as(struct request *, enum status);

/* RapidPro may come with the webhook's secret, too: it is no client then. */
MUST_CHECK enum status cht_admit_flow(struct request *);
/* Whether its scopes say so, one of c r u d s; else it is answered. */
bool cht_may(struct request *, const char *type, char letter);
/* Answers with what was wrong; always OK: the request is over. */
MUST_CHECK enum status cht_refuse(struct request *, int code, const char *fmt, ...)
    PRINTF(3, 4);
/* The body, if it is a JSON object; else NULL, and it is answered. */
struct json;
const struct json *cht_body(struct request *);

#endif
