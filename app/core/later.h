/*
 * later.h - texts of nurses that wait for the end of the quiet hours.
 *
 * They stand in the outbox with a priority that no claim takes.  When their hour has
 * come each is looked at once more: what may still be sent becomes an answer like any
 * other, the rest goes back to its writer as her draft and the conversation waits again.
 */

#ifndef CORE_LATER_H
#define CORE_LATER_H

#include "db/tx.h"

/* Why one was not sent. */
#define LATER_STOPPED "stopped before it left"
#define LATER_NUMBER "number changed before it left"

/* Of those whose hour has come. */
MUST_CHECK enum status later_release(struct tx *, int32_t hours);

#endif
