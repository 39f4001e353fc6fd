/* workspace_api.c - the workspace and what it is furnished with. */

#include <string.h>

#include "base/text.h"
#include "sim/api.h"
#include "sim/words.h"

enum status
nothing_get(struct call *c)
{
	return page_empty(c);
}

enum status
workspace_get(struct call *c)
{
	const char *older = c->profile == PROFILE_263
				? ""
				: ",\"primary_language\":\"eng\","
				  "\"credits\":{\"used\":-1,\"remaining\":-1}";

	return api_reply(c, 200,
	    arena_printf(c->arena,
		"{\"uuid\":\"%s\",\"name\":\"Simulated workspace\",\"country\":\"TZ\","
		"\"languages\":[\"eng\",\"swa\"],\"timezone\":\"UTC\","
		"\"date_style\":\"day_first\",\"anon\":false%s}",
		c->setting->workspace, older));
}

enum status
users_get(struct call *c)
{
	const char *newer = c->profile == PROFILE_263
				? "\"uuid\":\"0b1c7f0e-5a52-4f0e-9d25-0d4a1f6f2b11\","
				  "\"name\":\"Demo Administrator\",\"team\":null,"
				  "\"avatar\":null,"
				: "";

	return api_reply(c, 200,
	    arena_printf(c->arena,
		"{\"next\":null,\"previous\":null,\"results\":[{%s"
		"\"email\":\"admin@example.org\",\"first_name\":\"Demo\","
		"\"last_name\":\"Administrator\",\"role\":\"administrator\","
		"\"created_on\":\"2026-01-05T08:00:00Z\"}]}",
		newer));
}

enum status
channels_get(struct call *c)
{
	struct sim_channel_list_rows rows;
	const char *uuid;
	struct page page;

	page_begin(c, &page);
	if (page.refused || !page_uuid(&page, "uuid", &uuid))
		return OK;
	TRY(sql_sim_channel_list(c->tx, c->setting->profile, uuid,
	    api_param(c, "address"), page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
channel_events_get(struct call *c)
{
	struct sim_channel_event_list_rows rows;
	const char *contact;
	struct page page;
	int64_t id;

	page_begin(c, &page);
	if (page.refused || !page_int(&page, "id", &id) ||
	    !page_uuid(&page, "contact", &contact))
		return OK;
	TRY(sql_sim_channel_event_list(c->tx, id, contact, page.after, page.before,
	    page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

/* Names: 64 or 36 characters, without quotes; false: the refusal is written. */
static bool
name_fits(struct call *c, const char *name, size_t most)
{
	enum status written = OK;

	if (name == NULL)
		written = api_wrong(c, "name", "This field is required.");
	else if (name[0] == '\0')
		written = api_wrong(c, "name", "This field may not be blank.");
	else if (text_length(name) > most)
		written = api_wrong(c, "name",
		    "Ensure this field has no more than %zu characters.", most);
	else if (strpbrk(name, "\"\\") != NULL)
		written = api_wrong(c, "name", "Cannot contain the character: %c",
		    *strpbrk(name, "\"\\"));
	else if (name[0] == ' ' || name[strlen(name) - 1] == ' ')
		written = api_wrong(c, "name", "Cannot begin or end with whitespace.");
	else
		return true;
	(void)written;
	return false;
}

static enum status
not_unique(struct call *c)
{
	return api_wrong(c, "name", "This field must be unique.");
}

/* 409 when the workspace is full; false: the refusal is written. */
static bool
has_room(struct call *c, int64_t n)
{
	enum status written;

	if (n < API_OBJECTS_MAX)
		return true;
	written = c->profile == PROFILE_263
		      ? api_detail(c, 409,
			    "Cannot create object because workspace has reached limit.")
		      : api_detail(c, 409,
			    "Cannot create object because workspace has reached limit "
			    "of %d.",
			    API_OBJECTS_MAX);
	(void)written;
	return false;
}

/* Groups. */

enum status
groups_get(struct call *c)
{
	struct sim_group_list_rows rows;
	const char *uuid;
	struct page page;

	page_begin(c, &page);
	if (page.refused || !page_uuid(&page, "uuid", &uuid))
		return OK;
	TRY(sql_sim_group_list(c->tx, uuid, api_param(c, "name"), page.from_at,
	    page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

static enum status
show_group(struct call *c, int code, int64_t id)
{
	const struct sim_group_show *shown;

	TRY(sql_sim_group_show(c->tx, id, &shown));
	return api_reply(c, code, shown->body);
}

/* The group that the URL names by uuid; *id is 0 when the reply is written. */
static enum status
group_of_url(struct call *c, const char *denial, int64_t *id)
{
	const struct sim_group_find *group;
	const char *uuid = api_param(c, "uuid");
	enum status status = sql_sim_group_find(c->tx, uuid, &group);

	*id = 0;
	if (status == ERR_NOT_FOUND)
		return api_detail(c, 404, "Not found.");
	TRY(status);
	if (group->system)
		return api_detail(c, 403, "%s", denial);
	*id = group->id;
	return OK;
}

enum status
groups_post(struct call *c)
{
	const char *name = api_text(c, "name");
	const struct sim_group_find *same;
	const struct sim_group_count *count;
	const struct sim_group_add *added;
	enum status status;
	int64_t id = 0;

	if (api_param(c, "uuid") != NULL) {
		TRY(group_of_url(c, "Cannot modify system object.", &id));
		if (id == 0)
			return OK;
	}
	if (!name_fits(c, name, 64))
		return OK;
	status = sql_sim_group_find(c->tx, name, &same);
	if (status == OK && same->id != id)
		return not_unique(c);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (id != 0) {
		TRY(sql_sim_group_rename(c->tx, id, name));
		return show_group(c, 200, id);
	}
	TRY(sql_sim_group_count(c->tx, &count));
	if (!has_room(c, count->n))
		return OK;
	TRY(sql_sim_group_add(c->tx, NULL, name, c->now, &added));
	return show_group(c, 201, added->id);
}

enum status
groups_delete(struct call *c)
{
	int64_t id;

	if (api_param(c, "uuid") == NULL)
		return api_detail(
		    c, 400, "URL must contain one of the following parameters: uuid");
	TRY(group_of_url(c, "Cannot delete system object.", &id));
	if (id == 0)
		return OK;
	TRY(sql_sim_group_delete(c->tx, id));
	return api_nothing(c);
}

/* Contact fields. */

enum status
fields_get(struct call *c)
{
	struct sim_field_list_rows rows;
	struct page page;

	page_begin(c, &page);
	if (page.refused)
		return OK;
	TRY(sql_sim_field_list(
	    c->tx, api_param(c, "key"), page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

static enum status
show_field(struct call *c, int code, int64_t id)
{
	const struct sim_field_show *shown;

	TRY(sql_sim_field_show(c->tx, id, &shown));
	return api_reply(c, code, shown->body);
}

/* NULL: the refusal is written. */
static const char *
field_type(struct call *c)
{
	static const char *const types[] = { "text", "number", "datetime", "state",
		"district", "ward" };
	const char *type = api_text(c, "type");
	enum status written;

	if (type == NULL)
		type = api_text(c, "value_type");
	if (type != NULL && strcmp(type, "numeric") == 0)
		return "number";
	for (size_t i = 0; type != NULL && i < COUNT_OF(types); i++)
		if (strcmp(type, types[i]) == 0)
			return type;
	written = type == NULL
		      ? api_wrong(c, "type", "This field is required.")
		      : api_wrong(c, "type", "\"%s\" is not a valid choice.", type);
	(void)written;
	return NULL;
}

static bool
field_name_fits(struct call *c, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -";
	enum status written;

	if (!name_fits(c, name, 36))
		return false;
	if (strspn(name, letters) == strlen(name))
		return true;
	written = api_wrong(c, "name", "Can only contain letters, numbers and hypens.");
	(void)written;
	return false;
}

enum status
fields_post(struct call *c)
{
	const char *name = api_text(c, "name"), *key = api_param(c, "key"), *type;
	const struct sim_field_count *count;
	const struct sim_field_find *field;
	const struct sim_field_add *added;
	bool update = key != NULL;
	enum status status;

	if (name == NULL)
		name = api_text(c, "label");
	if (!field_name_fits(c, name))
		return OK;
	type = field_type(c);
	if (type == NULL)
		return OK;
	status =
	    sql_sim_field_find(c->tx, update ? key : words_key(c->arena, name), &field);
	if (status != OK && status != ERR_NOT_FOUND)
		return status;
	if (update && status == ERR_NOT_FOUND)
		return api_detail(c, 404, "Not found.");
	if (update) {
		TRY(sql_sim_field_change(c->tx, field->id, name, type));
		return show_field(c, 200, field->id);
	}
	if (status == OK)
		return not_unique(c);
	TRY(sql_sim_field_count(c->tx, &count));
	if (!has_room(c, count->n))
		return OK;
	TRY(sql_sim_field_add(
	    c->tx, words_key(c->arena, name), name, type, c->now, &added));
	return show_field(c, 201, added->id);
}

/* Globals. */

enum status
globals_get(struct call *c)
{
	struct sim_global_list_rows rows;
	struct page page;

	page_begin(c, &page);
	if (page.refused)
		return OK;
	TRY(sql_sim_global_list(c->tx, api_param(c, "key"), page.after, page.before,
	    page.reverse, page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

static enum status
show_global(struct call *c, int code, int64_t id)
{
	const struct sim_global_show *shown;

	TRY(sql_sim_global_show(c->tx, id, &shown));
	return api_reply(c, code, shown->body);
}

static enum status
add_global(struct call *c, const char *value)
{
	const char *name = api_text(c, "name");
	const struct sim_global_count *count;
	const struct sim_global_find *same;
	const struct sim_global_add *added;
	enum status status;

	if (!field_name_fits(c, name))
		return OK;
	status = sql_sim_global_find(c->tx, words_key(c->arena, name), &same);
	if (status == OK)
		return not_unique(c);
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(sql_sim_global_count(c->tx, &count));
	if (!has_room(c, count->n))
		return OK;
	TRY(sql_sim_global_add(
	    c->tx, words_key(c->arena, name), name, value, c->now, &added));
	return show_global(c, 201, added->id);
}

enum status
globals_post(struct call *c)
{
	const char *value = api_text(c, "value"), *key = api_param(c, "key");
	const struct sim_global_find *found;
	enum status status;

	if (value == NULL)
		return api_wrong(c, "value", "This field is required.");
	if (text_length(value) > 10000)
		return api_wrong(
		    c, "value", "Ensure this field has no more than 10000 characters.");
	if (key == NULL)
		return add_global(c, value);
	status = sql_sim_global_find(c->tx, key, &found);
	if (status == ERR_NOT_FOUND)
		return api_detail(c, 404, "Not found.");
	TRY(status);
	TRY(sql_sim_global_change(c->tx, found->id, value, c->now));
	return show_global(c, 200, found->id);
}

/* Labels. */

enum status
labels_get(struct call *c)
{
	struct sim_label_list_rows rows;
	const char *uuid;
	struct page page;

	page_begin(c, &page);
	if (page.refused || !page_uuid(&page, "uuid", &uuid))
		return OK;
	TRY(sql_sim_label_list(c->tx, uuid, api_param(c, "name"), page.from_at,
	    page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
labels_post(struct call *c)
{
	const char *name = api_text(c, "name");
	const struct sim_label_show *shown;
	const struct sim_label_find *same;
	const struct sim_label_add *added;
	enum status status;

	if (!name_fits(c, name, 64))
		return OK;
	status = sql_sim_label_find(c->tx, name, &same);
	if (status == OK)
		return not_unique(c);
	if (status != ERR_NOT_FOUND)
		return status;
	TRY(sql_sim_label_add(c->tx, name, c->now, &added));
	TRY(sql_sim_label_show(c->tx, added->id, &shown));
	return api_reply(c, 201, shown->body);
}

enum status
labels_delete(struct call *c)
{
	const char *uuid = api_param(c, "uuid");
	const struct sim_label_find *label;
	enum status status;

	if (uuid == NULL)
		return api_detail(
		    c, 400, "URL must contain one of the following parameters: uuid");
	status = sql_sim_label_find(c->tx, uuid, &label);
	if (status == ERR_NOT_FOUND)
		return api_detail(c, 404, "Not found.");
	TRY(status);
	TRY(sql_sim_label_delete(c->tx, label->id));
	return api_nothing(c);
}
