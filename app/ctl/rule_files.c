/* rule_files.c - see rule_files.h. */

#include "ctl/rule_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"

/* The moment at which the clocks of the zone show what is there as if of UTC. */
static int64_t
from_local(int64_t shown, const char *zone)
{
	int64_t at = shown;

	for (int i = 0; i < 2; i++) {
		struct local_time t = clock_local(at, zone);
		int64_t there = clock_day_number(t.year, t.month, t.day) * 24 * HOUR +
				t.hour * HOUR + t.minute * MINUTE + t.second * SECOND;

		at = shown - (there - (at - at % SECOND));
	}
	return at;
}

bool
rule_time(struct arena *arena, const char *text, const char *zone, int64_t *at)
{
	char *end;
	long long ms;

	if (text == NULL)
		return false;
	if (clock_parse(text, at) == OK)
		return true;
	if (clock_parse(arena_printf(arena, "%sT00:00:00Z", text), at) == OK)
		return true;
	if (clock_parse(arena_printf(arena, "%sZ", text), at) == OK ||
	    clock_parse(arena_printf(arena, "%s:00Z", text), at) == OK) {
		*at = from_local(*at, zone);
		return true;
	}
	ms = strtoll(text, &end, 10);
	*at = ms * 1000;
	return end != text && *end == '\0' && llabs(ms) < 32503680000000LL;
}

bool
rule_zone(const char *zone)
{
	if (clock_zone_known(zone))
		return true;
	fprintf(stderr, "%s is not a time zone: write it as Africa/Harare\n", zone);
	return false;
}

void
rule_complain(const struct rule_complaint *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fprintf(
		    stderr, "%s:%d: %s\n", list[i].file, list[i].line, list[i].words);
}

bool
rule_read(struct arena *arena, const char *path, struct json_span *object)
{
	if (file_read(arena, path, JSON_MAX, &object->text, &object->len) != OK) {
		fprintf(stderr, "%s cannot be read, or is larger than 32 MB\n", path);
		return false;
	}
	if (!json_gate(object->text, object->len) ||
	    object->text[strspn(object->text, " \t\r\n")] != '{') {
		fprintf(stderr, "%s is not a JSON object\n", path);
		return false;
	}
	return true;
}

static bool
put_all(struct arena *arena, struct rule_documents *to, struct json_span from,
    const char *name)
{
	struct json_span list = json_span_get(from, name), one;
	size_t n = 0;

	for (const char *at = list.text; json_step(&at, NULL, &one);) {
		n++;
		if (rule_documents_put(arena, to, one.text, one.len) != OK) {
			fprintf(stderr, "%s: number %zu has no _id\n", name, n);
			return false;
		}
	}
	return true;
}

bool
rule_take(struct arena *arena, struct json_span object, struct rule_set *set)
{
	struct json_span ids = json_span_get(object, "delete"), one;

	set->contacts.kind = RULE_OF_CONTACTS;
	set->reports.kind = RULE_OF_REPORTS;
	if (!put_all(arena, &set->contacts, object, "contacts") ||
	    !put_all(arena, &set->reports, object, "reports") ||
	    !put_all(arena, &set->tasks, object, "tasks"))
		return false;
	for (const char *at = ids.text; json_step(&at, NULL, &one);) {
		const struct json *json;

		if (json_parse(arena, one.text, one.len, &json) != OK ||
		    json_text(json) == NULL)
			continue;
		rule_documents_remove(&set->contacts, json_text(json));
		rule_documents_remove(&set->reports, json_text(json));
		rule_documents_remove(&set->tasks, json_text(json));
	}
	return true;
}

const char *
rule_user(struct arena *arena, struct json_span object, const char **id)
{
	struct json_span user = json_span_get(object, "user");
	const struct json *json;

	*id = NULL;
	if (user.len == 0 || json_parse(arena, user.text, user.len, &json) != OK)
		return NULL;
	*id = json_text(json_get(json, "_id"));
	return arena_strndup(arena, user.text, user.len);
}

struct rule_engine *
rule_start(struct arena *arena, const char *path, const struct rule_options *options)
{
	struct rule_source *source = arena_alloc(arena, sizeof *source);
	const struct rule_complaint *complaints;
	struct rule_engine *engine;
	enum status status;
	size_t count;

	if (rule_load(arena, path, source) != OK) {
		rule_complain(source->complaints, source->ncomplaints);
		return NULL;
	}
	engine = rule_engine_new(arena, source, options);
	status = rule_engine_compile(engine, arena, &complaints, &count);
	if (status == OK)
		return engine;
	if (status == ERR_INVALID)
		rule_complain(complaints, count);
	else
		fputs("The evaluator could not be started.\n", stderr);
	rule_engine_free(engine);
	return NULL;
}

enum status
rule_patient(struct tx *tx, const char *word, const struct owner_rule_documents **found)
{
	struct owner_rule_documents_rows rows;

	TRY(sql_owner_rule_documents(tx, word, &rows));
	*found = &rows.at[0];
	if (rows.n == 1)
		return OK;
	if (rows.n == 0)
		fprintf(stderr, "Nobody has the number or the id %s.\n", word);
	else
		fputs("More than one has this number; give the id:\n", stderr);
	for (size_t i = 0; i < rows.n; i++)
		fprintf(
		    stderr, "%8lld  %s\n", (long long)rows.at[i].id, rows.at[i].place);
	return ERR_NOT_FOUND;
}
