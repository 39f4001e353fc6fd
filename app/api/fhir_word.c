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
