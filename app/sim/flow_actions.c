/* flow_actions.c - what the nodes of a flow do. */

#include <string.h>

#include "base/clock.h"
#include "sim/flow_state.h"

struct action {
	struct flow_session *s;
	const struct json *json;
	const char *node;
};

static const char *
word(const struct action *action, const char *key)
{
	const char *text = json_text(json_get(action->json, key));

	return text != NULL ? text : "";
}

/* At most so many characters, whole ones. */
static const char *
shortened(struct arena *a, const char *text, size_t most)
{
	size_t n = 0, len = 0;

	for (; text[len] != '\0'; len++) {
		n += ((unsigned char)text[len] & 0xc0) != 0x80;
		if (n > most)
			break;
	}
	return arena_strndup(a, text, len);
}

static enum flow_end
send_msg(const struct action *action)
{
	struct flow_session *s = action->s;
	const char *text = flow_translated(s, word(action, "uuid"), "text", 0);

	text = flow_evaluated(s, text != NULL ? text : word(action, "text"));
	if (text[0] != '\0')
		flow_effect(s, EFFECT_SEND, NULL, text);
	return FLOW_ENDS;
}

static enum flow_end
set_contact_field(const struct action *action)
{
	struct flow_session *s = action->s;
	const char *key = json_text(json_get(json_get(action->json, "field"), "key"));
	const char *value =
	    shortened(s->arena, flow_evaluated(s, word(action, "value")), FLOW_TEXT);

	if (key == NULL || value_get(&s->state->fields, key) == NULL)
		return FLOW_ENDS; /* RapidPro logs it and goes on */
	if (value[0] == '\0')
		value = NULL;
	value_put(s->arena, &s->state->fields, key, value_text(value));
	flow_effect(s, EFFECT_FIELD, key, value);
	flow_context_again(s);
	return FLOW_ENDS;
}

static enum flow_end
set_contact_name(const struct action *action)
{
	struct flow_session *s = action->s;

	s->contact.name =
	    shortened(s->arena, flow_evaluated(s, word(action, "name")), 64);
	flow_effect(s, EFFECT_NAME, NULL, s->contact.name);
	flow_context_again(s);
	return FLOW_ENDS;
}

static enum flow_end
set_contact_language(const struct action *action)
{
	struct flow_session *s = action->s;
	const char *language = flow_evaluated(s, word(action, "language"));

	if (strlen(language) != 3)
		return FLOW_ENDS;
	s->contact.language = language;
	flow_effect(s, EFFECT_LANGUAGE, NULL, language);
	flow_context_again(s);
	return FLOW_ENDS;
}

static enum flow_end
set_run_result(const struct action *action)
{
	struct flow_session *s = action->s;
	const char *value =
	    shortened(s->arena, flow_evaluated(s, word(action, "value")), FLOW_TEXT);

	flow_result(
	    s, word(action, "name"), value, word(action, "category"), action->node, "");
	return FLOW_ENDS;
}

static enum flow_end
change_groups(const struct action *action, enum effect_kind kind)
{
	const struct json *groups = json_get(action->json, "groups");
	bool all = false;

	if (json_bool(json_get(action->json, "all_groups"), &all) && all)
		flow_effect(action->s, kind, NULL, NULL);
	for (size_t i = 0; i < json_count(groups); i++) {
		const struct json *group = json_at(groups, i);

		if (json_text(json_get(group, "uuid")) != NULL)
			flow_effect(action->s, kind, json_text(json_get(group, "uuid")),
			    json_text(json_get(group, "name")));
	}
	return FLOW_ENDS;
}

static enum flow_end
add_contact_groups(const struct action *action)
{
	return change_groups(action, EFFECT_JOIN);
}

static enum flow_end
remove_contact_groups(const struct action *action)
{
	return change_groups(action, EFFECT_LEAVE);
}

static void
prepare_call(const struct action *action)
{
	struct flow_session *s = action->s;
	const struct json *headers = json_get(action->json, "headers");
	struct flow_call *call = &s->call;

	*call = (struct flow_call){ .method = word(action, "method"),
		.url = flow_evaluated(s, word(action, "url")),
		.body = flow_evaluated(s, word(action, "body")) };
	for (size_t i = 0; i < json_count(headers) && call->headers < FLOW_HEADERS;
	     i++) {
		const struct json *value;
		const char *name;

		if (!json_member(headers, i, &name, &value))
			break;
		call->header_names[call->headers] = name;
		call->header_values[call->headers++] =
		    flow_evaluated(s, json_text(value));
	}
}

static void
take_answer(const struct action *action, const struct json *answer)
{
	struct flow_session *s = action->s;
	const char *body = json_text(json_get(answer, "body"));
	const struct json *parsed = NULL;
	int64_t status = 0;

	(void)json_int(json_get(answer, "status"), &status);
	if (body != NULL && json_parse(s->arena, body, strlen(body), &parsed) == OK)
		s->state->webhook = value_from_json(s->arena, parsed);
	else
		s->state->webhook = value_null();
	s->state->webhook_known = true;
	prepare_call(action);
	flow_result(s, word(action, "result_name"),
	    arena_printf(s->arena, "%d", (int)status),
	    status >= 200 && status < 300 ? "Success" : "Failure", action->node,
	    arena_printf(s->arena, "%s %s", s->call.method, s->call.url));
}

static enum flow_end
call_webhook(const struct action *action)
{
	struct flow_session *s = action->s;
	const struct json *answer = json_at(s->answers, s->state->calls);

	if (s->state->calls >= FLOW_CALLS_MAX) {
		s->why = "too many webhooks";
		return FLOW_FAILS;
	}
	if (json_is_null(answer)) {
		prepare_call(action);
		return FLOW_CALLS;
	}
	s->state->calls++;
	take_answer(action, answer);
	return FLOW_ENDS;
}

/* The payload of section 2.2 of RapidPro's contract, without the channel. */
static enum flow_end
call_resthook(const struct action *action)
{
	struct flow_session *s = action->s;
	struct value payload = value_object(NULL);
	static const char *const parts[] = { "contact", "results", "run", "input" };
	struct value flow = value_from_json(s->arena, json_get(s->flow, "name"));
	struct value flow_ref = value_object(NULL);
	struct buf b;

	value_put(s->arena, &flow_ref, "uuid",
	    value_text(json_text(json_get(s->flow, "uuid"))));
	value_put(s->arena, &flow_ref, "name", flow);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		value_put(s->arena, &payload, parts[i],
		    *value_get(&s->state->root, parts[i]));
	value_put(s->arena, &payload, "flow", flow_ref);
	value_put(s->arena, &payload, "path", s->state->path);
	buf_init(&b, s->arena);
	b.max = VALUE_TEXT_MAX;
	value_write_json(&b, &payload);
	if (!b.full)
		flow_effect(s, EFFECT_RESTHOOK, word(action, "resthook"), b.data);
	return FLOW_ENDS;
}

/* clang-format off */
static const struct {
	const char *type;
	enum flow_end (*act)(const struct action *);
} acts[] = {
	{ "send_msg",			send_msg },
	{ "set_contact_field",		set_contact_field },
	{ "set_contact_name",		set_contact_name },
	{ "set_contact_language",	set_contact_language },
	{ "set_run_result",		set_run_result },
	{ "add_contact_groups",		add_contact_groups },
	{ "remove_contact_groups",	remove_contact_groups },
	{ "call_webhook",		call_webhook },
	{ "call_resthook",		call_resthook },
};
/* clang-format on */

bool
flow_action_is_known(const char *type)
{
	for (size_t i = 0; i < COUNT_OF(acts); i++)
		if (strcmp(acts[i].type, type) == 0)
			return true;
	return false;
}

enum flow_end
flow_actions(struct flow_session *s, const struct json *node, const char *node_uuid)
{
	const struct json *actions = json_get(node, "actions");

	for (size_t i = 0; i < json_count(actions); i++) {
		const struct action action = {
			.s = s, .json = json_at(actions, i), .node = node_uuid
		};

		for (size_t k = 0; k < COUNT_OF(acts); k++) {
			enum flow_end end;

			if (strcmp(acts[k].type, word(&action, "type")) != 0)
				continue;
			end = acts[k].act(&action);
			if (end != FLOW_ENDS)
				return end;
		}
	}
	return FLOW_ENDS;
}
