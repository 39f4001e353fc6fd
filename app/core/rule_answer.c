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

bool
rule_state_known(const char *state)
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
	if (!read_text(json, "rule", &emission->rule) ||
	    !read_text(json, "id", &emission->id) || emission->id == NULL ||
	    !read_text(json, "state", &emission->state) ||
	    !rule_state_known(emission->state) ||
	    !read_text(json, "reason", &emission->reason) ||
	    !json_bool(json_get(json, "timely"), &emission->timely))
		return ERR_INVALID;
	emission->requester = read_any(arena, json, "requester");
	emission->owner = read_any(arena, json, "owner");
	return OK;
}

enum status
rule_answer_failure(const struct json *json, struct rule_failure *failure)
{
	if (!read_text(json, "rule", &failure->rule) ||
	    !read_text(json, "file", &failure->file) ||
	    !read_text(json, "message", &failure->words) || failure->words == NULL ||
	    !read_line(json_get(json, "line"), &failure->line))
		return ERR_INVALID;
	return OK;
}

/* The next line, if it is an object that may be kept; NULL if not. */
static const char *
take_line(struct arena *arena, const char **at)
{
	size_t len = strcspn(*at, "\n");
	const char *line = *at;

	*at += len + (line[len] == '\n');
	return *line == '{' && json_gate(line, len) ? arena_strndup(arena, line, len)
						    : NULL;
}

#define NOT_JSON                                                                \
	"the task cannot be written as JSON: it is nested too deep or holds a " \
	"number that is too large"

/* What cannot be kept is a failure of its rule. */
static enum status
read_emissions(struct arena *arena, const struct json *list, bool raw,
    const char *lines, struct rule_result *result, struct rule_failure *failures)
{
	struct rule_emission *emissions;

	ARENA_ARRAY(arena, emissions, json_count(list));
	result->emissions = emissions;
	for (size_t i = 0; i < json_count(list); i++) {
		struct rule_emission *e = &emissions[result->nemissions];

		*e = (struct rule_emission){ .rule = NULL };
		TRY(read_emission(arena, json_at(list, i), e));
		e->task = take_line(arena, &lines);
		e->raw = raw ? take_line(arena, &lines) : NULL;
		if (e->task != NULL && (!raw || e->raw != NULL))
			result->nemissions++;
		else
			failures[result->nfailures++] =
			    (struct rule_failure){ .rule = e->rule, .words = NOT_JSON };
	}
	return *lines == '\0' ? OK : ERR_INVALID;
}

enum status
rule_answer_result(struct arena *arena, const char *text, size_t len, bool raw,
    struct rule_result *result)
{
	size_t head = strcspn(text, "\n");
	const struct json *json, *emissions, *failures;
	struct rule_failure *failure;

	*result = (struct rule_result){ .patient = NULL };
	if (strlen(text) != len)
		return ERR_INVALID;
	TRY(json_parse(arena, text, head, &json));
	emissions = json_get(json, "emissions");
	failures = json_get(json, "failures");
	if (!json_is_array(emissions) || !json_is_array(failures))
		return ERR_INVALID;
	ARENA_ARRAY(arena, failure, json_count(failures) + json_count(emissions));
	result->failures = failure;
	for (size_t i = 0; i < json_count(failures); i++)
		TRY(rule_answer_failure(
		    json_at(failures, i), &failure[result->nfailures++]));
	(void)json_bool(json_get(json, "whole"), &result->whole);
	result->patient = json_text(json_get(json, "patient"));
	return read_emissions(
	    arena, emissions, raw, text + head + (text[head] == '\n'), result, failure);
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
