/* contact_api.c - contacts and what can be done to them. */

#include <string.h>

#include "base/text.h"
#include "sim/api.h"
#include "sim/words.h"

#define NAME_MAX_LENGTH 64

enum status
contacts_get(struct call *c)
{
	struct sim_contact_list_rows rows;
	const char *uuid, *urn = api_param(c, "urn");
	struct page page;

	page_begin(c, &page);
	if (page.refused || !page_uuid(&page, "uuid", &uuid))
		return OK;
	TRY(sql_sim_contact_list(c->tx, c->setting->profile, uuid, urn,
	    api_param(c, "group"), api_param_is_true(c, "deleted", false), page.after,
	    page.before, page.reverse, page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

/* Name and language; *refused: the reply says what is wrong. */
static enum status
write_words(struct call *c, int64_t id, bool *refused)
{
	const struct json *name = api_field(c, "name");
	const struct json *language = api_field(c, "language");
	const char *code = json_text(language);

	*refused = true;
	if (json_text(name) != NULL && text_length(json_text(name)) > NAME_MAX_LENGTH)
		return api_wrong(c, "name",
		    "Ensure this field has no more than %d characters.",
		    NAME_MAX_LENGTH);
	if (code != NULL && strlen(code) != 3)
		return api_wrong(
		    c, "language", "Ensure this field has no more than 3 characters.");
	if (code != NULL && strspn(code, "abcdefghijklmnopqrstuvwxyz") != 3)
		return api_wrong(c, "language", "Not a valid ISO639-3 language code.");
	*refused = false;
	if (api_has(c, "name"))
		TRY(sql_sim_contact_name_set(c->tx, id, json_text(name)));
	if (api_has(c, "language"))
		TRY(sql_sim_contact_language_set(c->tx, id, code));
	return OK;
}

static enum status
write_fields(struct call *c, int64_t id, bool *refused)
{
	const struct json *fields = api_field(c, "fields");

	*refused = !json_is_null(fields) && !json_is_object(fields);
	if (*refused)
		return api_wrong(c, "fields",
		    "Expected a dictionary of items but got type \"str\".");
	for (size_t i = 0; i < json_count(fields); i++) {
		const struct sim_field_find *field;
		const struct json *json;
		const char *key = "", *value;
		enum status status;

		(void)json_member(fields, i, &key, &json);
		status = sql_sim_field_find(c->tx, key, &field);
		if (status == ERR_NOT_FOUND) {
			*refused = true;
			return api_wrong(
			    c, "fields", "Invalid contact field key: %s", key);
		}
		TRY(status);
		value = json_scalar(c->arena, json);
		if (value != NULL && value[0] == '\0')
			value = NULL;
		TRY(sql_sim_contact_field_set(c->tx, id, key, value));
	}
	return OK;
}

static enum status
write_groups(struct call *c, const struct named *contact, bool *refused)
{
	const struct json *list = api_field(c, "groups");
	const char *ids;
	size_t n;

	*refused = false;
	if (json_is_null(list))
		return OK;
	TRY(api_find_groups(c, "groups", &ids, &n, refused));
	if (*refused)
		return OK;
	if (n > 0 && strcmp(contact->status, "active") != 0) {
		*refused = true;
		return api_wrong(
		    c, "groups", "Non-active contacts can't be added to groups");
	}
	TRY(sql_sim_membership_remove(c->tx, contact->id, 0));
	for (size_t i = 0; i < n; i++) {
		const struct sim_group_find *group;

		TRY(sql_sim_group_find(
		    c->tx, json_scalar(c->arena, json_at(list, i)), &group));
		if (group->query != NULL) {
			*refused = true;
			return api_wrong(c, "groups",
			    "Contact group must not be query based: %s", group->name);
		}
		TRY(sql_sim_membership_add(c->tx, contact->id, group->id));
	}
	return OK;
}

/* Version 9 says who has it, 26 only that it is in use. */
static enum status
taken(struct call *c, size_t i, const char *urn)
{
	if (c->profile == PROFILE_263)
		return api_wrong_item(
		    c, "urns", i, "URN is in use by another contact.");
	return api_wrong(c, "urns", "URN belongs to another contact: %s", urn);
}

/*
 * All URNs of a contact.  On an update version 9 silently takes them from
 * whoever had them: a client should never send them.
 */
static enum status
write_urns(struct call *c, int64_t id, bool update, bool *refused)
{
	const struct json *list = api_field(c, "urns");
	const char *urns;
	size_t n;

	*refused = false;
	if (json_is_null(list))
		return OK;
	api_find_urns(c, "urns", &urns, &n, refused);
	if (*refused)
		return OK;
	TRY(sql_sim_urn_clear(c->tx, id));
	for (size_t i = 0; i < n; i++) {
		const char *urn = api_urn(c, json_text(json_at(list, i)));
		const struct sim_contact_by_urn *holder;
		enum status status = sql_sim_contact_by_urn(c->tx, urn, &holder);

		if (status == OK && holder->id != id &&
		    (!update || c->profile == PROFILE_263)) {
			*refused = true;
			return taken(c, i, urn);
		}
		if (status != OK && status != ERR_NOT_FOUND)
			return status;
		TRY(sql_sim_urn_add(c->tx, urn, id, (int32_t)i));
	}
	return OK;
}

static enum status
write_contact(struct call *c, const struct named *contact, bool update, int code)
{
	const struct sim_contact_show *shown;
	bool refused;

	TRY(write_words(c, contact->id, &refused));
	if (!refused)
		TRY(write_urns(c, contact->id, update, &refused));
	if (!refused)
		TRY(write_fields(c, contact->id, &refused));
	if (!refused)
		TRY(write_groups(c, contact, &refused));
	if (refused)
		return OK;
	if (update)
		TRY(sql_sim_contact_touch(c->tx, contact->id, c->now));
	TRY(sql_sim_contact_show(c->tx, contact->id, c->setting->profile, &shown));
	return api_reply(c, code, shown->body);
}

static enum status
create_contact(struct call *c, const char *urn)
{
	const struct sim_contact_add *added;
	struct named contact = { .status = "active" };

	TRY(sql_sim_contact_add(c->tx, c->now, &added));
	contact.id = added->id;
	if (urn != NULL)
		TRY(sql_sim_urn_add(c->tx, urn, contact.id, 0));
	return write_contact(c, &contact, false, 201);
}

static enum status
update_by_uuid(struct call *c, const char *uuid)
{
	const struct sim_contact_by_uuid *row;
	struct named contact;
	enum status status = ERR_NOT_FOUND;

	if (words_is_uuid(uuid))
		status = sql_sim_contact_by_uuid(c->tx, uuid, &row);
	if (status == ERR_NOT_FOUND)
		return api_detail(c, 404, "Not found.");
	TRY(status);
	if (row->deleted)
		return api_wrong(
		    c, "non_field_errors", "Deleted contacts can't be modified.");
	contact = (struct named){ row->id, row->uuid, row->status, row->deleted };
	return write_contact(c, &contact, true, 200);
}

enum status
contacts_post(struct call *c)
{
	const char *uuid = api_param(c, "uuid"), *urn = api_param(c, "urn");
	struct named contact;
	enum status status;

	if (uuid != NULL && urn != NULL)
		return api_detail(c, 400,
		    "URL can only contain one of the following parameters: urn, uuid");
	if (uuid != NULL)
		return update_by_uuid(c, uuid);
	if (urn == NULL)
		return create_contact(c, NULL);
	if (api_urn(c, urn) == NULL)
		return api_detail(c, 400, "Invalid URN: %s", urn);
	if (!json_is_null(api_field(c, "urns")))
		return api_wrong(c, "urns", "Field not allowed when using URN in URL");
	urn = api_urn(c, urn);
	TRY(sql_sim_urn_hold(c->tx, urn)); /* two who ask at once are told of one */
	status = api_find_contact(c, urn, &contact);
	if (status == ERR_NOT_FOUND)
		return create_contact(c, urn);
	TRY(status);
	return write_contact(c, &contact, true, 200);
}

enum status
contacts_delete(struct call *c)
{
	const char *uuid = api_param(c, "uuid"), *urn = api_param(c, "urn");
	struct named contact;
	enum status status;

	if (uuid != NULL && urn != NULL)
		return api_detail(c, 400,
		    "URL can only contain one of the following parameters: urn, uuid");
	if (uuid == NULL && urn == NULL)
		return api_detail(c, 400,
		    "URL must contain one of the following parameters: urn, uuid");
	status = api_find_contact(c, uuid != NULL ? uuid : urn, &contact);
	if (status == ERR_NOT_FOUND)
		return api_detail(c, 404, "Not found.");
	TRY(status);
	TRY(sql_sim_contact_interrupt(c->tx, contact.id, c->now));
	TRY(sql_sim_contact_delete(c->tx, contact.id));
	TRY(sql_sim_contact_touch(c->tx, contact.id, c->now));
	return api_nothing(c);
}

/* Actions. */

struct act {
	struct call *c;
	int64_t contact, group;
};

static enum status
act_add(const struct act *act)
{
	return sql_sim_membership_add(act->c->tx, act->contact, act->group);
}

static enum status
act_remove(const struct act *act)
{
	return sql_sim_membership_remove(act->c->tx, act->contact, act->group);
}

static enum status
act_block(const struct act *act)
{
	TRY(sql_sim_contact_interrupt(act->c->tx, act->contact, act->c->now));
	TRY(sql_sim_membership_remove(act->c->tx, act->contact, 0));
	return sql_sim_contact_status_set(act->c->tx, act->contact, "blocked");
}

static enum status
act_unblock(const struct act *act)
{
	return sql_sim_contact_status_set(act->c->tx, act->contact, "active");
}

static enum status
act_interrupt(const struct act *act)
{
	return sql_sim_contact_interrupt(act->c->tx, act->contact, act->c->now);
}

static enum status
act_archive_messages(const struct act *act)
{
	return sql_sim_contact_archive_messages(act->c->tx, act->contact, act->c->now);
}

static enum status
act_archive(const struct act *act)
{
	TRY(act_interrupt(act));
	return sql_sim_contact_status_set(act->c->tx, act->contact, "archived");
}

static enum status
act_delete(const struct act *act)
{
	TRY(act_interrupt(act));
	return sql_sim_contact_delete(act->c->tx, act->contact);
}

/* clang-format off */
static const struct action {
	const char *name;
	bool wants_group;
	enum status (*act)(const struct act *);
} actions[] = {
	{ "add",		true,	act_add },
	{ "remove",		true,	act_remove },
	{ "block",		false,	act_block },
	{ "unblock",		false,	act_unblock },
	{ "interrupt",		false,	act_interrupt },
	{ "archive_messages",	false,	act_archive_messages },
	{ "archive",		false,	act_archive },
	{ "delete",		false,	act_delete },
};
/* clang-format on */

static const struct action *
action_named(const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT_OF(actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

/* The contacts that cannot join a group; "" if all can. */
static enum status
find_inactive(struct call *c, const char **uuids)
{
	const struct json *list = api_field(c, "contacts");
	struct buf b;

	buf_init(&b, c->arena);
	for (size_t i = 0; i < json_count(list); i++) {
		struct named named;

		TRY(api_find_contact(c, json_text(json_at(list, i)), &named));
		if (strcmp(named.status, "active") != 0)
			buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", named.uuid);
	}
	*uuids = b.data;
	return OK;
}

static enum status
act_on_all(struct call *c, const struct action *action, int64_t group)
{
	const struct json *list = api_field(c, "contacts");

	for (size_t i = 0; i < json_count(list); i++) {
		struct act act = { .c = c, .group = group };
		struct named named;

		TRY(api_find_contact(c, json_text(json_at(list, i)), &named));
		act.contact = named.id;
		TRY(action->act(&act));
		TRY(sql_sim_contact_touch(c->tx, act.contact, c->now));
	}
	return api_nothing(c);
}

/* Whether action and group belong together; false: the refusal is written. */
static bool
group_fits(struct call *c, const struct action *action)
{
	bool given = !json_is_null(api_field(c, "group"));
	enum status written;

	if (action->wants_group == given)
		return true;
	written = api_wrong(c, "non_field_errors",
	    given ? "For action \"%s\" you should not specify a group"
		  : "For action \"%s\" you should also specify a group",
	    action->name);
	(void)written;
	return false;
}

enum status
contact_actions_post(struct call *c)
{
	const struct action *action = action_named(api_text(c, "action"));
	const struct sim_group_find *group = NULL;
	const char *ids, *inactive;
	bool refused;
	size_t n;

	if (!json_is_array(api_field(c, "contacts")))
		return api_wrong(c, "contacts", "This field is required.");
	TRY(api_find_contacts(c, "contacts", &ids, &n, &refused));
	if (refused)
		return OK;
	if (api_text(c, "action") == NULL)
		return api_wrong(c, "action", "This field is required.");
	if (action == NULL)
		return api_wrong(
		    c, "action", "Invalid action name: %s", api_text(c, "action"));
	if (!group_fits(c, action))
		return OK;
	if (action->wants_group) {
		const char *name = api_text(c, "group");
		enum status status =
		    sql_sim_group_find(c->tx, name != NULL ? name : "", &group);

		if (status == ERR_NOT_FOUND)
			return api_wrong(c, "group", "No such object: %s", name);
		TRY(status);
		TRY(find_inactive(c, &inactive));
		if (inactive[0] != '\0' && action->act == act_add)
			return api_wrong(c, "non_field_errors",
			    "Non-active contacts cannot be added to groups: %s",
			    inactive);
	}
	return act_on_all(c, action, group != NULL ? group->id : 0);
}
