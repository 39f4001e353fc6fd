/* adverse.c - see adverse.h. */

#include "core/adverse.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "ext/json.h"

#define FILE_MAX ((size_t)64 * 1024)
#define CODE_MAX 12

static struct adverse known;

static enum status
wrong(const char **why, const char *what)
{
	*why = what;
	return ERR_INVALID;
}

/* It is stored, joined with others, and stands in the values of a form. */
static bool
is_code(const char *code)
{
	size_t len = code != NULL ? strlen(code) : 0;

	return len > 0 && len <= CODE_MAX && strcmp(code, "none") != 0 &&
	       strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") ==
		   len;
}

static enum status
read_flag(const struct json *entry, const char *key, bool *flag)
{
	const struct json *said = json_get(entry, key);

	return said == NULL || json_bool(said, flag) ? OK : ERR_INVALID;
}

static enum status
read_code(const struct json *entry, struct adverse_code *to, const char **why)
{
	const char *english = json_text(json_get(json_get(entry, "words"), "en"));

	to->code = json_text(json_get(entry, "code"));
	to->words = json_get(entry, "words");
	if (!is_code(to->code))
		return wrong(why, "a code: 1 to 12 letters, not none");
	if (english == NULL || *english == '\0')
		return wrong(why, "\"words\" in English");
	if (read_flag(entry, "serious", &to->serious) != OK ||
	    read_flag(entry, "notifiable", &to->notifiable) != OK)
		return wrong(why, "\"serious\" or \"notifiable\": true or false");
	return OK;
}

static enum status
read_list(struct arena *arena, const struct json *json, const char *key,
    struct adverse_list *to, const char **why)
{
	const struct json *list = json_get(json, key);
	struct adverse_code *codes;

	if (!json_is_array(list) || json_count(list) == 0)
		return wrong(why, key);
	ARENA_ARRAY(arena, codes, json_count(list));
	to->at = codes;
	for (size_t i = 0; i < json_count(list); i++) {
		TRY(read_code(json_at(list, i), &codes[i], why));
		if (adverse_find(to, codes[i].code) != NULL)
			return wrong(why, "one of two entries of a code");
		to->n++;
	}
	return OK;
}

enum status
adverse_read(
    struct arena *arena, const struct json *json, struct adverse *to, const char **why)
{
	*to = (struct adverse){ .types.n = 0 };
	TRY(read_list(arena, json, "types", &to->types, why));
	TRY(read_list(arena, json, "timings", &to->timings, why));
	return read_list(arena, json, "marks", &to->marks, why);
}

enum status
adverse_load(const char *folder)
{
	static struct arena *arena;
	const char *file, *text, *why = "its JSON";
	const struct json *json;
	size_t len;

	arena_free(arena);
	arena = arena_new();
	known = (struct adverse){ .types.n = 0 };
	file = arena_printf(arena, "%s/adverse-events.json", folder);
	if (access(file, F_OK) != 0)
		return OK;
	if (file_read(arena, file, FILE_MAX, &text, &len) == OK &&
	    json_parse(arena, text, len, &json) == OK &&
	    adverse_read(arena, json, &known, &why) == OK)
		return OK;
	log_error("%s: %s is missing or wrong", file, why);
	return ERR_INVALID;
}

const struct adverse *
adverse(void)
{
	return &known;
}

const struct adverse_code *
adverse_find(const struct adverse_list *list, const char *code)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->at[i].code, code) == 0)
			return &list->at[i];
	return NULL;
}

const char *
adverse_words(const struct adverse_code *code, const char *language)
{
	const char *words = json_text(json_get(code->words, language));

	return words != NULL && *words != '\0' ? words
					       : json_text(json_get(code->words, "en"));
}
