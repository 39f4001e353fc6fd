/* peer.h - whom libcurl talks to: a socket's far end that has answered already. */

#ifndef FUZZ_PEER_H
#define FUZZ_PEER_H

#include <stddef.h>

#include "base/arena.h"

#define PEER_ANSWER_MAX ((size_t)64 * 1024) /* fits a socket's buffer */
#define PEER_HOST "http://127.0.0.1:1"

/* What whoever connects from now on finds to read, and then the end. */
void peer_answers(const char *text, size_t len);
/* The same, but only when all of the request has been said. */
void peer_answers_in_turn(const char *text, size_t len);
/* What the one who connected last has said so far; "" if nobody did. */
const char *peer_heard(struct arena *);
void peer_hangs_up(void);

#endif
