/* message_api.c - messages, message actions and broadcasts. */

#include <string.h>

#include "base/text.h"
#include "sim/api.h"

static size_t
longest_text(const struct call *c)
{
	return c->profile == PROFILE_263 ? 4096 : 640;
}

/* Of these parameters only one may be given; false: the refusal is written. */
static bool
at_most_one(struct page *page)
{
	static const char *const exclusive[] = { "contact", "folder", "label",
		"broadcast" };
	size_t given = 0;

	for (size_t i = 0; i < COUNT_OF(exclusive); i++)
		given += api_param(page->call, exclusive[i]) != NULL;
	if (given < 2)
		return true;
	page->refused = api_detail(page->call, 400,
			    "You may only specify one of the contact, folder, label, "
			    "broadcast parameters") == OK;
	return false;
}

enum status
messages_get(struct call *c)
{
	struct sim_message_list_rows rows;
	const char *uuid, *contact;
	int64_t id, broadcast;
	struct page page;

	page_begin(c, &page);
	if (page.refused || !at_most_one(&page) || !page_int(&page, "id", &id) ||
	    !page_int(&page, "broadcast", &broadcast) ||
	    !page_uuid(&page, "uuid", &uuid) || !page_uuid(&page, "contact", &contact))
		return OK;
	TRY(sql_sim_message_list(c->tx, c->now, c->setting->profile, id, uuid, contact,
	    broadcast, api_param(c, "folder"), api_param(c, "label"), page.after,
	    page.before, page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

enum status
messages_post(struct call *c)
{
	const char *contact = api_text(c, "contact");
	const char *text = api_text(c, "text");
	const struct sim_message_send *message;
	const struct sim_message_show *shown;
	struct named named;
	enum status status;

	if (c->profile == PROFILE_80)
		return api_detail(c, 405, "Method \"POST\" not allowed.");
	if (contact == NULL)
		return api_wrong(c, "contact", "This field is required.");
	status = api_find_contact(c, contact, &named);
	if (status == ERR_NOT_FOUND)
		return api_wrong(c, "contact", "No such object: %s", contact);
	TRY(status);
	if (text == NULL || text[0] == '\0')
		return api_wrong(
		    c, "non_field_errors", "Must provide either text or attachments.");
	if (text_length(text) > longest_text(c))
		return api_wrong(c, "text",
		    "Ensure this field has no more than %zu characters.",
		    longest_text(c));
	TRY(sql_sim_message_send(
	    c->tx, named.id, text, 0, NULL, 0, NULL, "messages", c->now, &message));
	TRY(sql_sim_message_show(c->tx, message->id, c->setting->profile, &shown));
	return api_reply(c, 201, shown->body);
}

static const char *
visibility_for(const char *action)
{
	/* clang-format off */
	static const struct { const char *action, *visibility; } actions[] = {
		{ "archive", "archived" }, { "restore", "visible" },
		{ "delete", "deleted" },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(actions); i++)
		if (strcmp(actions[i].action, action) == 0)
			return actions[i].visibility;
	return NULL;
}

/* ERR_NOT_FOUND: there is no such message that came in. */
static enum status
act_on_message(struct call *c, int64_t id, const char *action, int64_t label_id)
{
	const struct sim_message_label_add *added;
	const struct sim_message_label_remove *removed;
	const struct sim_message_action *acted;

	if (strcmp(action, "label") == 0)
		return sql_sim_message_label_add(c->tx, id, label_id, &added);
	if (strcmp(action, "unlabel") == 0)
		return sql_sim_message_label_remove(c->tx, id, label_id, &removed);
	return sql_sim_message_action(
	    c->tx, id, visibility_for(action), c->now, &acted);
}

static enum status
act_on_messages(struct call *c, const char *action, int64_t label_id)
{
	const struct json *list = api_field(c, "messages");
	struct buf failures;
	size_t failed = 0;

	buf_init(&failures, c->arena);
	buf_puts(&failures, "{\"failures\":[");
	for (size_t i = 0; i < json_count(list); i++) {
		int64_t id = 0;
		enum status status = ERR_NOT_FOUND;

		if (json_int(json_at(list, i), &id))
			status = act_on_message(c, id, action, label_id);
		if (status == ERR_NOT_FOUND) {
			if (failed++ > 0)
				buf_putc(&failures, ',');
			buf_int(&failures, id);
		} else {
			TRY(status);
		}
	}
	if (failed == 0)
		return api_nothing(c);
	buf_puts(&failures, "]}");
	return api_reply(c, 200, failures.data);
}

enum status
message_actions_post(struct call *c)
{
	const char *action = api_text(c, "action");
	const char *label = api_text(c, "label");
	const struct sim_label_find *found = NULL;
	bool labels;

	if (!json_is_array(api_field(c, "messages")))
		return api_wrong(c, "messages", "This field is required.");
	if (!api_list_fits(c, "messages"))
		return OK;
	if (action == NULL)
		return api_wrong(c, "action", "This field is required.");
	labels = strcmp(action, "label") == 0 || strcmp(action, "unlabel") == 0;
	if (!labels && visibility_for(action) == NULL)
		return api_wrong(c, "action", "\"%s\" is not a valid choice.", action);
	if (label == NULL)
		label = api_text(c, "label_name");
	if (labels && label == NULL)
		return api_wrong(c, "non_field_errors",
		    "For action \"%s\" you should also specify a label", action);
	if (labels) {
		enum status status = sql_sim_label_find(c->tx, label, &found);

		if (status == ERR_NOT_FOUND)
			return api_wrong(c, "label", "No such object: %s", label);
		TRY(status);
	}
	return act_on_messages(c, action, found != NULL ? found->id : 0);
}

enum status
broadcasts_get(struct call *c)
{
	struct sim_broadcast_list_rows rows;
	const char *uuid;
	struct page page;
	int64_t id;

	page_begin(c, &page);
	if (page.refused || !page_int(&page, "id", &id) ||
	    !page_uuid(&page, "uuid", &uuid))
		return OK;
	TRY(sql_sim_broadcast_list(c->tx, c->setting->profile, id, uuid, page.after,
	    page.before, page.from_at, page.from_id, page.ask, &rows));
	PAGE_ROWS(&page, &rows);
	return page_end(&page);
}

/* The text as language to words; NULL: the refusal is written. */
static const char *
translations(struct call *c, const char **base)
{
	const struct json *text = api_field(c, "text");
	const char *one = json_text(text);
	enum status written = OK;
	struct buf b;

	*base = api_text(c, "base_language");
	if (one != NULL && one[0] != '\0') {
		if (*base == NULL)
			*base = "eng";
		if (text_length(one) <= longest_text(c)) {
			buf_init(&b, c->arena);
			buf_putc(&b, '{');
			buf_json(&b, *base);
			buf_putc(&b, ':');
			buf_json(&b, one);
			buf_putc(&b, '}');
			return b.data;
		}
		written = api_wrong(c, "text",
		    "Ensure this field has no more than %zu characters.",
		    longest_text(c));
	} else if (!json_is_object(text) || json_count(text) == 0) {
		written = api_wrong(
		    c, "non_field_errors", "Must provide either text or attachments.");
	} else if (*base == NULL || json_text(json_get(text, *base)) == NULL) {
		written = api_wrong(c, "non_field_errors",
		    "No text translation provided in base language.");
	} else {
		return json_write(c->arena, text);
	}
	(void)written;
	return NULL;
}

enum status
broadcasts_post(struct call *c)
{
	const char *urns, *contacts, *groups, *base, *text = translations(c, &base);
	const struct sim_broadcast_add *broadcast;
	const struct sim_broadcast_show *shown;
	size_t n_urns, n_contacts, n_groups;
	bool refused;

	if (text == NULL)
		return OK;
	api_find_urns(c, "urns", &urns, &n_urns, &refused);
	if (refused)
		return OK;
	TRY(api_find_contacts(c, "contacts", &contacts, &n_contacts, &refused));
	if (refused)
		return OK;
	TRY(api_find_groups(c, "groups", &groups, &n_groups, &refused));
	if (refused)
		return OK;
	if (n_urns + n_contacts + n_groups == 0)
		return api_wrong(c, "non_field_errors",
		    "Must provide either urns, contacts or groups.");
	TRY(sql_sim_broadcast_add(
	    c->tx, urns, contacts, groups, text, base, c->now, &broadcast));
	TRY(sql_sim_broadcast_show(c->tx, broadcast->id, c->setting->profile, &shown));
	return api_reply(c, 201, shown->body);
}
