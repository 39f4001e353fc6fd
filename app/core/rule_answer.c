/* rule_answer.c - see rule_answer.h. */

#include "core/rule_answer.h"

#include <string.h>

#include "ext/json.h"

#define LINES_MAX 100000000

static bool
read_line(const struct json *json, int *line)
{
	int64_t n;

	if (!json_int(json, &n) || n < 0 || n > LINES_MAX)
		return false;
	*line = (int)n;
	return true;
}

/* A text, or NULL for null; false for anything else. */
static bool
read_text(const struct json *object, const char *key, const char **text)
{
	const struct json *value = json_get(object, key);

	*text = json_text(value);
	return *text != NULL || json_is_null(value);
}

static const char *
read_any(struct arena *arena, const struct json *object, const char *key)
{
	const struct json *value = json_get(object, key);

	return value != NULL ? json_write(arena, value) : NULL;
}

static bool
is_state(const char *state)
{
	static const char *const states[] = { "Draft", "Ready", "Completed", "Failed",
		"Cancelled" };

	for (size_t i = 0; state != NULL && i < COUNT_OF(states); i++)
		if (strcmp(states[i], state) == 0)
			return true;
	return false;
}

static enum status
read_emission(
    struct arena *arena, const struct json *json, struct rule_emission *emission)
{
	const struct json *task = json_get(json, "task"), *raw = json_get(json, "raw");

	if (!read_text(json, "rule", &emission->rule) ||
	    !read_text(json, "id", &emission->id) || emission->id == NULL ||
	    !read_text(json, "state", &emission->state) || !is_state(emission->state) ||
	    !read_text(json, "reason", &emission->reason) ||
	    !json_bool(json_get(json, "timely"), &emission->timely) ||
	    !json_is_object(task))
		return ERR_INVALID;
	emission->requester = read_any(arena, json, "requester");
	emission->owner = read_any(arena, json, "owner");
	emission->task = json_write(arena, task);
	emission->raw = raw != NULL ? json_write(arena, raw) : NULL;
	return OK;
}

static enum status
read_failure(const struct json *json, struct rule_failure *failure)
{
	if (!read_text(json, "rule", &failure->rule) ||
	    !read_text(json, "file", &failure->file) ||
	    !read_text(json, "message", &failure->words) || failure->words == NULL ||
	    !read_line(json_get(json, "line"), &failure->line))
		return ERR_INVALID;
	return OK;
}

enum status
rule_answer_result(
    struct arena *arena, const char *text, size_t len, struct rule_result *result)
{
	const struct json *json, *emissions, *failures;
	struct rule_emission *emission;
	struct rule_failure *failure;

	*result = (struct rule_result){ .patient = NULL };
	TRY(json_parse(arena, text, len, &json));
	/* A rule has touched what everybody uses: a second answer will follow. */
	if (json_bool(json_get(json, "changed"), &result->whole))
		return OK;
	emissions = json_get(json, "emissions");
	failures = json_get(json, "failures");
	if (!json_is_array(emissions) || !json_is_array(failures))
		return ERR_INVALID;
	ARENA_ARRAY(arena, emission, json_count(emissions));
	ARENA_ARRAY(arena, failure, json_count(failures));
	result->emissions = emission;
	result->failures = failure;
	for (; result->nemissions < json_count(emissions); result->nemissions++)
		TRY(read_emission(
		    arena, json_at(emissions, result->nemissions), emission++));
	for (; result->nfailures < json_count(failures); result->nfailures++)
		TRY(read_failure(json_at(failures, result->nfailures), failure++));
	(void)json_bool(json_get(json, "whole"), &result->whole);
	result->patient = json_text(json_get(json, "patient"));
	return OK;
}

enum status
rule_answer_errors(struct arena *arena, const char *text, size_t len,
    const struct rule_complaint **complaints, size_t *count)
{
	const struct json *json, *errors;
	struct rule_complaint *list;

	*count = 0;
	TRY(json_parse(arena, text, len, &json));
	errors = json_get(json, "errors");
	if (!json_is_array(errors))
		return ERR_INVALID;
	ARENA_ARRAY(arena, list, json_count(errors));
	*complaints = list;
	for (; *count < json_count(errors); ++*count, list++) {
		const struct json *error = json_at(errors, *count);

		list->file = json_text(json_get(error, "file"));
		list->words = json_text(json_get(error, "message"));
		if (list->file == NULL || list->words == NULL ||
		    !read_line(json_get(error, "line"), &list->line))
			return ERR_INVALID;
	}
	return OK;
}
