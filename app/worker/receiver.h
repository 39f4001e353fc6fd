/*
 * receiver.h - what the answer of another system means, that is told of a change: by a
 * subscription or by an outbound push.
 */

#ifndef WORKER_RECEIVER_H
#define WORKER_RECEIVER_H

#include <stdint.h>

#include "base/arena.h"
#include "ext/http.h"

#define RECEIVER_CALL_SECONDS 10
#define RECEIVER_GIVE_UP_SECONDS (72 * 3600)

/*
 * "taken", "gone" (410: nothing more is wanted), "refused" (this one alone: others may
 * be taken) or "line" (nothing gets through now), and what was answered in words.
 * besides: more statuses, ended by 0, that are said of the line; NULL for none.
 */
const char *receiver_became(struct arena *, const struct http_exchange *,
    const int *besides, const char **words);
/* Seconds until it is tried again after so many tries; a Retry-After that is longer counts. */
int32_t receiver_wait(int32_t tries, int retry_after);

#endif
