/* rule_answer.c - see rule_answer.h. */

#include "core/rule_answer.h"

#include <string.h>

#include "ext/json.h"

#define LINES_MAX 100000000

static bool
read_number(const struct json *json, int *line)
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

enum status
rule_answer_failure(const struct json *json, struct rule_failure *failure)
{
	if (!read_text(json, "rule", &failure->rule) ||
	    !read_text(json, "file", &failure->file) ||
	    !read_text(json, "message", &failure->words) || failure->words == NULL ||
	    !read_number(json_get(json, "line"), &failure->line))
		return ERR_INVALID;
	return OK;
}

/* ----------------------------------------------------------------- lines --- */

/* The line there, ended where it ends; NULL if there is none. */
static char *
take_line(char **at)
{
	char *line = *at, *end = strchr(line, '\n');

	if (end == NULL)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line;
}

/* The next value of a line, up to a blank or its end: a text or what has no blanks. */
static char *
take_value(char **at)
{
	char *value = *at, *end = value;

	if (*end == '"')
		for (end++; *end != '\0' && *end != '"'; end++)
			end += *end == '\\' && end[1] != '\0';
	end += strcspn(end, " ");
	*at = end + (*end == ' ');
	*end = '\0';
	return json_gate(value, (size_t)(end - value)) ? value : NULL;
}

/* "..." as what it says, null as NULL. */
static enum status
text_of(struct arena *arena, char *value, const char **text)
{
	const struct json *json;
	size_t len;

	*text = NULL;
	if (value == NULL)
		return ERR_INVALID;
	if (strcmp(value, "null") == 0)
		return OK;
	len = strlen(value);
	if (*value != '"')
		return ERR_INVALID;
	if (strchr(value, '\\') == NULL) {
		value[len - 1] = '\0';
		*text = value + 1;
		return OK;
	}
	TRY(json_parse(arena, value, len, &json));
	*text = json_text(json);
	return OK;
}

/* JSON as it stands there, or "-" for none. */
static enum status
take_any(char **at, const char **json)
{
	bool none = **at == '-' && ((*at)[1] == ' ' || (*at)[1] == '\0');

	*json = NULL;
	if (none) {
		*at += (*at)[1] == ' ' ? 2 : 1;
		return OK;
	}
	*json = take_value(at);
	return *json != NULL ? OK : ERR_INVALID;
}

/* An object that may be kept, or NULL. */
static const char *
take_object(char **at)
{
	char *line = take_line(at);

	return line != NULL && *line == '{' && json_gate(line, strlen(line)) ? line
									     : NULL;
}

/* ---------------------------------------------------------------- results --- */

static const struct {
	char letter;
	const char *state, *reason;
} states[] = {
	{ 'R', "Ready", NULL },
	{ 'C', "Completed", NULL },
	{ 'F', "Failed", NULL },
	{ 'D', "Draft", NULL },
	{ 'X', "Cancelled", NULL },
	{ 'I', "Cancelled", "invalid" },
};

/* "R1 "rule" "id" "requester" "owner"", behind its letter. */
static enum status
read_emission(struct arena *arena, char *line, struct rule_emission *e)
{
	size_t i = 0;

	*e = (struct rule_emission){ .rule = NULL };
	while (i < COUNT_OF(states) && states[i].letter != line[0])
		i++;
	if (i == COUNT_OF(states) || (line[1] != '0' && line[1] != '1') ||
	    line[2] != ' ')
		return ERR_INVALID;
	e->state = states[i].state;
	e->reason = states[i].reason;
	e->timely = line[1] == '1';
	line += 3;
	TRY(text_of(arena, take_value(&line), &e->rule));
	TRY(text_of(arena, take_value(&line), &e->id));
	TRY(take_any(&line, &e->requester));
	TRY(take_any(&line, &e->owner));
	return e->id != NULL && *line == '\0' ? OK : ERR_INVALID;
}

struct reading {
	struct arena *arena;
	bool raw;
	size_t lines;
	struct rule_result *result;
	struct rule_emission *emissions;
	struct rule_failure *failures;
};

static struct rule_failure *
add_failure(struct reading *r)
{
	if (r->failures == NULL)
		ARENA_ARRAY(r->arena, r->failures, r->lines);
	r->result->failures = r->failures;
	return &r->failures[r->result->nfailures++];
}

#define NOT_JSON                                                                \
	"the task cannot be written as JSON: it is nested too deep or holds a " \
	"number that is too large"

/* What cannot be kept is a failure of its rule. */
static enum status
add_emission(struct reading *r, char *line, char **rest)
{
	struct rule_emission *e;

	/* Each takes two lines at least. */
	if (r->emissions == NULL)
		ARENA_ARRAY(r->arena, r->emissions, r->lines / 2 + 1);
	r->result->emissions = r->emissions;
	e = &r->emissions[r->result->nemissions];
	TRY(read_emission(r->arena, line, e));
	e->task = take_object(rest);
	e->raw = r->raw ? take_object(rest) : NULL;
	if (e->task != NULL && (!r->raw || e->raw != NULL))
		r->result->nemissions++;
	else
		*add_failure(r) =
		    (struct rule_failure){ .rule = e->rule, .words = NOT_JSON };
	return OK;
}

static enum status
read_line(struct reading *r, char *line, char **rest)
{
	const struct json *json;

	switch (*line) {
	case 'P':
		line++;
		return text_of(r->arena, take_value(&line), &r->result->patient);
	case 'E':
		return add_emission(r, line + 1, rest);
	case 'F':
		TRY(json_parse(r->arena, line + 1, strlen(line + 1), &json));
		return rule_answer_failure(json, add_failure(r));
	case 'W':
		r->result->whole = true;
		return line[1] == '\0' ? OK : ERR_INVALID;
	default:
		return ERR_INVALID;
	}
}

enum status
rule_answer_result(
    struct arena *arena, char *text, size_t len, bool raw, struct rule_result *result)
{
	struct reading r = { .arena = arena, .raw = raw, .result = result };

	*result = (struct rule_result){ .patient = NULL };
	if (strlen(text) != len || len == 0)
		return ERR_INVALID;
	for (const char *at = text; *at != '\0'; at++)
		r.lines += *at == '\n';
	while (*text != '\0') {
		char *line = take_line(&text);

		if (line == NULL)
			return ERR_INVALID;
		TRY(read_line(&r, line, &text));
	}
	return OK;
}

enum status
rule_answer_list(struct arena *arena, const char *text, size_t len, const char *key,
    const struct rule_complaint **complaints, size_t *count)
{
	const struct json *json, *errors;
	struct rule_complaint *list;

	*count = 0;
	TRY(json_parse(arena, text, len, &json));
	errors = json_get(json, key);
	if (!json_is_array(errors))
		return ERR_INVALID;
	ARENA_ARRAY(arena, list, json_count(errors));
	*complaints = list;
	for (; *count < json_count(errors); ++*count, list++) {
		const struct json *error = json_at(errors, *count);

		list->file = json_text(json_get(error, "file"));
		list->words = json_text(json_get(error, "message"));
		if (list->file == NULL || list->words == NULL ||
		    !read_number(json_get(error, "line"), &list->line))
			return ERR_INVALID;
	}
	return OK;
}

enum status
rule_answer_errors(struct arena *arena, const char *text, size_t len,
    const struct rule_complaint **complaints, size_t *count)
{
	return rule_answer_list(arena, text, len, "errors", complaints, count);
}
