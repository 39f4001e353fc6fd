/* fhir_word.h - words of a list, and ids. */

#ifndef API_FHIR_WORD_H
#define API_FHIR_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether so many bytes of a text are one of the words, which have blanks between. */
bool fhir_among(const char *list, const char *word, size_t len);
/* 0 for what is no id of ours. */
int64_t fhir_id(const char *text);

#endif
