/* fhir_word.c - see fhir_word.h. */

#include "api/fhir_word.h"

#include <stdlib.h>
#include <string.h>

bool
fhir_among(const char *list, const char *word, size_t len)
{
	for (const char *at = list; *at != '\0'; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");

		if (n == len && strncmp(at, word, len) == 0)
			return true;
		at += n;
	}
	return false;
}

int64_t
fhir_id(const char *text)
{
	size_t len = strspn(text, "0123456789");

	if (len == 0 || len > 18 || text[len] != '\0' || *text == '0')
		return 0;
	return strtoll(text, NULL, 10);
}

const char *
fhir_concept_words(const struct json *concept)
{
	const char *text = json_text(json_get(concept, "text"));
	const struct json *first = json_at(json_get(concept, "coding"), 0);

	if (text == NULL)
		text = json_text(json_get(first, "display"));
	if (text == NULL)
		text = json_text(json_get(first, "code"));
	return text != NULL ? text : "";
}

int32_t
fhir_priority(const char *word)
{
	static const char *const words[] = { "stat", "asap", "urgent", "routine" };

	for (size_t i = 0; word != NULL && i < COUNT_OF(words); i++)
		if (strcmp(words[i], word) == 0)
			return (int32_t)i + 1;
	return 0;
}
