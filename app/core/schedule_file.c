/* schedule_file.c - see schedule_file.h. */

#include "core/schedule_file.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "ext/json.h"

enum shape { WORD, NUMBER, SAID, WORDS, PARAMS };

/* clang-format off */
static const struct { const char *name; enum shape shape; } members[] = {
	{ "name", WORD }, { "after", NUMBER }, { "unit", WORD }, { "anchor", WORD }, { "weekday", NUMBER },
	{ "hour", WORD }, { "earliest", WORD }, { "latest", WORD }, { "spread_minutes", NUMBER }, { "minds_quiet", SAID },
	{ "open_only", SAID }, { "good_minutes", NUMBER }, { "late", WORD }, { "late_hours", NUMBER }, { "priority", WORD },
	{ "again_hours", NUMBER },
	{ "asks", SAID }, { "silent_only", SAID }, { "silence_on", WORD }, { "silence_days", NUMBER },
	{ "clear_on", WORD }, { "text", WORD }, { "shared_text", WORD },
	{ "silent_text", WORD }, { "words", WORDS }, { "flow", WORD }, { "flow_name", WORD }, { "params", PARAMS },
};
static const char *const shapes[] = { N_("a text in quotes"), N_("a whole number"), N_("true or false"),
	N_("a text for each language, as {\"en\": \"...\"}"), N_("a text for each name, as {\"clinic\": \"{clinic}\"}") };
/* clang-format on */

struct reading {
	struct arena *arena;
	const char *step; /* "day_3", or "step 4" while it has no name */
	struct schedule_fault *at;
	size_t n;
};

static void
wrong(struct reading *r, const char *field, const char *message)
{
	if (r->n < SCHEDULE_STEPS_MOST)
		r->at[r->n++] =
		    (struct schedule_fault){ r->step, field, message, false };
}

static bool
is_language(const char *code)
{
	for (const char *const *l = workflow()->languages; *l != NULL; l++)
		if (strcmp(*l, code) == 0)
			return true;
	return false;
}

static bool
has_shape(const struct json *value, enum shape shape)
{
	int64_t n;
	bool said;

	switch (shape) {
	case WORD:
		return json_text(value) != NULL;
	case NUMBER:
		return json_int(value, &n) && n > -100000 && n < 100000;
	case SAID:
		return json_bool(value, &said);
	case WORDS:
	case PARAMS:
		return json_is_object(value);
	}
	return false;
}

static void
read_words(struct reading *r, const struct json *words)
{
	const struct json *text;
	const char *code;

	for (size_t i = 0; json_member(words, i, &code, &text); i++)
		if (!is_language(code))
			wrong(r, "words",
			    arena_printf(r->arena,
				_("words: the programme has no language %s."), code));
		else if (json_text(text) == NULL)
			wrong(r, "words",
			    arena_printf(r->arena, _("words, %s: please write %s."),
				code, _(shapes[WORD])));
}

static void
read_params(struct reading *r, const struct json *params)
{
	const struct json *text;
	const char *name;

	for (size_t i = 0; json_member(params, i, &name, &text); i++)
		if (json_text(text) == NULL)
			wrong(r, "params",
			    arena_printf(r->arena, _("params, %s: please write %s."),
				name, _(shapes[WORD])));
}

static void
read_member(struct reading *r, const char *name, const struct json *value)
{
	size_t i = 0;

	while (i < COUNT_OF(members) && strcmp(members[i].name, name) != 0)
		i++;
	if (i == COUNT_OF(members))
		wrong(r, name,
		    arena_printf(r->arena,
			_("A step has no “%s”: see docs/schedules.md."), name));
	else if (!has_shape(value, members[i].shape))
		wrong(r, name,
		    arena_printf(r->arena, _("%s: please write %s."), name,
			_(shapes[members[i].shape])));
	else if (members[i].shape == WORDS)
		read_words(r, value);
	else if (members[i].shape == PARAMS)
		read_params(r, value);
}

static void
read_step(struct reading *r, const struct json *step, size_t i)
{
	const struct json *value;
	const char *name = json_text(json_get(step, "name"));

	r->step = name != NULL && *name != '\0'
		      ? name
		      : arena_printf(r->arena, _("step %zu"), i + 1);
	if (name == NULL || *name == '\0')
		wrong(r, "name", _("Name: 1 to 40 small letters, digits and _."));
	if (json_is_null(json_get(step, "after")))
		wrong(r, "after",
		    _("How long: please enter how long after the day it counts from."));
	for (size_t k = 0; json_member(step, k, &name, &value); k++)
		read_member(r, name, value);
}

static void
read_steps(struct reading *r, const struct json *steps)
{
	size_t n = json_count(steps);

	if (!json_is_array(steps) || n == 0 || n > SCHEDULE_STEPS_MOST)
		wrong(r, "steps",
		    arena_printf(r->arena,
			_("steps: please write a list of 1 to %d steps."),
			SCHEDULE_STEPS_MOST));
	else
		for (size_t i = 0; i < n; i++)
			read_step(r, json_at(steps, i), i);
}

/* 0 for what is none. */
static int
per_day_of(const struct json *file)
{
	int64_t n = 0;

	return json_int(json_get(file, "per_day"), &n) && n >= 1 &&
		       n <= SCHEDULE_PER_DAY_MOST
		   ? (int)n
		   : 0;
}

static void
read_all(struct reading *r, const struct json *file)
{
	const char *programme = json_text(json_get(file, "workflow")), *name;
	const struct json *value;

	r->step = _("file");
	if (programme == NULL || strcmp(programme, workflow()->name) != 0)
		wrong(r, "workflow",
		    arena_printf(r->arena,
			_("workflow: please write \"%s\", the programme in use."),
			workflow()->name));
	if (json_get(file, "per_day") != NULL && per_day_of(file) == 0)
		wrong(r, "per_day",
		    arena_printf(r->arena,
			_("per_day: please write a number from 1 to %d, or leave it "
			  "out."),
			SCHEDULE_PER_DAY_MOST));
	for (size_t i = 0; json_member(file, i, &name, &value); i++)
		if (strcmp(name, "workflow") != 0 && strcmp(name, "per_day") != 0 &&
		    strcmp(name, "steps") != 0)
			wrong(r, name,
			    arena_printf(r->arena,
				_("A schedule has no “%s”: see docs/schedules.md."),
				name));
	read_steps(r, json_get(file, "steps"));
}

enum status
schedule_file_read(struct arena *arena, const char *text, size_t len,
    struct schedule_steps *steps, struct schedule_faults *faults)
{
	struct reading r = { .arena = arena, .step = _("file") };
	const struct json *json;

	ARENA_ARRAY(arena, r.at, SCHEDULE_STEPS_MOST);
	if (json_parse(arena, text, len, &json) != OK)
		wrong(&r, "", _("It is not JSON."));
	else if (!json_is_object(json))
		wrong(&r, "", _("It is not an object of workflow and steps."));
	else
		read_all(&r, json);
	*faults = (struct schedule_faults){ r.at, r.n, r.n };
	if (r.n > 0)
		return ERR_INVALID;
	TRY(schedule_steps_read(
	    arena, json_write(arena, json_get(json, "steps")), steps));
	steps->per_day = per_day_of(json);
	schedule_steps_check(arena, steps, faults);
	return faults->wrong == 0 ? OK : ERR_INVALID;
}

const char *
schedule_file_write(struct arena *arena, const struct schedule_steps *steps)
{
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, "{\"workflow\":");
	buf_json(&b, workflow()->name);
	if (steps->per_day > 0)
		buf_printf(&b, ",\"per_day\":%d", steps->per_day);
	buf_printf(&b, ",\n\"steps\":%s}\n", schedule_steps_write(arena, steps));
	return b.data;
}
