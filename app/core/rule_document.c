/* rule_document.c - see rule_document.h. */

#include "core/rule_document.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ names --- */

static size_t
hash_of(const char *name)
{
	size_t hash = 5381;

	for (const char *at = name; *at != '\0'; at++)
		hash = hash * 33 ^ (unsigned char)*at;
	return hash;
}

static size_t *
slot_of(const struct rule_documents *d, const char *id)
{
	for (size_t hash = hash_of(id);; hash++) {
		size_t *slot = &d->slots[hash & (d->nslots - 1)];

		if (*slot == 0 || strcmp(d->list[*slot - 1].id, id) == 0)
			return slot;
	}
}

static void
index_again(struct rule_documents *d)
{
	memset(d->slots, 0, d->nslots * sizeof *d->slots);
	for (size_t i = 0; i < d->count; i++)
		*slot_of(d, d->list[i].id) = i + 1;
}

/* What JavaScript takes for true. */
static bool
rule_is_truthy(const struct json *value)
{
	const char *text = json_text(value);
	bool yes = true;
	int64_t n;

	if (json_is_null(value))
		return false;
	if (text != NULL)
		return *text != '\0';
	if (json_bool(value, &yes))
		return yes;
	return !json_int(value, &n) || n != 0;
}

/* -------------------------------------------------------------- documents --- */

void
rule_documents_add(
    struct arena *arena, struct rule_documents *d, const struct rule_document *one)
{
	if (d->count == d->room) {
		struct rule_document *wider;

		d->room = d->room == 0 ? 64 : 2 * d->room;
		d->nslots = 4 * d->room;
		wider = arena_room(arena, d->room * sizeof *wider);
		d->slots = arena_room(arena, d->nslots * sizeof *d->slots);
		if (d->count > 0)
			memcpy(wider, d->list, d->count * sizeof *wider);
		d->list = wider;
		index_again(d);
	}
	d->list[d->count++] = *one;
	*slot_of(d, one->id) = d->count;
}

struct rule_document *
rule_documents_find(const struct rule_documents *d, const char *id)
{
	size_t slot = d->count == 0 ? 0 : *slot_of(d, id);

	return slot == 0 ? NULL : &d->list[slot - 1];
}

/* As JavaScript names a property by it. */
static const char *
name_of(struct arena *arena, const struct json *value)
{
	const char *text = json_scalar(arena, value);

	return arena_strdup(arena, text != NULL ? text : "[object Object]");
}

static void
name_contact(struct arena *arena, struct rule_document *one, const struct json *json)
{
	static const char *const keys[] = { "patient_id", "place_id" };

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (rule_is_truthy(json_get(json, keys[i])))
			one->names[i] = name_of(arena, json_get(json, keys[i]));
}

static const struct json *
subject_of(const struct json *report)
{
	static const char *const keys[] = { "patient_id", "patient_uuid", "place_id",
		"place_uuid" };
	const struct json *fields = json_get(report, "fields");

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		if (rule_is_truthy(json_get(report, keys[i])))
			return json_get(report, keys[i]);
		if (rule_is_truthy(json_get(fields, keys[i])))
			return json_get(fields, keys[i]);
	}
	return NULL;
}

static void
name_about(struct arena *arena, struct rule_document *one, const struct json *about)
{
	if (!rule_is_truthy(about))
		return;
	one->names[0] = name_of(arena, about);
	one->about = json_write(arena, about);
}

void
rule_document_require(
    struct arena *arena, struct rule_document *task, const char *requester)
{
	const struct json *json;

	task->names[0] = task->about = NULL;
	if (requester != NULL &&
	    json_parse(arena, requester, strlen(requester), &json) == OK)
		name_about(arena, task, json);
}

enum status
rule_documents_put(
    struct arena *arena, struct rule_documents *d, const char *text, size_t len)
{
	struct rule_document one = { .text = text, .len = len }, *known;
	struct arena *scratch = arena_new();
	const struct json *json;
	enum status status = json_parse(scratch, text, len, &json);

	if (status == OK && json_text(json_get(json, "_id")) == NULL)
		status = ERR_INVALID;
	if (status == OK) {
		one.id = arena_strdup(arena, json_text(json_get(json, "_id")));
		if (d->kind == RULE_OF_CONTACTS)
			name_contact(arena, &one, json);
		else
			name_about(arena, &one,
			    d->kind == RULE_OF_REPORTS ? subject_of(json)
						       : json_get(json, "requester"));
	}
	/* Only what is written with a backslash can be written in another way. */
	if (status == OK && d->kind == RULE_OF_TASKS &&
	    memchr(text, '\\', len) != NULL) {
		one.text = json_write(arena, json);
		one.len = strlen(one.text);
	}
	arena_free(scratch);
	if (status != OK)
		return status;
	known = rule_documents_find(d, one.id);
	if (known != NULL)
		*known = one;
	else
		rule_documents_add(arena, d, &one);
	return OK;
}

void
rule_documents_remove(struct rule_documents *d, const char *id)
{
	const struct rule_document *known = rule_documents_find(d, id);

	if (known == NULL)
		return;
	for (size_t i = (size_t)(known - d->list); i + 1 < d->count; i++)
		d->list[i] = d->list[i + 1];
	d->count--;
	index_again(d);
}

/* ------------------------------------------------------------- containers --- */

#define NONE SIZE_MAX

struct container {
	const char *key;
	const struct rule_document *contact; /* or ... */
	const char *about; /* ... only its id, as JSON; or neither of them */
	size_t first[2], last[2]; /* reports and tasks, chained */
	size_t bytes;
	size_t order;
};

struct grouping {
	struct arena *arena;
	const struct rule_documents *sets[2]; /* reports and tasks */
	size_t *after[2]; /* the next of the same container */
	struct rule_documents names; /* a subject's id to its contact's */
	struct rule_documents keys; /* a container's key to its place */
	struct container *list;
	size_t count;
};

static struct container *
open_container(struct grouping *g, const char *key)
{
	const struct rule_document *known = rule_documents_find(&g->keys, key);
	struct container *c;

	if (known != NULL)
		return &g->list[known - g->keys.list];
	rule_documents_add(g->arena, &g->keys, &(struct rule_document){ .id = key });
	c = &g->list[g->count];
	*c = (struct container){ .key = key, .order = g->count++ };
	c->first[0] = c->first[1] = NONE;
	return c;
}

/* Who claims a name first has it. */
static void
claim(struct grouping *g, const char *name, const char *id)
{
	if (name != NULL && rule_documents_find(&g->names, name) == NULL)
		rule_documents_add(g->arena, &g->names,
		    &(struct rule_document){ .id = name, .text = id });
}

static void
put_in(struct grouping *g, int set, size_t i)
{
	const struct rule_document *one = &g->sets[set]->list[i], *known;
	const char *name = one->names[0] != NULL ? one->names[0] : "undefined";
	struct container *c;
	size_t before = g->count;

	known = rule_documents_find(&g->names, name);
	c = open_container(g, known != NULL ? known->text : name);
	if (g->count > before)
		c->about = one->about;
	if (c->first[set] == NONE)
		c->first[set] = i;
	else
		g->after[set][c->last[set]] = i;
	c->last[set] = i;
	g->after[set][i] = NONE;
	c->bytes += one->len + 1;
}

/* Below 2^32 - 1 and written as JavaScript writes it; else that. */
#define NO_INDEX UINT32_MAX
static uint32_t
index_of(const char *key)
{
	unsigned long long n;
	size_t len = strspn(key, "0123456789");

	if (len == 0 || len > 10 || key[len] != '\0' || (len > 1 && *key == '0'))
		return NO_INDEX;
	n = strtoull(key, NULL, 10);
	return n < NO_INDEX ? (uint32_t)n : NO_INDEX;
}

static int
compare_containers(const void *left, const void *right)
{
	const struct container *a = left, *b = right;
	uint32_t i = index_of(a->key), j = index_of(b->key);

	if (i != j)
		return i < j ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static void
write_list(struct buf *b, const struct grouping *g, const struct container *c, int set)
{
	const char *comma = "";

	for (size_t i = c->first[set]; i != NONE; i = g->after[set][i]) {
		buf_puts(b, comma);
		buf_add(b, g->sets[set]->list[i].text, g->sets[set]->list[i].len);
		comma = ",";
	}
}

static const char *
write_container(const struct grouping *g, const struct container *c)
{
	size_t contact = c->contact != NULL ? c->contact->len : 64;
	struct buf b;

	buf_init_wide(&b, g->arena, c->bytes + contact + 2 * strlen(c->key) + 64);
	buf_puts(&b, "{\"key\":");
	buf_json(&b, c->key);
	if (c->contact != NULL) {
		buf_puts(&b, ",\"contact\":");
		buf_add(&b, c->contact->text, c->contact->len);
	} else if (c->about != NULL) {
		buf_printf(&b, ",\"contact\":{\"_id\":%s}", c->about);
	}
	buf_puts(&b, ",\"reports\":[");
	write_list(&b, g, c, 0);
	buf_puts(&b, "],\"tasks\":[");
	write_list(&b, g, c, 1);
	buf_puts(&b, "]}");
	return b.data;
}

void
rule_group(struct arena *arena, const struct rule_set *set,
    const char *const **containers, size_t *count)
{
	const struct rule_documents *contacts = &set->contacts;
	struct grouping g = { .arena = arena, .sets = { &set->reports, &set->tasks } };
	const char **texts;

	g.list = arena_room(
	    arena, (contacts->count + set->reports.count + set->tasks.count + 1) *
		       sizeof *g.list);
	for (size_t i = 0; i < contacts->count; i++)
		open_container(&g, contacts->list[i].id)->contact = &contacts->list[i];
	for (size_t i = 0; i < contacts->count; i++) {
		const struct rule_document *one = &contacts->list[i];

		claim(&g, one->id, one->id);
		claim(&g, one->names[0], one->id);
		claim(&g, one->names[1], one->id);
	}
	for (int k = 0; k < 2; k++) {
		ARENA_ARRAY(arena, g.after[k], g.sets[k]->count + 1);
		for (size_t i = 0; i < g.sets[k]->count; i++)
			if (k == 0 || g.sets[k]->list[i].names[0] != NULL)
				put_in(&g, k, i);
	}
	if (g.count > 0)
		qsort(g.list, g.count, sizeof *g.list, compare_containers);
	ARENA_ARRAY(arena, texts, g.count);
	for (size_t i = 0; i < g.count; i++)
		texts[i] = write_container(&g, &g.list[i]);
	*containers = texts;
	*count = g.count;
}
