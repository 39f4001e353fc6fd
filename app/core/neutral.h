/*
 * neutral.h - words that would tell whoever else reads a phone what its owner is treated
 * for, and his name on a phone that others read.
 *
 * The words are data of the pack: neutral.json has
 *
 *   review
 *   words: { language: [...] }: looked for in texts of every language, since who writes
 *       mixes them
 *   own: { language: [...] }: ordinary words elsewhere, looked for in texts of theirs alone
 *   clinics: [...]: names that tell, wherever they stand
 *
 * "circumci*" is any word that begins so, "*sokw*" any with it inside, "*soka" any that ends
 * so; several words stand one after the other.  Case, accents and apostrophes do not count,
 * and "H.I.V" is hiv.  What is found is named; nothing is ever kept from being sent.
 */

#ifndef CORE_NEUTRAL_H
#define CORE_NEUTRAL_H

#include <stdbool.h>

#include "ext/json.h"

struct neutral;

struct neutral_found {
	const char *word; /* as it was typed */
	const char *listed; /* as the file has it; "" of a name */
	const char *end; /* in the text, behind it */
	bool name; /* his, on a phone that others read */
};

/* What a neutral.json says; ERR_INVALID with a sentence in ${why}. */
MUST_CHECK enum status neutral_read(
    struct arena *, const struct json *, const struct neutral **, const char **why);
/* The file of a pack's folder; ERR_NOT_FOUND without one, which is fine. */
MUST_CHECK enum status neutral_load(
    struct arena *, const char *folder, const struct neutral **, const char **why);

/* The words of the pack in use, once; a pack need not have any. */
MUST_CHECK enum status neutral_init(struct arena *);
/* They; NULL: none. */
const struct neutral *neutral_words(void);

/* The first word of the list in a text; NULL for a list finds nothing. */
bool neutral_find(const struct neutral *, struct arena *, const char *language,
    const char *text, struct neutral_found *);
/* All of them as they were typed, "surgery, hiv"; "" for none. */
const char *neutral_all(
    const struct neutral *, struct arena *, const char *language, const char *text);

/* Whose name may not stand in it; NULL or "" for a part that he does not have. */
struct neutral_name {
	const char *given, *family;
};
/* The first part of a name in a text, as a word of its own. */
bool neutral_names(struct arena *, const char *text, const struct neutral_name *,
    struct neutral_found *);

#endif
