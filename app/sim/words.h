/* words.h - a text as the flow engine's tests see it: words without case. */

#ifndef SIM_WORDS_H
#define SIM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct words {
	const char **at; /* in lower case, without punctuation */
	size_t n;
};

struct words words_of(struct arena *, const char *text);
/* ASCII, Latin-1 letters, Greek and Cyrillic; the rest stays as it is. */
const char *words_lower(struct arena *, const char *text);
/* "VMMC Date" to "vmmc_date": how a result's or a field's name becomes a key. */
const char *words_key(struct arena *, const char *name);
/* Lower case, as RapidPro writes them; false for NULL. */
bool words_is_uuid(const char *);

#endif
