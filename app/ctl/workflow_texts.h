/* workflow_texts.h - what is wrong with the texts that a programme sends. */

#ifndef CTL_WORKFLOW_TEXTS_H
#define CTL_WORKFLOW_TEXTS_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * Of a pack that was loaded: words that tell (neutral.json), codes that are others in one
 * language or mean something else there, names where others read, in its automatic texts
 * and its ready answers.  False, and standard error says why with file, line, key and word.
 */
bool workflow_texts_check(struct arena *, const char *folder);

#endif
