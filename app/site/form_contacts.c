/* form_contacts.c - see form_contacts.h. */

#include "site/form_contacts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/place.h"
#include "ext/phone.h"
#include "gen/sql.h"
#include "site/page.h"
#include "site/show.h"

#define FOUND_MOST 20
#define SOUGHT_MOST 80
#define DIGITS_SHOWN 4

static const char *
sought(struct request *rq, const char *name)
{
	const char *field = arena_printf(rq->arena, "%s-find", name);
	const char *text =
	    rq->method == GET ? request_query(rq, field) : request_field(rq, field);

	return text != NULL && strlen(text) <= SOUGHT_MOST ? text_trim(rq->arena, text)
							   : "";
}

const char *
form_contacts_sought(struct request *rq, const char *name)
{
	const char *text = sought(rq, name);
	struct buf b;

	if (*text == '\0' || name[strspn(name, "q0123456789.")] != '\0')
		return "";
	buf_init(&b, rq->arena);
	buf_printf(&b, "&%s-find=", name);
	buf_url(&b, text);
	return b.data;
}

const char *
form_contacts_open(struct request *rq, const struct form_answers *answers)
{
	for (size_t i = 0; i < answers->nasked; i++) {
		const char *name = answers->asked[i], *value;

		if (*sought(rq, name) == '\0')
			continue;
		value = request_field(rq, name);
		if (value == NULL || *value == '\0')
			return name;
	}
	return NULL;
}

/* 17 of "patient-17" where the prefix is that; 0 for anything else. */
static int64_t
id_after(const char *prefix, const char *value)
{
	size_t len = strlen(prefix);
	const char *digits = value + len;

	if (strncmp(value, prefix, len) != 0 || *digits == '\0' ||
	    strlen(digits) > 18 || digits[strspn(digits, "0123456789")] != '\0')
		return 0;
	return strtoll(digits, NULL, 10);
}

static void
offer(struct xml_node *question, const char *value, const char *label)
{
	struct xml_node *choice = xml_add(question, "choice"), *words;
	const char *now = xml_attribute(question, NULL, "value");

	if (choice == NULL)
		return;
	xml_set_attribute(choice, "value", value);
	if (now != NULL && strcmp(now, value) == 0)
		xml_set_attribute(choice, "chosen", "yes");
	words = xml_add(choice, "label");
	if (words != NULL)
		xml_set_text(words, label);
}

/* "Tinashe Moyo, 24 years, R-2318, phone ending in 0142, Riverside Clinic" */
static const char *
called(struct request *rq, const struct contact_pick *p)
{
	size_t len = strlen(p->e164);
	struct buf b;

	buf_init(&b, rq->arena);
	buf_printf(&b, "%s, %d %s, %s",
	    show_name(rq->arena, p->given_name, p->family_name),
	    show_age(p->birth_date, tx_now(rq->tx), p->zone), _("years"), p->number);
	if (len > DIGITS_SHOWN)
		buf_printf(
		    &b, ", %s %s", _("phone ending in"), p->e164 + len - DIGITS_SHOWN);
	if (page_user(rq)->place_count != 1)
		buf_printf(&b, ", %s", p->place_name);
	return b.data;
}

static enum status
offer_clients(struct request *rq, struct xml_node *question)
{
	const char *text = sought(rq, xml_attribute(question, NULL, "name"));
	const char *value = xml_attribute(question, NULL, "value");
	struct contact_pick_rows found;

	TRY(sql_contact_pick(rq->tx, text_fold(rq->arena, text),
	    phone_digits(rq->arena, text), id_after("patient-", value), FOUND_MOST,
	    &found));
	xml_set_attribute(question, "sought", text);
	for (size_t i = 0; i < found.n; i++)
		offer(question,
		    arena_printf(rq->arena, "patient-%" PRId64, found.at[i].id),
		    called(rq, &found.at[i]));
	return OK;
}

static enum status
offer_places(struct request *rq, struct xml_node *question)
{
	struct place_mine_rows places;

	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &places));
	for (size_t i = 0; i < places.n; i++)
		offer(question,
		    arena_printf(rq->arena, "place-%" PRId64, places.at[i].id),
		    places.at[i].name);
	return OK;
}

/* The CHT's places; whatever else a programme calls its contacts is a person. */
static bool
is_of_places(const struct xml_node *question)
{
	static const char *const places[] = { "clinic", "health_center",
		"district_hospital", "place", NULL };
	const char *types = xml_attribute(question, NULL, "contact-type");

	for (size_t i = 0; types != NULL && places[i] != NULL; i++)
		if (strcmp(types, places[i]) == 0)
			return true;
	return false;
}

static enum status
fill(struct request *rq, struct xml_node *node)
{
	for (; node != NULL; node = xml_next(node)) {
		if (strcmp(xml_name(node), "question") != 0)
			TRY(fill(rq, xml_first(node)));
		else if (strcmp(xml_attribute(node, NULL, "type"), "contact") == 0)
			TRY(is_of_places(node) ? offer_places(rq, node)
					       : offer_clients(rq, node));
	}
	return OK;
}

enum status
form_contacts_fill(struct request *rq, const struct xml *view)
{
	return fill(rq, xml_root(view));
}

enum status
form_contacts_name(struct request *rq, const char *value, const char **name)
{
	const int64_t place_id = id_after("place-", value);
	const struct place_mine *place;
	struct place_mine_rows places;
	struct contact_pick_rows found;

	*name = "";
	TRY(sql_contact_pick(
	    rq->tx, "", "", id_after("patient-", value), FOUND_MOST, &found));
	if (found.n > 0)
		*name = called(rq, &found.at[0]);
	if (place_id == 0)
		return OK;
	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &places));
	place = place_among(&places, place_id);
	if (place != NULL)
		*name = place->name;
	return OK;
}
