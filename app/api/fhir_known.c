/* fhir_known.c - see fhir_known.h. */

#include "api/fhir_known.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/fhir_condition.h"
#include "api/fhir_type.h"
#include "api/fhir_word.h"
#include "ext/json_patch.h"
#include "gen/sql.h"

int64_t
fhir_known_id(const struct fhir_ask *ask, const struct json *reference,
    const char *types, bool *wrong)
{
	const char *text = json_text(json_get(reference, "reference"));
	const size_t base = strlen(ask->base);
	int64_t id;
	size_t len;

	*wrong = false;
	if (reference == NULL)
		return 0;
	*wrong = true;
	if (text == NULL)
		return 0;
	if (strncmp(text, ask->base, base) == 0 && text[base] == '/')
		text += base + 1;
	len = strcspn(text, "/");
	if (text[len] != '/' || !fhir_among(types, text, len))
		return 0;
	id = fhir_id(text + len + 1);
	*wrong = id == 0;
	return id;
}

/* References that are a search ------------------------------------------------ */

struct resolving {
	const struct fhir_ask *ask;
	struct buf steps; /* a JSON patch */
	size_t n;
};

/* "Patient?identifier=x", and as some write it, "Patient/?identifier=x". */
static const char *
condition_of(const char *text, size_t *type_len)
{
	const char *at = text;

	while ((*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'))
		at++;
	*type_len = (size_t)(at - text);
	at += *at == '/';
	return *type_len > 0 && *at == '?' ? at + 1 : NULL;
}

static enum status
resolve_one(struct resolving *r, const char *path, const char *text)
{
	struct fhir_ask as = *r->ask;
	size_t len;
	const char *condition = condition_of(text, &len);
	int64_t id;

	if (condition == NULL)
		return OK;
	if (r->n == JSON_PATCH_STEPS)
		return fhir_refuse(as.rq, 422, "too-costly", "",
		    "At most %d references can be searches.", JSON_PATCH_STEPS);
	as.parts[0] = arena_strndup(as.arena, text, len);
	as.type = fhir_type_of(as.parts[0]);
	if (as.type == NULL)
		return fhir_refuse(as.rq, 412, "not-supported", "",
		    "%.200s: there is no type %s here.", text, as.parts[0]);
	TRY(fhir_scope(&as, 's'));
	TRY(fhir_condition_find(&as, condition, &id));
	if (id == 0)
		return fhir_refuse(as.rq, 412, "not-found", "",
		    "%.200s: nothing here is as this says.", text);
	buf_puts(
	    &r->steps, r->n++ > 0 ? ",{\"op\":\"replace\"" : "[{\"op\":\"replace\"");
	buf_puts(&r->steps, ",\"path\":");
	buf_json(&r->steps, path);
	buf_printf(&r->steps, ",\"value\":\"%s/%" PRId64 "\"}", as.parts[0], id);
	return OK;
}

static enum status
walk(struct resolving *r, const struct json *value, const char *path)
{
	struct arena *arena = r->ask->arena;
	const struct json *member;
	const char *key;

	for (size_t i = 0; json_is_array(value) && i < json_count(value); i++)
		TRY(walk(r, json_at(value, i), arena_printf(arena, "%s/%zu", path, i)));
	for (size_t i = 0; json_member(value, i, &key, &member); i++) {
		const char *at = arena_printf(arena, "%s/%s", path, key);

		/* No element of FHIR has such a letter. */
		if (strpbrk(key, "~/") != NULL)
			continue;
		if (strcmp(key, "reference") == 0 && json_text(member) != NULL)
			TRY(resolve_one(r, at, json_text(member)));
		else
			TRY(walk(r, member, at));
	}
	return OK;
}

enum status
fhir_known_resolve(const struct fhir_ask *ask, const struct json *resource,
    const struct json **resolved)
{
	struct resolving r = { .ask = ask };
	const struct json *steps;
	const char *why;

	buf_init_wide(&r.steps, ask->arena, 256);
	TRY(walk(&r, resource, ""));
	*resolved = resource;
	if (r.n == 0)
		return OK;
	buf_putc(&r.steps, ']');
	TRY(json_parse(ask->arena, r.steps.data, r.steps.len, &steps));
	return json_patch(ask->arena, resource, steps, resolved, &why);
}

/* Where it is done ------------------------------------------------------------ */

static bool
is_clients_own(const struct fhir_ask *ask, int64_t place)
{
	const char *places = ask->client->places; /* "{101,102}" */

	return strstr(arena_printf(
			  ask->arena, ",%.*s,", (int)strlen(places) - 2, places + 1),
		   arena_printf(ask->arena, ",%" PRId64 ",", place)) != NULL;
}

enum status
fhir_known_place(const struct fhir_ask *ask, const char *who, const char *where,
    int64_t patient_id, int64_t wished, int64_t *place)
{
	const char *places = ask->client->places;

	*place = wished;
	if (patient_id != 0) {
		const struct patient_place *his;
		enum status status = sql_patient_place(ask->rq->tx, patient_id, &his);

		if (status == ERR_NOT_FOUND)
			return fhir_refuse(ask->rq, 422, "not-found", who,
			    "There is no Patient/%" PRId64 " here.", patient_id);
		TRY(status);
		if (*place != 0 && *place != his->place_id)
			return fhir_refuse(ask->rq, 422, "business-rule", where,
			    "This client is looked after at Location/%" PRId64 ".",
			    his->place_id);
		*place = his->place_id;
	}
	if (*place == 0 && strchr(places, ',') == NULL)
		*place = strtoll(places + 1, NULL, 10);
	if (*place == 0 || !is_clients_own(ask, *place))
		return fhir_refuse(ask->rq, 422, "business-rule", where,
		    "Say where it is to be done: %s, or %s with a facility of this "
		    "client.",
		    who, where);
	return OK;
}
