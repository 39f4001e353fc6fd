/* flow_check.c - whether a flow is whole, and made of what we can run. */

#include <string.h>

#include "sim/flow_state.h"
#include "sim/match.h"
#include "sim/words.h"

struct check {
	struct arena *arena;
	const struct json *flow;
	struct value seen; /* every uuid so far */
	const char *why;
};

static bool
complain(struct check *c, const char *what, const char *which)
{
	c->why =
	    arena_printf(c->arena, "%s: %s", what, which != NULL ? which : "(none)");
	return false;
}

static const char *
uuid_of(const struct json *object)
{
	return json_text(json_get(object, "uuid"));
}

static bool
new_uuid(struct check *c, const struct json *object)
{
	const char *uuid = uuid_of(object);

	if (!words_is_uuid(uuid))
		return complain(c, "not a UUID", uuid);
	if (value_get(&c->seen, uuid) != NULL)
		return complain(c, "a UUID twice", uuid);
	value_put(c->arena, &c->seen, uuid, value_truth(true));
	return true;
}

static bool
among(const struct json *list, const char *uuid)
{
	for (size_t i = 0; uuid != NULL && i < json_count(list); i++)
		if (uuid_of(json_at(list, i)) != NULL &&
		    strcmp(uuid_of(json_at(list, i)), uuid) == 0)
			return true;
	return false;
}

static bool
actions_are_good(struct check *c, const struct json *actions)
{
	for (size_t i = 0; i < json_count(actions); i++) {
		const char *type = json_text(json_get(json_at(actions, i), "type"));

		if (!new_uuid(c, json_at(actions, i)))
			return false;
		if (type == NULL || !flow_action_is_known(type))
			return complain(c, "an action we cannot run", type);
	}
	return true;
}

static bool
exits_are_good(struct check *c, const struct json *node)
{
	const struct json *exits = json_get(node, "exits");

	if (json_count(exits) == 0)
		return complain(c, "a node without an exit", uuid_of(node));
	for (size_t i = 0; i < json_count(exits); i++) {
		const char *to =
		    json_text(json_get(json_at(exits, i), "destination_uuid"));

		if (!new_uuid(c, json_at(exits, i)))
			return false;
		if (to != NULL && !among(json_get(c->flow, "nodes"), to))
			return complain(c, "an exit to no node", to);
	}
	return true;
}

static bool
categories_are_good(
    struct check *c, const struct json *router, const struct json *exits)
{
	const struct json *categories = json_get(router, "categories");
	const char *fallback = json_text(json_get(router, "default_category_uuid"));

	for (size_t i = 0; i < json_count(categories); i++) {
		const char *to =
		    json_text(json_get(json_at(categories, i), "exit_uuid"));

		if (!new_uuid(c, json_at(categories, i)))
			return false;
		if (!among(exits, to))
			return complain(c, "a category without an exit", to);
	}
	if (!among(categories, fallback))
		return complain(c, "a router without a default category", fallback);
	return true;
}

static bool
router_is_good(struct check *c, const struct json *node)
{
	const struct json *router = json_get(node, "router");
	const struct json *cases = json_get(router, "cases");
	const struct json *timeout = json_get(json_get(router, "wait"), "timeout");
	const struct json *categories = json_get(router, "categories");
	const char *type = json_text(json_get(router, "type"));

	if (type == NULL || strcmp(type, "switch") != 0)
		return complain(c, "a router we cannot run", type);
	if (!categories_are_good(c, router, json_get(node, "exits")))
		return false;
	for (size_t i = 0; i < json_count(cases); i++) {
		const struct json *test = json_at(cases, i);
		const char *name = json_text(json_get(test, "type"));
		const char *leads = json_text(json_get(test, "category_uuid"));

		if (!new_uuid(c, test))
			return false;
		if (name == NULL || !match_is_known(name))
			return complain(c, "a test we cannot run", name);
		if (!among(categories, leads))
			return complain(c, "a case without a category", leads);
	}
	if (!json_is_null(timeout) &&
	    !among(categories, json_text(json_get(timeout, "category_uuid"))))
		return complain(c, "a time-out without a category", uuid_of(node));
	return true;
}

static bool
flow_is_good(struct check *c)
{
	const struct json *nodes = json_get(c->flow, "nodes");
	const char *type = json_text(json_get(c->flow, "type"));

	if (!new_uuid(c, c->flow))
		return false;
	if (json_text(json_get(c->flow, "name")) == NULL || json_count(nodes) == 0)
		return complain(c, "a flow without a name or nodes", uuid_of(c->flow));
	if (type == NULL || strncmp(type, "messaging", 9) != 0)
		return complain(c, "a type of flow we cannot run", type);
	for (size_t i = 0; i < json_count(nodes); i++) {
		const struct json *node = json_at(nodes, i);

		if (!new_uuid(c, node) || !exits_are_good(c, node) ||
		    !actions_are_good(c, json_get(node, "actions")))
			return false;
		if (!json_is_null(json_get(node, "router")) && !router_is_good(c, node))
			return false;
	}
	return true;
}

enum status
flow_check(struct arena *a, const struct json *flow, const char **why)
{
	struct check c = { .arena = a, .flow = flow, .seen = value_object(NULL) };

	if (flow_is_good(&c))
		return OK;
	*why = c.why;
	return ERR_INVALID;
}
