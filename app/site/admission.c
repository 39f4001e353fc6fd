/* admission.c - see admission.h. */

#include "site/admission.h"

#include <string.h>

#include "core/access.h"
#include "ext/secret.h"
#include "site/page.h"

/* The page he wanted comes back after signing in. */
static enum status
ask_to_sign_in(struct request *rq)
{
	struct buf to;

	if (rq->method != GET || page_is_fragment(rq) ||
	    request_header(rq, "X-Poll") != NULL)
		return reply_nothing(rq, 401);
	buf_init(&to, rq->arena);
	buf_url(&to, rq->path);
	return reply_see_other(
	    rq, strcmp(rq->path, "/") == 0 ? "/sign-in" : "/sign-in?to=%s", to.data);
}

/* Sent by a page that is not ours; a client that does not say passes. */
static bool
from_elsewhere(const struct request *rq)
{
	const char *host = strstr(rq->origin, "://");

	return *rq->origin != '\0' && (host == NULL || strcmp(host + 3, rq->host) != 0);
}

/* A form of ours, with the token of this session. */
static bool
forged(struct request *rq)
{
	const char *token = request_field(rq, "_csrf");

	return token == NULL || !secret_equal(token, page_user(rq)->csrf);
}

enum status
admission(struct request *rq, const struct route *route)
{
	const struct session_resume *user = page_user(rq);

	/* Signing in, too: nobody is to be signed in as somebody else. */
	if (rq->method != GET && from_elsewhere(rq))
		return ERR_FORBIDDEN;
	if (route->needs == ANYONE)
		return OK;
	if (user == NULL)
		return ask_to_sign_in(rq);
	if (!role_may(user->role, route->needs))
		return ERR_FORBIDDEN;
	return rq->method != GET && forged(rq) ? ERR_FORBIDDEN : OK;
}
