/* workflow_texts.h - what is wrong with the texts that a programme sends. */

#ifndef CTL_WORKFLOW_TEXTS_H
#define CTL_WORKFLOW_TEXTS_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * Of a pack that was loaded, what core/text_check.h says of its automatic texts and its
 * ready answers: wrong, or only worth knowing ("note").  False if something is wrong;
 * standard error says it with file, line, key and word.
 */
bool workflow_texts_check(struct arena *, const char *folder);

#endif
