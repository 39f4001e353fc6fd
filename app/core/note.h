/*
 * note.h - notes in a conversation: for colleagues alone.  No text is made of one, so
 * nothing of it can leave; what a note said before stays, and so does a withdrawn one.
 */

#ifndef CORE_NOTE_H
#define CORE_NOTE_H

#include <stdbool.h>

#include "gen/sql.h"

#define NOTE_MAX 2000

/* ERR_NOT_FOUND: no such conversation. */
MUST_CHECK enum status note_write(struct tx *, int64_t thread_id, int64_t user_id,
    const char *body, int64_t *note_id);
/*
 * By whoever wrote it.  ERR_NOT_FOUND if it is another's; ERR_CONFLICT if it has changed
 * since this version was shown, or is withdrawn.
 */
MUST_CHECK enum status note_change(
    struct tx *, int64_t note_id, int64_t user_id, int32_t version, const char *body);
/*
 * Withdrawn by its writer or a supervisor, put back by who withdrew it.  ERR_CONFLICT
 * if that is not hers to do, or done.
 */
MUST_CHECK enum status note_withdraw(struct tx *, int64_t note_id, int64_t user_id,
    bool supervisor, bool withdrawn, int64_t *thread_id);

#endif
