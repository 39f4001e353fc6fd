/* fhir_word.h - words of a list, ids, and what concepts and priorities say. */

#ifndef API_FHIR_WORD_H
#define API_FHIR_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ext/json.h"

/* Whether so many bytes of a text are one of the words, which have blanks between. */
bool fhir_among(const char *list, const char *word, size_t len);
/* 0 for what is no id of ours. */
int64_t fhir_id(const char *text);
/* Of a CodeableConcept: its text, else its first coding's display or code; "". */
const char *fhir_concept_words(const struct json *concept);
/* 1 stat 2 asap 3 urgent 4 routine; 0 without one. */
int32_t fhir_priority(const char *word);

#endif
