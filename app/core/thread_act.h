/*
 * thread_act.h - what people do with a conversation besides answering: closing it,
 * opening it again, putting it off, taking it, giving it to a colleague.
 *
 * Each is asked for from a page that somebody has looked at for a while.  What was done
 * or said since is not overruled: ERR_CONFLICT, and thread_acted.sql or
 * message_newest.sql tell whose hand was quicker.
 */

#ifndef CORE_THREAD_ACT_H
#define CORE_THREAD_ACT_H

#include <stdbool.h>

#include "core/thread.h"

struct thread_press {
	int64_t thread_id, user_id;
	int64_t last_seen; /* the newest message of the page */
	int64_t act; /* the newest line besides messages that it knew; -1: not asked */
};

/* Nobody waits any more, without an answer. */
MUST_CHECK enum status thread_act_close(struct tx *, const struct thread_press *);
/*
 * It waits again as it did before.  ERR_CONFLICT: it is not closed any more.
 */
MUST_CHECK enum status thread_act_reopen(
    struct tx *, int64_t thread_id, int64_t user_id);
MUST_CHECK enum status thread_act_put_off(
    struct tx *, const struct thread_press *, int64_t until, const char *reason);
/* To a colleague, to oneself, or with 0 to nobody.  ERR_INVALID: she does not work there. */
MUST_CHECK enum status thread_act_assign(
    struct tx *, const struct thread_press *, int64_t to, const char *note);

#endif
