/*
 * rapidpro_hook.h - what the flows tell us, kept raw and at once.
 *
 * A webhook is a hint: it may come twice, never, or before RapidPro's own API
 * shows what it is about.  So it is stored under a key of its own and answered;
 * the worker reads it.
 */

#ifndef API_RAPIDPRO_HOOK_H
#define API_RAPIDPRO_HOOK_H

#include "web/request.h"

#define HOOK_BODY_MAX ((size_t)64 * 1024)

/* The old one is NULL unless the secret is being replaced. */
void rapidpro_hook_secrets(const char *secret, const char *old);

/* Whether it comes with one of them, as "Token". */
bool rapidpro_hook_knows(struct request *);
/* RapidPro's flow editor has a "try it": nothing of that is real. */
bool rapidpro_hook_is_trial(struct request *);

/*
 * The key that makes a repeat of the same call recognisable: its run, event and
 * the moment of the reply, or the body's hash where these are missing.
 * ERR_INVALID unless the body is one JSON object.
 */
MUST_CHECK enum status rapidpro_hook_key(
    struct arena *, const char *body, size_t len, const char **key);

MUST_CHECK enum status rapidpro_hook(struct request *);

#endif
