/* load.c - see load.h. */

#include "sim/load.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "gen/sim_sql.h"
#include "sim/flow.h"
#include "sim/value.h"
#include "sim/words.h"

#define FILE_MAX ((size_t)4 * 1024 * 1024)

static const char *
text_of(const struct json *object, const char *key)
{
	const char *text = json_text(json_get(object, key));

	return text != NULL ? text : "";
}

/* One result that a flow can have: {key name categories node_uuids}. */
static void
note_result(struct arena *a, struct value *results, const char *name,
    struct value names, const char *node)
{
	const char *key = words_key(a, name);
	struct value found = value_object(NULL), nodes = value_array();
	const struct value *before = value_get(results, key);

	if (before != NULL) {
		found = *before;
		names = *value_get(before, "categories");
		nodes = *value_get(before, "node_uuids");
	}
	value_push(a, &nodes, value_text(node));
	value_put(a, &found, "key", value_text(key));
	value_put(a, &found, "name", value_text(name));
	value_put(a, &found, "categories", names);
	value_put(a, &found, "node_uuids", nodes);
	value_put(a, results, key, found);
}

static void
note_results_of_action(
    struct arena *a, struct value *results, const struct json *action, const char *node)
{
	const char *category = text_of(action, "category");
	struct value names = value_array();

	if (strcmp(text_of(action, "type"), "set_run_result") == 0) {
		if (category[0] != '\0')
			value_push(a, &names, value_text(category));
		note_result(a, results, text_of(action, "name"), names, node);
	} else if (text_of(action, "result_name")[0] != '\0') {
		value_push(a, &names, value_text("Success"));
		value_push(a, &names, value_text("Failure"));
		note_result(a, results, text_of(action, "result_name"), names, node);
	}
}

static void
note_results_of_node(struct arena *a, struct value *results, const struct json *node)
{
	const struct json *actions = json_get(node, "actions");
	const struct json *router = json_get(node, "router");
	const struct json *categories = json_get(router, "categories");
	const char *uuid = text_of(node, "uuid");
	struct value names = value_array();

	for (size_t i = 0; i < json_count(actions); i++)
		note_results_of_action(a, results, json_at(actions, i), uuid);
	for (size_t i = 0; i < json_count(categories); i++)
		value_push(
		    a, &names, value_text(text_of(json_at(categories, i), "name")));
	if (text_of(router, "result_name")[0] != '\0')
		note_result(a, results, text_of(router, "result_name"), names, uuid);
}

static const char *
results_of(struct arena *a, const struct json *flow)
{
	const struct json *nodes = json_get(flow, "nodes");
	struct value results = value_object(NULL), list = value_array();
	struct buf b;

	for (size_t i = 0; i < json_count(nodes); i++)
		note_results_of_node(a, &results, json_at(nodes, i));
	for (size_t i = 0; i < results.n; i++)
		value_push(a, &list, results.members[i].value);
	buf_init(&b, a);
	value_write_json(&b, &list);
	return b.data;
}

static enum status
load_flow(struct tx *tx, const struct json *flow, const char **why)
{
	struct arena *a = tx_arena(tx);
	const struct sim_flow_put *put;
	const char *words;
	int64_t expires = 0;

	if (flow_check(a, flow, &words) != OK) {
		*why = arena_printf(
		    a, "the flow \"%s\": %s", text_of(flow, "name"), words);
		return ERR_INVALID;
	}
	(void)json_int(json_get(flow, "expire_after_minutes"), &expires);
	return sql_sim_flow_put(tx, text_of(flow, "uuid"), text_of(flow, "name"),
	    text_of(flow, "type"), (int32_t)expires, json_write(a, flow),
	    results_of(a, flow), tx_now(tx), &put);
}

static enum status
load_fields(struct tx *tx, const struct json *fields)
{
	for (size_t i = 0; i < json_count(fields); i++) {
		const struct json *field = json_at(fields, i);
		const struct sim_field_find *found;
		const struct sim_field_add *added;
		enum status status =
		    sql_sim_field_find(tx, text_of(field, "key"), &found);

		if (status == ERR_NOT_FOUND)
			status = sql_sim_field_add(tx, text_of(field, "key"),
			    text_of(field, "name"), text_of(field, "type"), tx_now(tx),
			    &added);
		TRY(status);
	}
	return OK;
}

static enum status
load_groups(struct tx *tx, const struct json *groups)
{
	for (size_t i = 0; i < json_count(groups); i++) {
		const struct json *group = json_at(groups, i);
		const struct sim_group_find *found;
		const struct sim_group_add *added;
		enum status status =
		    sql_sim_group_find(tx, text_of(group, "name"), &found);

		if (status == ERR_NOT_FOUND)
			status = sql_sim_group_add(tx, text_of(group, "uuid"),
			    text_of(group, "name"), tx_now(tx), &added);
		TRY(status);
	}
	return OK;
}

/* The old "keyword" is what every version writes and reads. */
static enum status
load_keywords(struct tx *tx, const struct json *trigger, int64_t flow_id)
{
	const struct json *keywords = json_get(trigger, "keywords");
	const char *one = json_text(json_get(trigger, "keyword"));
	bool only = strcmp(text_of(trigger, "match_type"), "O") == 0;

	if (one != NULL)
		return sql_sim_trigger_put(tx, "K", one, only, flow_id);
	for (size_t i = 0; i < json_count(keywords); i++)
		TRY(sql_sim_trigger_put(
		    tx, "K", json_text(json_at(keywords, i)), only, flow_id));
	return OK;
}

static enum status
load_trigger(struct tx *tx, const struct json *trigger, const char **why)
{
	const char *uuid = text_of(json_get(trigger, "flow"), "uuid");
	const char *type = text_of(trigger, "trigger_type");
	const struct sim_flow_find *flow;

	if (!words_is_uuid(uuid) || sql_sim_flow_find(tx, uuid, &flow) != OK) {
		*why = "a trigger of a flow that is not in the file";
		return ERR_INVALID;
	}
	if (strcmp(type, "C") == 0)
		return sql_sim_trigger_put(tx, "C", NULL, false, flow->id);
	if (strcmp(type, "K") == 0)
		return load_keywords(tx, trigger, flow->id);
	*why = arena_printf(tx_arena(tx), "a trigger of type %s", type);
	return ERR_INVALID;
}

static enum status
load_export(struct tx *tx, const struct json *file, const char **why)
{
	const struct json *flows = json_get(file, "flows");
	const struct json *triggers = json_get(file, "triggers");

	if (strcmp(text_of(file, "version"), "13") != 0) {
		*why = "it is no export file of version 13";
		return ERR_INVALID;
	}
	TRY(load_fields(tx, json_get(file, "fields")));
	TRY(load_groups(tx, json_get(file, "groups")));
	for (size_t i = 0; i < json_count(flows); i++)
		TRY(load_flow(tx, json_at(flows, i), why));
	for (size_t i = 0; i < json_count(triggers); i++)
		TRY(load_trigger(tx, json_at(triggers, i), why));
	return OK;
}

/*
 * The globals that our flows name, unless the workspace has them.  An administrator of a
 * real workspace sets these two by hand.
 */
static enum status
load_globals(struct tx *tx, const char *rapidpro_url, const char *webhook_secret)
{
	const char *host = strstr(rapidpro_url, "://");
	size_t origin = host != NULL ? strcspn(host + 3, "/") : 0;
	const struct sim_global_add *added;
	enum status status;

	if (host == NULL)
		return ERR_INVALID;
	origin += (size_t)(host + 3 - rapidpro_url);
	status = sql_sim_global_add(tx, "aftercare_url", "Aftercare URL",
	    arena_printf(
		tx_arena(tx), "%.*s/hooks/rapidpro", (int)origin, rapidpro_url),
	    tx_now(tx), &added);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	status = sql_sim_global_add(tx, "aftercare_token", "Aftercare Token",
	    webhook_secret, tx_now(tx), &added);
	return status == ERR_NOT_FOUND ? OK : status;
}

static enum status
read_file(struct arena *a, const char *path, const struct json **json)
{
	FILE *f = fopen(path, "r");
	enum status status = ERR_INVALID;
	char *text;
	size_t len;

	if (f == NULL)
		return ERR_NOT_FOUND;
	text = arena_alloc(a, FILE_MAX);
	len = fread(text, 1, FILE_MAX, f);
	if (len < FILE_MAX)
		status = json_parse(a, text, len, json);
	(void)fclose(f);
	return status;
}

enum status
load_file(struct db *db, const char *path, const char *rapidpro_url,
    const char *webhook_secret)
{
	const char *why = "it cannot be read, or is not JSON";
	struct arena *a = arena_new();
	const struct json *json;
	enum status status = read_file(a, path, &json);
	struct tx *tx;

	if (status == OK)
		status = tx_begin(db, a, TX_WRITE, &tx);
	if (status == OK) {
		why = "the database refused it";
		status = load_export(tx, json, &why);
		if (status == OK)
			status = load_globals(tx, rapidpro_url, webhook_secret);
		status = tx_end(tx, status);
	}
	if (status != OK)
		log_error("flows of %s not loaded: %s", path, why);
	arena_free(a);
	return status;
}
