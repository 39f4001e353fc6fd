/* thread_lines.h - each line of a conversation in words. */

#ifndef SITE_THREAD_LINES_H
#define SITE_THREAD_LINES_H

#include "site/thread_view.h"

/*
 * Fills ${lines} from rows that run backwards in time.  A rule is drawn above
 * the first thing after what the reader had seen before (mark, since); a mark of 0
 * draws none.
 */
void thread_lines_make(struct thread_view *, const struct thread_timeline_rows *,
    size_t n, const struct thread_ask *);

#endif
