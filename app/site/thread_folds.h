/* thread_folds.h - lines of a conversation that say together what one can say. */

#ifndef SITE_THREAD_FOLDS_H
#define SITE_THREAD_FOLDS_H

#include "site/thread_view.h"

/*
 * Three or more days in a row on which he was asked and had no problem become one
 * line, "Days 4 to 8: no problem"; and a question that nobody answered becomes one,
 * with what became of it.  Both open without a script.  Nothing of today, nothing
 * new, and nothing after which somebody waits is folded away.
 */
void thread_folds_make(const struct thread_view *, struct thread_line *, size_t n);

#endif
