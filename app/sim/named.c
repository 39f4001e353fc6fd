/* named.c - the contacts, groups and numbers that a call names. */

#include <string.h>

#include "sim/api.h"
#include "sim/words.h"

enum status
api_find_contact(struct call *c, const char *text, struct named *named)
{
	if (words_is_uuid(text)) {
		const struct sim_contact_by_uuid *row;

		TRY(sql_sim_contact_by_uuid(c->tx, text, &row));
		*named =
		    (struct named){ row->id, row->uuid, row->status, row->deleted };
	} else {
		const struct sim_contact_by_urn *row;
		const char *urn = api_urn(c, text);

		TRY(sql_sim_contact_by_urn(c->tx, urn != NULL ? urn : text, &row));
		*named =
		    (struct named){ row->id, row->uuid, row->status, row->deleted };
	}
	return named->deleted ? ERR_NOT_FOUND : OK;
}

static const char *
item_text(struct call *c, const struct json *list, size_t i)
{
	const char *text = json_scalar(c->arena, json_at(list, i));

	return text != NULL ? text : "";
}

enum status
api_find_contacts(
    struct call *c, const char *field, const char **ids, size_t *n, bool *refused)
{
	const struct json *list = api_field(c, field);
	int64_t found[API_LIST_MAX];

	*n = 0;
	*ids = "{}";
	*refused = !api_list_fits(c, field);
	for (size_t i = 0; !*refused && i < json_count(list); i++) {
		struct named named;
		enum status status = api_find_contact(c, item_text(c, list, i), &named);

		if (status == ERR_NOT_FOUND) {
			*refused = true;
			return api_wrong(
			    c, field, "No such object: %s", item_text(c, list, i));
		}
		TRY(status);
		found[(*n)++] = named.id;
	}
	*ids = tx_int_array(c->tx, found, *n);
	return OK;
}

enum status
api_find_groups(
    struct call *c, const char *field, const char **ids, size_t *n, bool *refused)
{
	const struct json *list = api_field(c, field);
	int64_t found[API_LIST_MAX];

	*n = 0;
	*ids = "{}";
	*refused = !api_list_fits(c, field);
	for (size_t i = 0; !*refused && i < json_count(list); i++) {
		const struct sim_group_find *group;
		enum status status =
		    sql_sim_group_find(c->tx, item_text(c, list, i), &group);

		if (status == ERR_NOT_FOUND) {
			*refused = true;
			return api_wrong(
			    c, field, "No such object: %s", item_text(c, list, i));
		}
		TRY(status);
		found[(*n)++] = group->id;
	}
	*ids = tx_int_array(c->tx, found, *n);
	return OK;
}

/* E.164: a plus, no leading zero, 7 to 15 digits. */
static bool
is_phone(const char *s)
{
	size_t digits = *s == '+' ? strspn(s + 1, "0123456789") : 0;

	return digits >= 7 && digits <= 15 && s[1] != '0' && s[digits + 1] == '\0';
}

const char *
api_urn(struct call *c, const char *text)
{
	static const char *const schemes[] = {
		"whatsapp:", "telegram:", "facebook:", "ext:", "mailto:", "discord:"
	};
	struct buf b;

	if (strncmp(text, "tel:", 4) != 0) {
		for (size_t i = 0; i < COUNT_OF(schemes); i++)
			if (strncmp(text, schemes[i], strlen(schemes[i])) == 0 &&
			    strlen(text) > strlen(schemes[i]) && strlen(text) <= 255)
				return text;
		return NULL;
	}
	buf_init(&b, c->arena);
	for (const char *s = text; *s != '\0'; s++)
		if (strchr(" -()", *s) == NULL)
			buf_putc(&b, *s);
	return is_phone(b.data + 4) ? b.data : NULL;
}

void
api_find_urns(
    struct call *c, const char *field, const char **urns, size_t *n, bool *refused)
{
	const struct json *list = api_field(c, field);
	struct buf b;

	*n = 0;
	*urns = "{}";
	*refused = !api_list_fits(c, field);
	buf_init(&b, c->arena);
	for (size_t i = 0; !*refused && i < json_count(list); i++) {
		const char *urn = api_urn(c, item_text(c, list, i));

		if (urn == NULL) {
			enum status written = api_wrong_item(c, field, i,
			    "Invalid URN: %s. Ensure phone numbers contain country "
			    "codes.",
			    item_text(c, list, i));

			(void)written;
			*refused = true;
			return;
		}
		/* A JSON string is also an element that PostgreSQL reads. */
		buf_putc(&b, (*n)++ == 0 ? '{' : ',');
		buf_json(&b, urn);
	}
	if (*n > 0)
		*urns = arena_printf(c->arena, "%s}", b.data);
}
