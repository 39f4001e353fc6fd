/*
 * fuzz_rules.c - whatever the evaluator answers is a result that can be used, or is
 * refused; and what becomes of it are tasks that can be read again.
 */

#include "fuzz.h"

#include <string.h>

#include "core/rule.h"
#include "core/rule_answer.h"
#include "core/rule_task.h"
#include "ext/json.h"

static void
check_result(const struct rule_result *result)
{
	for (size_t i = 0; i < result->nemissions; i++) {
		const struct rule_emission *e = &result->emissions[i];

		REQUIRE(e->id != NULL && e->state != NULL && e->task != NULL);
		REQUIRE(json_gate(e->task, strlen(e->task)));
		REQUIRE(e->raw == NULL || json_gate(e->raw, strlen(e->raw)));
	}
	for (size_t i = 0; i < result->nfailures; i++)
		REQUIRE(
		    result->failures[i].words != NULL && result->failures[i].line >= 0);
}

/* Twice the same at one time: the second look changes nothing but what is new. */
static void
check_merge(struct arena *arena, const struct rule_result *result)
{
	struct rule_moment at = { 1709362800000000, "Africa/Harare", "nurse" };
	struct rule_documents tasks = { .count = 0 };
	size_t count;

	if (rule_tasks_merge(arena, &tasks, result, 1, &at) != OK)
		return;
	count = tasks.count;
	REQUIRE(count <= result->nemissions);
	for (size_t i = 0; i < count; i++)
		REQUIRE(json_gate(tasks.list[i].text, strlen(tasks.list[i].text)));
	REQUIRE(rule_tasks_merge(arena, &tasks, result, 1, &at) == OK);
	REQUIRE(tasks.count >= count);
}

/* A task of a file, on which nothing is emitted any more, is still JSON. */
static void
check_task(struct arena *arena, const char *text, size_t len)
{
	struct rule_moment at = { 1709362800000000, "Africa/Harare", "nurse" };
	struct rule_documents tasks = { .kind = RULE_OF_TASKS };

	if (rule_documents_put(arena, &tasks, text, len) != OK ||
	    rule_tasks_merge(arena, &tasks, NULL, 0, &at) != OK)
		return;
	REQUIRE(tasks.count == 1);
	REQUIRE(json_gate(tasks.list[0].text, tasks.list[0].len));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct rule_complaint *complaints;
	struct rule_result result;
	const char *text;
	size_t count;

	for (int raw = 0; raw < 2; raw++) {
		char *answer = arena_strndup(arena, (const char *)data, size);

		if (rule_answer_result(arena, answer, size, raw != 0, &result) == OK) {
			check_result(&result);
			check_merge(arena, &result);
		}
	}
	text = arena_strndup(arena, (const char *)data, size);
	check_task(arena, text, size);
	if (rule_answer_errors(arena, text, size, &complaints, &count) == OK)
		for (size_t i = 0; i < count; i++)
			REQUIRE(
			    complaints[i].file != NULL && complaints[i].words != NULL);
	arena_free(arena);
	return 0;
}
