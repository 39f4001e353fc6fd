/*
 * fuzz_json.c - the gate lets in exactly what a second and quite different
 * reader takes for JSON within the limits; json-c reads it, and writes it back
 * the same.
 */

#include "fuzz.h"

#define json_bool json_c_bool
#include <json-c/json.h>
#undef json_bool

#include <iconv.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ext/json.h"

#define DEPTH_MAX 32
#define NUMBER_MAX 40
#define UTF32_MAX ((size_t)64 * 1024)

/* ---------------------------------------------- the plain reader --- */

/*
 * It makes a word of the text, a letter for each token ("{s:v,s:[v,v]}"), and
 * then takes out the innermost brackets until a single value is left.
 */
static regex_t number, list, object;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	if (regcomp(&number, "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?",
		REG_EXTENDED) != 0 ||
	    regcomp(&list, "^([sv](,[sv])*)?$", REG_EXTENDED | REG_NOSUB) != 0 ||
	    regcomp(&object, "^(s:[sv](,s:[sv])*)?$", REG_EXTENDED | REG_NOSUB) != 0)
		abort();
	return 0;
}

/* The C library's own opinion. */
static bool
is_utf8(const char *text, size_t len)
{
	static iconv_t to_utf32;
	static char out[UTF32_MAX];
	char *in = (char *)(uintptr_t)text, *to = out;
	size_t room = sizeof out;

	if (to_utf32 == NULL)
		to_utf32 = iconv_open("UTF-32LE", "UTF-8");
	(void)iconv(to_utf32, NULL, NULL, NULL, NULL);
	return iconv(to_utf32, &in, &len, &to, &room) == 0 && len == 0;
}

static bool
hex4(const char *s, unsigned *unit)
{
	char digits[5] = { 0 };

	memcpy(digits, s, strnlen(s, 4));
	*unit = (unsigned)strtoul(digits, NULL, 16);
	return strspn(digits, "0123456789abcdefABCDEF") == 4;
}

/* Of an escape: its length after the backslash, or 0. */
static size_t
escape_length(const char *s)
{
	unsigned unit, low;

	if (*s != 'u')
		return *s != '\0' && strchr("\"\\/bfnrt", *s) != NULL;
	if (!hex4(s + 1, &unit) || unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return 0;
	if (unit < 0xd800 || unit > 0xdbff)
		return 5;
	if (s[5] != '\\' || s[6] != 'u' || !hex4(s + 7, &low))
		return 0;
	return low >= 0xdc00 && low <= 0xdfff ? 11 : 0;
}

/* With its quotes, or 0. */
static size_t
string_length(const char *s)
{
	size_t i = 1;

	while (s[i] != '"') {
		size_t escape;

		if ((unsigned char)s[i] < 0x20)
			return 0;
		if (s[i++] != '\\')
			continue;
		escape = escape_length(s + i);
		if (escape == 0)
			return 0;
		i += escape;
	}
	return i + 1;
}

/* Compared as digits: no arithmetic that could overflow. */
static bool
integer_fits(const char *digits, size_t len)
{
	const char *most =
	    *digits == '-' ? "9223372036854775808" : "18446744073709551615";

	digits += *digits == '-';
	len = strspn(digits, "0123456789") < len ? strspn(digits, "0123456789") : len;
	if (len != strlen(most))
		return len < strlen(most);
	return strncmp(digits, most, len) <= 0;
}

static size_t
number_length(const char *s)
{
	regmatch_t match[4];
	size_t len;

	if (regexec(&number, s, 4, match, 0) != 0)
		return 0;
	len = (size_t)match[0].rm_eo;
	if (len > NUMBER_MAX)
		return 0;
	if (match[3].rm_so >= 0 && labs(strtol(s + match[3].rm_so + 1, NULL, 10)) > 250)
		return 0;
	if (match[2].rm_so < 0 && match[3].rm_so < 0 && !integer_fits(s, len))
		return 0;
	return len;
}

static size_t
word_length(const char *s)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strncmp(s, words[i], strlen(words[i])) == 0)
			return strlen(words[i]);
	return 0;
}

/* The tokens as letters; NULL if there is anything else. */
static char *
tokens(struct arena *arena, const char *s)
{
	struct buf b;

	buf_init(&b, arena);
	for (s += strspn(s, " \t\r\n"); *s != '\0'; s += strspn(s, " \t\r\n")) {
		size_t len = 1;

		if (strchr("{}[]:,", *s) != NULL) {
			buf_putc(&b, *s);
		} else if (*s == '"') {
			len = string_length(s);
			buf_putc(&b, 's');
		} else {
			len = word_length(s);
			if (len == 0)
				len = number_length(s);
			buf_putc(&b, 'v');
		}
		if (len == 0)
			return NULL;
		s += len;
	}
	return b.data;
}

/* Takes the first innermost brackets out; false if they hold something wrong. */
static bool
reduce(char *word, size_t close)
{
	size_t open = close;
	bool good;

	while (open > 0 && strchr("[{", word[open]) == NULL)
		open--;
	if (strchr("[{", word[open]) == NULL ||
	    (word[open] == '[') != (word[close] == ']'))
		return false;
	word[close] = '\0';
	good = regexec(word[open] == '[' ? &list : &object, word + open + 1, 0, NULL,
		   0) == 0;
	word[open] = 'v';
	memmove(word + open + 1, word + close + 1, strlen(word + close + 1) + 1);
	return good;
}

static size_t
depth_of(const char *word)
{
	size_t depth = 0, most = 0;

	for (; *word != '\0'; word++) {
		if (*word == '[' || *word == '{')
			depth++;
		if ((*word == ']' || *word == '}') && depth > 0)
			depth--;
		most = depth > most ? depth : most;
	}
	return most;
}

static size_t
members_of(struct json_object *value)
{
	size_t n = 0;

	if (json_object_is_type(value, json_type_array) != 0)
		for (size_t i = 0; i < json_object_array_length(value); i++)
			n += members_of(json_object_array_get_idx(value, i));
	if (json_object_is_type(value, json_type_object) != 0) {
		struct json_object_iterator it = json_object_iter_begin(value),
					    end = json_object_iter_end(value);

		for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it))
			n += 1 + members_of(json_object_iter_peek_value(&it));
	}
	return n;
}

/* json-c keeps one of two members of the same name: then it has fewer. */
static bool
names_differ(const char *text, const char *word)
{
	struct json_object *value = json_tokener_parse(text);
	size_t names = 0, members = members_of(value);

	for (; *word != '\0'; word++)
		names += *word == ':';
	json_object_put(value);
	return members == names;
}

static bool
plainly_good(struct arena *arena, const char *text, size_t len)
{
	char *word;
	const char *names;

	if (len == 0 || strlen(text) != len || !is_utf8(text, len))
		return false;
	word = tokens(arena, text);
	if (word == NULL || depth_of(word) > DEPTH_MAX)
		return false;
	names = arena_strdup(arena, word);
	for (size_t at; word[at = strcspn(word, "]}")] != '\0';)
		if (!reduce(word, at))
			return false;
	return (strcmp(word, "s") == 0 || strcmp(word, "v") == 0) &&
	       names_differ(text, names);
}

/* ------------------------------------------------ what was let in --- */

/* Writing is a projection: what was written once is written so again. */
static void
write_again(struct arena *arena, const struct json *json)
{
	const char *once = json_write(arena, json), *twice;
	const struct json *again;

	REQUIRE(json_parse(arena, once, strlen(once), &again) == OK);
	twice = json_write(arena, again);
	REQUIRE(strcmp(once, twice) == 0 && json_count(json) == json_count(again));
}

static void
read_all(struct arena *arena, const struct json *json)
{
	const struct json *value;
	const char *key;
	int64_t n;
	bool b;

	(void)json_scalar(arena, json);
	(void)json_int(json, &n);
	(void)json_bool(json, &b);
	for (size_t i = 0; json_is_array(json) && i < json_count(json); i++)
		read_all(arena, json_at(json, i));
	for (size_t i = 0; json_member(json, i, &key, &value); i++) {
		REQUIRE(json_get(json, key) == value);
		read_all(arena, value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct json *json;
	/* The gate reads the bytes themselves, so that one past them shows. */
	bool good = json_gate((const char *)data, size);
	enum status status = json_parse(arena, (const char *)data, size, &json);
	const char *text = arena_strndup(arena, (const char *)data, size);

	REQUIRE(status == (good ? OK : ERR_INVALID));
	REQUIRE(good == plainly_good(arena, text, size));
	if (good) {
		write_again(arena, json);
		read_all(arena, json);
	}
	arena_free(arena);
	return 0;
}
