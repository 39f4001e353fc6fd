/* regex.c - see regex.h; the only file that knows PCRE2. */

#include "ext/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string.h>

#define OPTIONS                                                   \
	(PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_MATCH_UNSET_BACKREF | \
	    PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_ALLOW_EMPTY_CLASS)
#define STEPS_MAX 50000
#define HEAP_MAX_KB 2048

static enum status
compile(struct arena *arena, const char *pattern, pcre2_code **code, const char **why)
{
	unsigned char words[160];
	PCRE2_SIZE at = 0;
	int error = 0;

	*why = "the pattern is too long";
	if (strlen(pattern) > REGEX_MAX)
		return ERR_INVALID;
	*code = pcre2_compile(
	    (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, OPTIONS, &error, &at, NULL);
	if (*code != NULL)
		return OK;
	if (pcre2_get_error_message(error, words, sizeof words) < 0)
		words[0] = '\0';
	*why = arena_printf(arena, "the pattern is wrong at its character %zu: %s",
	    (size_t)at + 1, (const char *)words);
	return ERR_INVALID;
}

enum status
regex_check(struct arena *arena, const char *pattern, const char **why)
{
	pcre2_code *code;

	TRY(compile(arena, pattern, &code, why));
	pcre2_code_free(code);
	return OK;
}

static int
match(const pcre2_code *code, const char *text)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int found;

	(void)pcre2_set_match_limit(limits, STEPS_MAX);
	(void)pcre2_set_depth_limit(limits, STEPS_MAX);
	(void)pcre2_set_heap_limit(limits, HEAP_MAX_KB);
	found = pcre2_match(
	    code, (PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, 0, 0, data, limits);
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	return found;
}

enum status
regex_test(struct arena *arena, const char *pattern, const char *text, bool *matches,
    const char **why)
{
	pcre2_code *code;
	int found;

	*matches = false;
	TRY(compile(arena, pattern, &code, why));
	found = match(code, text);
	pcre2_code_free(code);
	if (found < 0 && found != PCRE2_ERROR_NOMATCH) {
		*why = "the pattern takes too long";
		return ERR_INVALID;
	}
	*matches = found >= 0;
	return OK;
}
