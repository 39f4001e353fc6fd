/* rapidpro_read.c - RapidPro's JSON into structs; see rapidpro.h. */

#include "core/rapidpro.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "ext/json.h"

#define REASON_MAX ((size_t)600)

/* Fills a row that is zero; false if what names it is missing. */
typedef bool row_reader(struct arena *, const struct json *, void *row);

struct page {
	void *rows;
	size_t count, skipped;
	const char *next;
};

/* Words of several versions for one thing; the first is ours. */
struct word {
	const char *theirs, *ours;
};

static const char *
known_word(const char *word, const struct word *words, size_t count)
{
	for (size_t i = 0; word != NULL && i < count; i++)
		if (strcmp(word, words[i].theirs) == 0)
			return words[i].ours;
	return "unknown";
}

static const char *
text_at(const struct json *object, const char *key)
{
	return json_text(json_get(object, key));
}

static bool
true_at(const struct json *object, const char *key)
{
	bool yes = false;

	return json_bool(json_get(object, key), &yes) && yes;
}

static const char *
uuid_at(const struct json *object, const char *key)
{
	const char *uuid = text_at(object, key);

	return uuid != NULL && text_is_uuid(uuid) ? uuid : NULL;
}

static int64_t
moment_at(const struct json *object, const char *key)
{
	const char *text = text_at(object, key);
	int64_t at;

	if (text == NULL || clock_parse(text, &at) != OK)
		return 0;
	return at;
}

static struct rapidpro_ref
ref_at(const struct json *object, const char *key)
{
	const struct json *ref = json_get(object, key);

	return (struct rapidpro_ref){ uuid_at(ref, "uuid"), text_at(ref, "name") };
}

static bool
channel_from(struct arena *arena, const struct json *json, void *row)
{
	struct rapidpro_channel *channel = row;

	(void)arena;
	channel->uuid = uuid_at(json, "uuid");
	channel->name = text_at(json, "name");
	channel->address = text_at(json, "address");
	channel->country = text_at(json, "country");
	channel->last_seen = moment_at(json, "last_seen");
	return channel->uuid != NULL;
}

static bool
flow_from(struct arena *arena, const struct json *json, void *row)
{
	struct rapidpro_flow *flow = row;

	(void)arena;
	flow->uuid = uuid_at(json, "uuid");
	flow->name = text_at(json, "name");
	flow->type = text_at(json, "type");
	flow->archived = true_at(json, "archived");
	flow->modified_on = moment_at(json, "modified_on");
	return flow->uuid != NULL;
}

/* "value_type" and "numeric" up to 7.4, and as an alias ever since. */
static bool
field_from(struct arena *arena, const struct json *json, void *row)
{
	struct rapidpro_field *field = row;
	const char *type = text_at(json, "type");

	(void)arena;
	if (type == NULL)
		type = text_at(json, "value_type");
	if (type != NULL && strcmp(type, "numeric") == 0)
		type = "number";
	field->key = text_at(json, "key");
	field->name = text_at(json, "name");
	if (field->name == NULL)
		field->name = text_at(json, "label");
	field->type = type;
	return field->key != NULL;
}

static bool
group_from(struct arena *arena, const struct json *json, void *row)
{
	struct rapidpro_group *group = row;

	(void)arena;
	group->uuid = uuid_at(json, "uuid");
	group->name = text_at(json, "name");
	group->smart = text_at(json, "query") != NULL;
	return group->uuid != NULL;
}

static bool
global_from(struct arena *arena, const struct json *json, void *row)
{
	struct rapidpro_global *global = row;

	(void)arena;
	global->key = text_at(json, "key");
	global->name = text_at(json, "name");
	global->value = text_at(json, "value");
	return global->key != NULL;
}

static const char *
contact_status(const struct json *json)
{
	static const struct word words[] = { { "active", "active" },
		{ "blocked", "blocked" }, { "stopped", "stopped" },
		{ "archived", "archived" } };
	const char *status = text_at(json, "status");

	if (status != NULL)
		return known_word(status, words, COUNT_OF(words));
	if (true_at(json, "blocked"))
		return "blocked";
	if (true_at(json, "stopped"))
		return "stopped";
	return json_is_null(json_get(json, "blocked")) ? "unknown" : "active";
}

static void
read_urns(
    struct arena *arena, const struct json *list, struct rapidpro_contact *contact)
{
	const char **urns;

	if (!json_is_array(list))
		return;
	ARENA_ARRAY(arena, urns, json_count(list));
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *urn = json_at(list, i);
		const char *text = json_text(urn);

		/* An object when URNs come expanded. */
		if (text == NULL)
			text = text_at(urn, "urn");
		if (text != NULL)
			urns[contact->urn_count++] = text;
	}
	contact->urns = urns;
}

static bool
contact_from(struct arena *arena, const struct json *json, void *row)
{
	struct rapidpro_contact *contact = row;

	contact->uuid = uuid_at(json, "uuid");
	contact->name = text_at(json, "name");
	contact->status = contact_status(json);
	contact->language = text_at(json, "language");
	read_urns(arena, json_get(json, "urns"), contact);
	contact->flow = ref_at(json, "flow");
	contact->last_intent = text_at(json_get(json, "fields"), "last_intent");
	contact->modified_on = moment_at(json, "modified_on");
	contact->last_seen_on = moment_at(json, "last_seen_on");
	return contact->uuid != NULL;
}

static bool
start_from(struct arena *arena, const struct json *json, void *row)
{
	static const struct word words[] = { { "pending", "pending" },
		{ "queued", "pending" }, { "starting", "started" },
		{ "started", "started" }, { "complete", "completed" },
		{ "completed", "completed" }, { "failed", "failed" },
		{ "interrupted", "interrupted" } };
	struct rapidpro_start *start = row;
	const struct json *params = json_get(json, "params");

	if (json_is_null(params))
		params = json_get(json, "extra");
	start->uuid = uuid_at(json, "uuid");
	start->flow = ref_at(json, "flow");
	start->status = known_word(text_at(json, "status"), words, COUNT_OF(words));
	start->intent = json_scalar(arena, json_get(params, "intent"));
	start->checkin = json_scalar(arena, json_get(params, "checkin"));
	start->created_on = moment_at(json, "created_on");
	start->modified_on = moment_at(json, "modified_on");
	return start->uuid != NULL;
}

static enum rapidpro_direction
read_direction(const char *word)
{
	if (word != NULL && strcmp(word, "in") == 0)
		return RAPIDPRO_IN;
	if (word != NULL && strcmp(word, "out") == 0)
		return RAPIDPRO_OUT;
	return RAPIDPRO_DIRECTION_UNKNOWN;
}

/* A number from most versions; as text, since it is only ever compared. */
static const char *
id_at(struct arena *arena, const struct json *object, const char *key)
{
	const char *id = json_scalar(arena, json_get(object, key));

	return id == NULL || *id == '\0' ? NULL : id;
}

static bool
message_from(struct arena *arena, const struct json *json, void *row)
{
	struct rapidpro_message *message = row;
	const char *text = text_at(json, "text");

	message->id = id_at(arena, json, "id");
	message->uuid = uuid_at(json, "uuid");
	message->contact = ref_at(json, "contact");
	message->urn = text_at(json, "urn");
	message->direction = read_direction(text_at(json, "direction"));
	message->state = message_state_from(text_at(json, "status"));
	message->text = text == NULL ? "" : text;
	message->flow = ref_at(json, "flow");
	message->broadcast = id_at(arena, json, "broadcast");
	message->created_on = moment_at(json, "created_on");
	message->sent_on = moment_at(json, "sent_on");
	message->modified_on = moment_at(json, "modified_on");
	message->raw = json_write(arena, json);
	return message->id != NULL || message->uuid != NULL;
}

/* Of a run's "values" or a webhook's "results": one object for each key. */
static const struct rapidpro_value *
read_values(struct arena *arena, const struct json *object, size_t *count)
{
	struct rapidpro_value *values;
	const struct json *member;
	const char *key;

	*count = 0;
	if (!json_is_object(object))
		return NULL;
	ARENA_ARRAY(arena, values, json_count(object));
	for (size_t i = 0; json_member(object, i, &key, &member); i++) {
		struct rapidpro_value *value = &values[*count];

		if (!json_is_object(member))
			continue;
		value->key = key;
		value->value = json_scalar(arena, json_get(member, "value"));
		value->category = text_at(member, "category");
		value->input = text_at(member, "input");
		value->time = moment_at(member, "time");
		if (value->time == 0)
			value->time = moment_at(member, "created_on");
		++*count;
	}
	return values;
}

static bool
run_from(struct arena *arena, const struct json *json, void *row)
{
	static const struct word words[] = { { "completed", "completed" },
		{ "interrupted", "interrupted" }, { "expired", "expired" },
		{ "failed", "failed" } };
	struct rapidpro_run *run = row;
	const char *exit_type = text_at(json, "exit_type");

	run->uuid = uuid_at(json, "uuid");
	run->flow = ref_at(json, "flow");
	run->contact = ref_at(json, "contact");
	run->start_uuid = uuid_at(json_get(json, "start"), "uuid");
	run->responded = true_at(json, "responded");
	run->values = read_values(arena, json_get(json, "values"), &run->value_count);
	run->created_on = moment_at(json, "created_on");
	run->modified_on = moment_at(json, "modified_on");
	run->exited_on = moment_at(json, "exited_on");
	if (exit_type != NULL)
		run->exit_type = known_word(exit_type, words, COUNT_OF(words));
	run->raw = json_write(arena, json);
	return run->uuid != NULL;
}

static enum status
read_page(struct arena *arena, const char *text, size_t len, size_t row_size,
    row_reader *read_row, struct page *page)
{
	const struct json *json, *results;
	unsigned char *row;

	*page = (struct page){ 0 };
	TRY(json_parse(arena, text, len, &json));
	results = json_get(json, "results");
	page->next = text_at(json, "next");
	if (!json_is_array(results) ||
	    (page->next == NULL && !json_is_null(json_get(json, "next"))))
		return ERR_INVALID;
	row = arena_array(arena, json_count(results), row_size);
	page->rows = row;
	for (size_t i = 0; i < json_count(results); i++) {
		if (read_row(arena, json_at(results, i), row)) {
			page->count++;
			row += row_size;
		} else {
			page->skipped++;
			memset(row, 0, row_size);
		}
	}
	/* A cursor on which nothing comes is the end, whatever it says. */
	if (json_count(results) == 0)
		page->next = NULL;
	return OK;
}

#define PAGE_READER(plural, row)                                                  \
	enum status rapidpro_read_##plural(struct arena *arena, const char *text, \
	    size_t len, struct rapidpro_##row##_page *out)                        \
	{                                                                         \
		struct page page;                                                 \
		enum status status = read_page(arena, text, len,                  \
		    sizeof(struct rapidpro_##row), row##_from, &page);            \
                                                                                  \
		*out = (struct rapidpro_##row##_page){ page.rows, page.count,     \
			page.skipped, page.next };                                \
		return status;                                                    \
	}
PAGE_READER(channels, channel)
PAGE_READER(flows, flow)
PAGE_READER(fields, field)
PAGE_READER(groups, group)
PAGE_READER(globals, global)
PAGE_READER(contacts, contact)
PAGE_READER(starts, start)
PAGE_READER(messages, message)
PAGE_READER(runs, run)

static enum status
read_one(
    struct arena *arena, const char *text, size_t len, row_reader *read_row, void *row)
{
	const struct json *json;

	TRY(json_parse(arena, text, len, &json));
	return json_is_object(json) && read_row(arena, json, row) ? OK : ERR_INVALID;
}

enum status
rapidpro_read_contact(
    struct arena *arena, const char *text, size_t len, struct rapidpro_contact *contact)
{
	*contact = (struct rapidpro_contact){ 0 };
	return read_one(arena, text, len, contact_from, contact);
}

enum status
rapidpro_read_start(
    struct arena *arena, const char *text, size_t len, struct rapidpro_start *start)
{
	*start = (struct rapidpro_start){ 0 };
	return read_one(arena, text, len, start_from, start);
}

enum status
rapidpro_read_message(
    struct arena *arena, const char *text, size_t len, struct rapidpro_message *message)
{
	*message = (struct rapidpro_message){ 0 };
	return read_one(arena, text, len, message_from, message);
}

enum status
rapidpro_read_run(
    struct arena *arena, const char *text, size_t len, struct rapidpro_run *run)
{
	*run = (struct rapidpro_run){ 0 };
	return read_one(arena, text, len, run_from, run);
}

enum status
rapidpro_read_broadcast(
    struct arena *arena, const char *text, size_t len, struct rapidpro_message *message)
{
	const struct json *json;
	const char *id;

	*message = (struct rapidpro_message){ .text = "" };
	TRY(json_parse(arena, text, len, &json));
	id = id_at(arena, json, "id");
	message->broadcast = id != NULL ? id : uuid_at(json, "uuid");
	message->state = MESSAGE_QUEUED;
	message->direction = RAPIDPRO_OUT;
	message->created_on = moment_at(json, "created_on");
	return message->broadcast != NULL ? OK : ERR_INVALID;
}

enum status
rapidpro_read_workspace(struct arena *arena, const char *text, size_t len,
    struct rapidpro_workspace *workspace)
{
	const struct json *json;

	*workspace = (struct rapidpro_workspace){ 0 };
	TRY(json_parse(arena, text, len, &json));
	workspace->uuid = uuid_at(json, "uuid");
	workspace->name = text_at(json, "name");
	workspace->timezone = text_at(json, "timezone");
	workspace->country = text_at(json, "country");
	workspace->anonymous = true_at(json, "anon");
	return workspace->uuid != NULL || workspace->name != NULL ? OK : ERR_INVALID;
}

enum status
rapidpro_read_hook(
    struct arena *arena, const char *text, size_t len, struct rapidpro_hook *hook)
{
	const struct json *json, *input, *run, *params;

	*hook = (struct rapidpro_hook){ 0 };
	TRY(json_parse(arena, text, len, &json));
	run = json_get(json, "run");
	input = json_get(json, "input");
	params = json_get(json, "params");
	hook->event = text_at(json, "event");
	hook->contact = ref_at(json, "contact");
	hook->urn = text_at(json_get(json, "contact"), "urn");
	hook->language = text_at(json_get(json, "contact"), "language");
	hook->flow = ref_at(json, "flow");
	hook->run_uuid = uuid_at(run, "uuid");
	hook->run_created_on = moment_at(run, "created_on");
	hook->intent = json_scalar(arena, json_get(params, "intent"));
	hook->checkin = json_scalar(arena, json_get(params, "checkin"));
	hook->input_uuid = uuid_at(input, "uuid");
	hook->input_text = text_at(input, "text");
	hook->input_urn = text_at(input, "urn");
	hook->input_created_on = moment_at(input, "created_on");
	hook->values =
	    read_values(arena, json_get(json, "results"), &hook->value_count);
	if (hook->event == NULL || hook->contact.uuid == NULL || hook->run_uuid == NULL)
		return ERR_INVALID;
	return OK;
}

size_t
rapidpro_read_failures(struct arena *arena, const char *text, size_t len)
{
	const struct json *json;

	if (len == 0 || json_parse(arena, text, len, &json) != OK)
		return 0;
	return json_count(json_get(json, "failures"));
}

/* The keys on the way to a sentence; written only once one is found. */
struct path {
	const struct path *up;
	const char *key;
};

/* Keys that only say "here": the general errors, and the place in a list. */
static bool
says_something(const char *key)
{
	return strcmp(key, "detail") != 0 && strcmp(key, "non_field_errors") != 0 &&
	       key[strspn(key, "0123456789")] != '\0';
}

static bool
write_path(struct buf *b, const struct path *path)
{
	bool before;

	if (path == NULL)
		return false;
	before = write_path(b, path->up);
	if (!says_something(path->key))
		return before;
	buf_printf(b, "%s%s", before ? "." : "", path->key);
	return true;
}

static void
flatten(struct buf *b, const struct path *path, const struct json *json)
{
	const struct json *member;
	const char *key;

	if (json_text(json) != NULL) {
		if (b->len > 0)
			buf_putc(b, ' ');
		if (write_path(b, path))
			buf_puts(b, ": ");
		buf_puts(b, json_text(json));
		return;
	}
	if (json_is_array(json))
		for (size_t i = 0; i < json_count(json) && !b->full; i++)
			flatten(b, path, json_at(json, i));
	for (size_t i = 0; !b->full && json_member(json, i, &key, &member); i++)
		flatten(b, &(struct path){ path, key }, member);
}

const char *
rapidpro_read_reason(struct arena *arena, const char *text, size_t len)
{
	const struct json *json;
	struct buf b;

	if (json_parse(arena, text, len, &json) != OK)
		return "";
	buf_init(&b, arena);
	b.max = REASON_MAX;
	flatten(&b, NULL, json);
	return b.data;
}
