/*
 * gateway.h - setting up RapidPro, and saying step by step what is right.
 *
 * The flows know our address and secret from two globals of the workspace,
 * aftercare_url and aftercare_token.
 */

#ifndef CTL_GATEWAY_H
#define CTL_GATEWAY_H

#include "base/arena.h"
#include "core/rapidpro.h"

#define GATEWAY_SEND_FLOW "Aftercare guarded send"
#define GATEWAY_CHECKIN_FLOW "Aftercare check-in"
#define GATEWAY_GROUP_FLOW "Aftercare group text"
#define GATEWAY_INCOMING_FLOW "Aftercare incoming"
#define GATEWAY_FIELD "last_intent"
#define GATEWAY_SKEW_SECONDS 60 /* a wrong clock beyond this is told */

struct gateway_wish {
	const char *url; /* of our webhook, as RapidPro reaches it; NULL: as it is */
	const char *secret; /* of the webhook */
	const char *channel; /* UUID or name; NULL: any */
};

/* ERR_UNAVAILABLE if RapidPro did not take both. */
MUST_CHECK enum status gateway_set_globals(
    struct arena *, struct rapidpro *, const struct gateway_wish *);
/*
 * Prints a line for each step, "ok" or what to do; true if nothing is to be
 * done.  Nothing is changed.
 */
bool gateway_check(struct arena *, struct rapidpro *, const struct gateway_wish *);

#endif
