/* rule_explain.c - see rule_explain.h. */

#include "core/rule_explain.h"

#include <string.h>

#include "core/rule_answer.h"
#include "core/rule_task.h"
#include "ext/json.h"

#define COUNT_MAX 1000000
#define LISTED_MAX 10000
#define EXPLAIN_MAX ((size_t)4 * 1024 * 1024)
/* Of a date, in milliseconds: the years that JavaScript knows. */
#define DATE_MAX 8640000000000000LL

/* A text, or NULL for null; false for anything else. */
static bool
read_text(const struct json *object, const char *key, const char **text)
{
	const struct json *value = json_get(object, key);

	*text = json_text(value);
	return *text != NULL || json_is_null(value);
}

static bool
read_count(const struct json *object, const char *key, int least, int *count)
{
	int64_t n;

	if (!json_int(json_get(object, key), &n) || n < least || n > COUNT_MAX)
		return false;
	*count = (int)n;
	return true;
}

/* Milliseconds, or null; what no calendar holds is no date. */
static bool
read_date(const struct json *object, const char *key, int64_t *date)
{
	const struct json *value = json_get(object, key);
	int64_t ms;

	*date = RULE_NO_DATE;
	if (json_int(value, &ms)) {
		if (ms > -DATE_MAX && ms < DATE_MAX)
			*date = ms * 1000;
		return true;
	}
	return json_is_null(value);
}

static bool
read_list(const struct json *object, const char *key, const struct json **list)
{
	*list = json_get(object, key);
	return json_is_array(*list) && json_count(*list) <= LISTED_MAX;
}

/* --------------------------------------------------- what there is of him --- */

static bool
read_reports(
    struct arena *arena, const struct json *json, struct rule_explanation *explanation)
{
	const struct json *list;
	struct rule_report *reports;

	if (!read_list(json, "reports", &list))
		return false;
	ARENA_ARRAY(arena, reports, json_count(list));
	explanation->reports = reports;
	for (size_t i = 0; i < json_count(list); i++, explanation->nreports++)
		if (!read_text(json_at(list, i), "id", &reports[i].id) ||
		    !read_text(json_at(list, i), "form", &reports[i].form) ||
		    !read_date(json_at(list, i), "date", &reports[i].date))
			return false;
	return true;
}

static bool
read_tasks(
    struct arena *arena, const struct json *json, struct rule_explanation *explanation)
{
	const struct json *list;
	struct rule_known *tasks;

	if (!read_list(json, "tasks", &list))
		return false;
	ARENA_ARRAY(arena, tasks, json_count(list));
	explanation->tasks = tasks;
	for (size_t i = 0; i < json_count(list); i++, explanation->ntasks++)
		if (!read_text(json_at(list, i), "id", &tasks[i].id) ||
		    !read_text(json_at(list, i), "state", &tasks[i].state) ||
		    !read_date(json_at(list, i), "since", &tasks[i].since))
			return false;
	return true;
}

/* -1 is the contact; what is beyond those that are listed is not said which. */
static const struct rule_report *
report_at(const struct rule_explanation *explanation, int64_t place)
{
	static const struct rule_report unknown = { .date = RULE_NO_DATE };

	if (place < 0)
		return NULL;
	return (size_t)place < explanation->nreports ? &explanation->reports[place]
						     : &unknown;
}

/* ------------------------------------------------------------ a definition --- */

static bool
read_places(struct arena *arena, const struct rule_explanation *explanation,
    const struct json *json, const char *key, const struct rule_report *const **places,
    size_t *count)
{
	const struct rule_report **reports;
	const struct json *list;
	int64_t place;

	if (!read_list(json, key, &list))
		return false;
	*count = json_count(list);
	ARENA_ARRAY(arena, reports, *count);
	*places = reports;
	for (size_t i = 0; i < *count; i++) {
		if (!json_int(json_at(list, i), &place))
			return false;
		reports[i] = report_at(explanation, place);
	}
	return true;
}

static bool
read_types(struct arena *arena, const struct json *json, struct rule_note *note)
{
	const struct json *list = json_get(json, "types");
	const char **types;

	if (json_is_null(list))
		return true;
	if (!read_list(json, "types", &list))
		return false;
	ARENA_ARRAY(arena, types, json_count(list));
	note->types = types;
	for (size_t i = 0; i < json_count(list); i++) {
		types[note->ntypes] = json_text(json_at(list, i));
		note->ntypes += types[note->ntypes] != NULL;
	}
	return true;
}

/* The latest of them is the last. */
static const struct rule_known *
known_of(const struct rule_explanation *explanation, const char *id)
{
	for (size_t i = explanation->ntasks; i > 0; i--) {
		const struct rule_known *task = &explanation->tasks[i - 1];

		if (task->id != NULL && strcmp(task->id, id) == 0)
			return task;
	}
	return NULL;
}

static bool
read_event(const struct rule_explanation *explanation, const struct json *json,
    struct rule_event *event)
{
	int place;

	if (!read_count(json, "report", -1, &place) ||
	    !read_text(json, "event", &event->event) ||
	    !read_text(json, "id", &event->id) || event->id == NULL ||
	    !read_text(json, "title", &event->title) ||
	    !read_text(json, "due", &event->due) ||
	    !read_text(json, "start", &event->start) ||
	    !read_text(json, "end", &event->end) ||
	    !json_bool(json_get(json, "resolved"), &event->resolved) ||
	    !json_bool(json_get(json, "deleted"), &event->deleted) ||
	    !json_bool(json_get(json, "timely"), &event->timely) ||
	    !read_text(json, "state", &event->state) ||
	    !rule_state_known(event->state) ||
	    !read_text(json, "reason", &event->reason))
		return false;
	event->report = report_at(explanation, place);
	event->known = known_of(explanation, event->id);
	return true;
}

static bool
read_events(struct arena *arena, const struct rule_explanation *explanation,
    const struct json *json, struct rule_note *note)
{
	struct rule_event *events;
	const struct json *list;

	if (!read_list(json, "events", &list))
		return false;
	ARENA_ARRAY(arena, events, json_count(list));
	note->events = events;
	for (; note->nevents < json_count(list); note->nevents++)
		if (!read_event(explanation, json_at(list, note->nevents),
			&events[note->nevents]))
			return false;
	return true;
}

static bool
read_failure(
    struct arena *arena, const struct json *json, const struct rule_failure **failure)
{
	struct rule_failure *one;

	*failure = NULL;
	if (json_is_null(json))
		return true;
	one = arena_alloc(arena, sizeof *one);
	*failure = one;
	return rule_answer_failure(json, one) == OK;
}

static bool
read_rule(struct arena *arena, const struct rule_explanation *explanation,
    const struct json *json, struct rule_note *note)
{
	return read_text(json, "rule", &note->rule) &&
	       read_count(json, "number", -1, &note->number) &&
	       read_text(json, "on", &note->on) && read_types(arena, json, note) &&
	       read_count(json, "other", 0, &note->other) &&
	       read_places(arena, explanation, json, "no", &note->no, &note->nno) &&
	       read_places(
		   arena, explanation, json, "none", &note->none, &note->nnone) &&
	       read_count(json, "more", 0, &note->more) &&
	       read_events(arena, explanation, json, note) &&
	       read_failure(arena, json_get(json, "failure"), &note->failure);
}

static bool
read_rules(
    struct arena *arena, const struct json *json, struct rule_explanation *explanation)
{
	struct rule_note *rules;
	const struct json *list;

	if (!read_list(json, "rules", &list))
		return false;
	ARENA_ARRAY(arena, rules, json_count(list));
	explanation->rules = rules;
	for (size_t i = 0; i < json_count(list); i++, explanation->nrules++)
		if (!read_rule(arena, explanation, json_at(list, i), &rules[i]))
			return false;
	return true;
}

static bool
read_failures(
    struct arena *arena, const struct json *json, struct rule_explanation *explanation)
{
	struct rule_failure *failures;
	const struct json *list;

	if (!read_list(json, "failures", &list))
		return false;
	ARENA_ARRAY(arena, failures, json_count(list));
	explanation->failures = failures;
	for (size_t i = 0; i < json_count(list); i++, explanation->nfailures++)
		if (rule_answer_failure(json_at(list, i), &failures[i]) != OK)
			return false;
	return true;
}

/* ------------------------------------------------------------------- whole --- */

enum status
rule_explain_read(struct arena *arena, const char *text, size_t len,
    struct rule_explanation *explanation)
{
	const struct json *json;

	*explanation = (struct rule_explanation){ .nrules = 0 };
	if (len > EXPLAIN_MAX)
		return ERR_INVALID;
	TRY(json_parse(arena, text, len, &json));
	if (!read_reports(arena, json, explanation) ||
	    !read_tasks(arena, json, explanation) ||
	    !read_rules(arena, json, explanation) ||
	    !read_failures(arena, json, explanation))
		return ERR_INVALID;
	return OK;
}
