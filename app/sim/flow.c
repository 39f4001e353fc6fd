/* flow.c - see flow.h. */

#include "sim/flow.h"

#include <string.h>

#include "base/clock.h"
#include "sim/flow_state.h"
#include "sim/match.h"

static const char *
text_of(const struct json *object, const char *key)
{
	const char *text = json_text(json_get(object, key));

	return text != NULL ? text : "";
}

/* The element of a list whose uuid this is. */
static const struct json *
by_uuid(const struct json *list, const char *uuid)
{
	for (size_t i = 0; i < json_count(list); i++)
		if (strcmp(text_of(json_at(list, i), "uuid"), uuid) == 0)
			return json_at(list, i);
	return NULL;
}

/* Where a switch leads, and what it found. */
struct choice {
	const char *category; /* uuid */
	const char *value;
};

static bool
case_holds(struct flow_session *s, const struct json *test, const struct value *operand,
    struct choice *choice)
{
	const struct json *given = json_get(test, "arguments");
	const char *args[2] = { "", "" };
	const char *match;

	for (size_t i = 0; i < 2 && i < json_count(given); i++) {
		const char *arg =
		    flow_translated(s, text_of(test, "uuid"), "arguments", i);

		if (arg == NULL)
			arg = json_text(json_at(given, i));
		args[i] = flow_evaluated(s, arg);
	}
	match = match_test(s->arena, text_of(test, "type"), operand, args);
	if (match == NULL)
		return false;
	choice->category = text_of(test, "category_uuid");
	choice->value = match;
	return true;
}

static struct choice
switch_on(struct flow_session *s, const struct json *router, const char **input)
{
	const struct expression_scope scope = {
		.arena = s->arena, .root = &s->state->root, .now = s->now
	};
	struct value operand = template_value(&scope, text_of(router, "operand"));
	const struct json *cases = json_get(router, "cases");
	struct choice choice = { .category = text_of(router, "default_category_uuid"),
		.value = value_as_text(s->arena, &operand) };

	*input = choice.value;
	for (size_t i = 0; i < json_count(cases); i++)
		if (case_holds(s, json_at(cases, i), &operand, &choice))
			break;
	return choice;
}

static const struct json *
timeout_of(const struct json *router)
{
	return json_get(json_get(router, "wait"), "timeout");
}

/* The exit taken, or NULL if no category leads anywhere. */
static const struct json *
flow_route(struct flow_session *s, const struct json *node, bool waited)
{
	const struct json *router = json_get(node, "router");
	const struct json *category;
	const char *input = "";
	struct choice choice;

	if (json_is_null(router))
		return json_at(json_get(node, "exits"), 0);
	if (waited && s->timed_out) {
		choice.category = text_of(timeout_of(router), "category_uuid");
		choice.value = flow_time(s->arena, s->now);
	} else {
		choice = switch_on(s, router, &input);
	}
	category = by_uuid(json_get(router, "categories"), choice.category);
	if (category == NULL)
		return NULL;
	if (text_of(router, "result_name")[0] != '\0')
		flow_result(s, text_of(router, "result_name"), choice.value,
		    text_of(category, "name"), text_of(node, "uuid"), input);
	return by_uuid(json_get(node, "exits"), text_of(category, "exit_uuid"));
}

static enum flow_end
failed(struct flow_session *s, const char *why)
{
	s->why = why;
	return FLOW_FAILS;
}

/* Enters a node; FLOW_ENDS means: go on to its exit. */
static enum flow_end
visit(struct flow_session *s, const struct json *node, bool first)
{
	const struct json *wait = json_get(json_get(node, "router"), "wait");
	const char *uuid = text_of(node, "uuid");
	struct value step = value_object(NULL);
	enum flow_end end;

	value_put(s->arena, &step, "node", value_text(uuid));
	value_put(s->arena, &step, "time", value_text(flow_time(s->arena, s->now)));
	value_push(s->arena, &s->state->path, step);
	end = flow_actions(s, node, uuid);
	if (end != FLOW_ENDS || json_is_null(wait))
		return end;
	/* A flow that a message started has its first reply already. */
	if (first && s->input != NULL && s->params == NULL && s->neffects == 0)
		return FLOW_ENDS;
	if (strcmp(text_of(s->flow, "type"), "messaging_background") == 0)
		return failed(s, "a background flow cannot wait");
	s->wait = uuid;
	s->wait_seconds = 0;
	(void)json_int(json_get(timeout_of(json_get(node, "router")), "seconds"),
	    &s->wait_seconds);
	return FLOW_WAITS;
}

static enum flow_end
walk(struct flow_session *s)
{
	const struct json *nodes = json_get(s->flow, "nodes");
	const struct json *node =
	    s->waited_at != NULL ? by_uuid(nodes, s->waited_at) : json_at(nodes, 0);
	bool waited = s->waited_at != NULL;

	for (int step = 0; step < FLOW_STEPS; step++) {
		const struct json *exit;

		if (node == NULL)
			return failed(s, "no such node");
		if (!waited) {
			enum flow_end end = visit(s, node, step == 0);

			if (end != FLOW_ENDS)
				return end;
		}
		exit = flow_route(s, node, waited);
		if (exit == NULL)
			return failed(s, "no category fits");
		if (json_text(json_get(exit, "destination_uuid")) == NULL)
			return FLOW_ENDS;
		node = by_uuid(nodes, text_of(exit, "destination_uuid"));
		waited = false;
	}
	return failed(s, "it goes round in circles");
}

/* The results as the API shows them. */
static const char *
results_json(const struct flow_session *s)
{
	/* clang-format off */
	static const struct { const char *from, *to; } names[] = {
		{ "value", "value" }, { "category", "category" },
		{ "node_uuid", "node" }, { "created_on", "time" },
		{ "name", "name" }, { "input", "input" },
	};
	/* clang-format on */
	const struct value *results = &s->state->results;
	struct value shown = value_object(NULL);
	struct buf b;

	for (size_t i = 0; i < results->n; i++) {
		struct value one = value_object(NULL);

		for (size_t k = 0; k < COUNT_OF(names); k++)
			value_put(s->arena, &one, names[k].to,
			    *value_get(&results->members[i].value, names[k].from));
		value_put(s->arena, &shown, results->members[i].key, one);
	}
	buf_init(&b, s->arena);
	value_write_json(&b, &shown);
	return b.data;
}

enum flow_end
flow_sprint(struct flow_session *s)
{
	enum flow_end end;
	struct buf path;

	s->neffects = 0;
	s->effects = NULL;
	s->wait = NULL;
	flow_context(s);
	end = walk(s);
	s->results_json = results_json(s);
	buf_init(&path, s->arena);
	value_write_json(&path, &s->state->path);
	s->path_json = path.data;
	return end;
}
