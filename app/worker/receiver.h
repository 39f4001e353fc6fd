/*
 * receiver.h - what the answer of another system means, that is told of a change: by a
 * subscription or by an outbound push.
 */

#ifndef WORKER_RECEIVER_H
#define WORKER_RECEIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ext/http.h"

#define RECEIVER_CALL_SECONDS 10
#define RECEIVER_GIVE_UP_SECONDS (72 * 3600)

/*
 * "taken", "gone" (410: nothing more is wanted), "refused" (this one alone: others may
 * be taken) or "line" (nothing gets through now), and what was answered in words.
 */
const char *receiver_became(
    struct arena *, const struct http_exchange *, const char **words);
/*
 * It keeps its caller waiting, whatever it answers in the end.  Whoever is called beside
 * it waits, too: so such ones are called by a worker of their own (worker.slow).
 */
bool receiver_is_slow(const struct http_exchange *);
/* Seconds until it is tried again after so many tries; a Retry-After that is longer counts. */
int32_t receiver_wait(int32_t tries, int retry_after);

#endif
