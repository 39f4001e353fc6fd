/* flow_context.c - what the expressions of a flow can name. */

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "sim/flow_state.h"
#include "sim/words.h"

static void
put(struct flow_session *s, struct value *object, const char *key, const char *text)
{
	value_put(s->arena, object, key, value_text(text));
}

static struct value
contact_value(struct flow_session *s)
{
	const struct flow_contact *c = &s->contact;
	const char *name = c->name != NULL ? c->name : "";
	struct value contact = value_object(name[0] != '\0'  ? name
					    : c->urn != NULL ? c->urn
							     : "");

	put(s, &contact, "uuid", c->uuid);
	put(s, &contact, "name", name);
	put(s, &contact, "first_name",
	    arena_strndup(s->arena, name, strcspn(name, " ")));
	put(s, &contact, "language", c->language);
	put(s, &contact, "created_on", flow_time(s->arena, c->created_on));
	put(s, &contact, "urn", c->urn);
	value_put(s->arena, &contact, "groups", value_from_json(s->arena, c->groups));
	value_put(s->arena, &contact, "fields", s->state->fields);
	return contact;
}

static struct value
run_value(struct flow_session *s, const struct value *contact)
{
	const char *flow_name = json_text(json_get(s->flow, "name"));
	struct value flow = value_object(flow_name);
	struct value run =
	    value_object(arena_printf(s->arena, "%s@%s", contact->text, flow_name));

	put(s, &flow, "uuid", json_text(json_get(s->flow, "uuid")));
	put(s, &flow, "name", flow_name);
	put(s, &run, "uuid", s->run_uuid);
	put(s, &run, "status", "active");
	put(s, &run, "created_on", flow_time(s->arena, s->run_created_on));
	value_put(s->arena, &run, "exited_on", value_null());
	value_put(s->arena, &run, "flow", flow);
	value_put(s->arena, &run, "contact", *contact);
	value_put(s->arena, &run, "results", s->state->results);
	return run;
}

static struct value
input_value(struct flow_session *s)
{
	struct value input;

	if (s->input == NULL)
		return value_null();
	input = value_object(s->input->text);
	put(s, &input, "type", "msg");
	put(s, &input, "uuid", s->input->uuid);
	put(s, &input, "text", s->input->text);
	put(s, &input, "urn", s->input->urn);
	put(s, &input, "created_on", flow_time(s->arena, s->input->created_on));
	value_put(s->arena, &input, "attachments", value_array());
	return input;
}

static struct value
trigger_value(struct flow_session *s)
{
	struct value trigger = value_object(NULL);

	put(s, &trigger, "type", s->params != NULL ? "flow_action" : "msg");
	value_put(s->arena, &trigger, "params",
	    s->params != NULL ? value_from_json(s->arena, s->params)
			      : value_object(NULL));
	return trigger;
}

void
flow_context_again(struct flow_session *s)
{
	struct value *root = &s->state->root;
	struct value contact = contact_value(s);
	struct value urns = value_object(NULL);

	if (s->contact.urn != NULL)
		put(s, &urns, "tel", s->contact.urn);
	value_put(s->arena, root, "contact", contact);
	value_put(s->arena, root, "fields", s->state->fields);
	value_put(s->arena, root, "urns", urns);
	value_put(s->arena, root, "results", s->state->results);
	value_put(s->arena, root, "run", run_value(s, &contact));
	if (s->state->webhook_known)
		value_put(s->arena, root, "webhook", s->state->webhook);
}

/* A result as expressions see it, from how it is kept. */
static struct value
result_value(struct flow_session *s, const struct json *kept)
{
	const char *value = json_text(json_get(kept, "value"));
	struct value result = value_object(value != NULL ? value : "");

	put(s, &result, "name", json_text(json_get(kept, "name")));
	put(s, &result, "value", value);
	put(s, &result, "category", json_text(json_get(kept, "category")));
	put(s, &result, "input", json_text(json_get(kept, "input")));
	put(s, &result, "node_uuid", json_text(json_get(kept, "node")));
	put(s, &result, "created_on", json_text(json_get(kept, "time")));
	return result;
}

void
flow_context(struct flow_session *s)
{
	struct flow_state *state = arena_alloc(s->arena, sizeof *state);

	s->state = state;
	state->root = value_object(NULL);
	state->results = value_object(NULL);
	state->path = value_array();
	state->fields = value_from_json(s->arena, s->contact.fields);
	if (state->fields.kind != VALUE_OBJECT)
		state->fields = value_object(NULL);
	for (size_t i = 0; i < json_count(s->results_before); i++) {
		const struct json *kept;
		const char *key;

		if (json_member(s->results_before, i, &key, &kept))
			value_put(
			    s->arena, &state->results, key, result_value(s, kept));
	}
	for (size_t i = 0; i < json_count(s->path_before); i++)
		value_push(s->arena, &state->path,
		    value_from_json(s->arena, json_at(s->path_before, i)));
	value_put(s->arena, &state->root, "input", input_value(s));
	value_put(s->arena, &state->root, "trigger", trigger_value(s));
	value_put(s->arena, &state->root, "globals",
	    json_is_object(s->globals) ? value_from_json(s->arena, s->globals)
				       : value_object(NULL));
	flow_context_again(s);
}

const char *
flow_evaluated(struct flow_session *s, const char *template)
{
	const struct expression_scope scope = {
		.arena = s->arena, .root = &s->state->root, .now = s->now
	};

	return template_text(&scope, template != NULL ? template : "");
}

void
flow_result(struct flow_session *s, const char *name, const char *value,
    const char *category, const char *node, const char *input)
{
	struct value result = value_object(value);

	put(s, &result, "name", name);
	put(s, &result, "value", value);
	put(s, &result, "category", category);
	put(s, &result, "input", input);
	put(s, &result, "node_uuid", node);
	put(s, &result, "created_on", flow_time(s->arena, s->now));
	value_put(s->arena, &s->state->results, words_key(s->arena, name), result);
	flow_context_again(s);
}

void
flow_effect(
    struct flow_session *s, enum effect_kind kind, const char *key, const char *text)
{
	struct flow_state *state = s->state;

	if (s->neffects == state->effects_room) {
		struct effect *wider;

		state->effects_room = state->effects_room == 0 ? 8 : s->neffects * 2;
		ARENA_ARRAY(s->arena, wider, state->effects_room);
		if (s->neffects > 0)
			memcpy(wider, s->effects, s->neffects * sizeof *wider);
		s->effects = wider;
	}
	/* An expression can make a control character, and no SMS carries one. */
	s->effects[s->neffects++] = (struct effect){ .kind = kind,
		.key = key,
		.text = text != NULL ? text_cleaned(s->arena, text) : NULL };
}

const char *
flow_translated(
    const struct flow_session *s, const char *uuid, const char *what, size_t i)
{
	const struct json *all = json_get(s->flow, "localization");

	if (s->contact.language == NULL || uuid == NULL)
		return NULL;
	return json_text(json_at(
	    json_get(json_get(json_get(all, s->contact.language), uuid), what), i));
}

const char *
flow_time(struct arena *a, int64_t at)
{
	const char *iso = clock_iso(a, at);

	if (strchr(iso, '.') != NULL)
		return iso;
	return arena_printf(a, "%.*s.000000Z", (int)strcspn(iso, "Z"), iso);
}
