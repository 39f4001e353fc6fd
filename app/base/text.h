/*
 * text.h - UTF-8, comparing words, and what a text costs as SMS.
 *
 * Everything but text_is_clean() may be given any NUL-terminated bytes: what
 * is not UTF-8 counts as one U+FFFD a byte.
 */

#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * The gate for everything that arrives: shortest-form UTF-8 without
 * surrogates, noncharacters, NUL, and control characters below U+0020 other
 * than tab, line feed and carriage return.
 */
bool text_is_clean(const char *, size_t len);

/* The same text, with spaces for every byte that the gate refuses. */
char *text_cleaned(struct arena *, const char *);

/* The next character, moving on past it; 0 at the end. */
uint32_t text_next(const char **);
size_t text_length(const char *); /* in characters */
/* As the database takes it and never else: its complaint would quote the text. */
bool text_is_uuid(const char *);
/* Without the white space, of any script, at either end. */
char *text_trim(struct arena *, const char *);

/*
 * For comparing words and names: lower case, Latin letters without accents,
 * full-width letters and the digits of other scripts as ASCII, quotes and
 * dashes straight.  text_fold_letter() folds one character, to "" if it is
 * only an accent; the result is in ${out}, at most 4 bytes and the NUL.
 */
char *text_fold(struct arena *, const char *);
const char *text_fold_letter(uint32_t, char out[5]);

/*
 * What a text costs, as 3GPP TS 23.038 and 23.040 have it: 160 units of the
 * GSM 7-bit alphabet in one SMS or 153 in each of several; if any character
 * is outside that alphabet 70 or 67 units of UCS-2.  ^{}\[~]| and the euro
 * sign cost two units, and so do characters beyond U+FFFF; neither kind is
 * split between parts.
 */
struct sms_count {
	size_t units;
	size_t room; /* units that so many parts hold */
	size_t parts; /* 1 for an empty text */
	bool gsm7;
	char odd[5]; /* the first character that forces UCS-2, or "" */
};
struct sms_count sms_count(const char *);

/*
 * The same text cheaper: quotes, dashes, dots and spaces made plain, and
 * letters that force UCS-2 replaced by their nearest in the GSM alphabet.
 * What has no near letter stays.  Line ends become single line feeds.
 */
char *text_plain_letters(struct arena *, const char *);
/* Only the quotes, dashes, dots, spaces and line ends: every letter stays. */
char *text_straight(struct arena *, const char *);

#endif
