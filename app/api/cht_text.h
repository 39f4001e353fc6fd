/* cht_text.h - texts that flows and gateways pass on: see cht.h. */

#ifndef API_CHT_TEXT_H
#define API_CHT_TEXT_H

#include "core/gateway_text.h"
#include "web/request.h"

/* POST /api/v2/sms/rapidpro/incoming-messages: one text, by a flow. */
MUST_CHECK enum status cht_incoming(struct request *);
/*
 * /api/sms, as an Android gateway asks: GET whether this is the place, POST to bring what
 * came in, to say what became of what it was to send, and to get what it is to send now.
 */
MUST_CHECK enum status cht_gateway(struct request *);
MUST_CHECK enum status cht_gateway_post(struct request *);

/* Keeps it for the worker; *stored is false for one that was there. */
MUST_CHECK enum status cht_text_bring(
    struct request *, const struct gateway_text *, const char *body, bool *stored);

#endif
