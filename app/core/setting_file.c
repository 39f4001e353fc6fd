/* setting_file.c - see setting_file.h. */

#include "core/setting_file.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "ext/json.h"

#define FAULTS_MOST 200

struct setting_reading {
	struct arena *arena;
	const struct settings *all;
	int *values;
	struct setting_fault *at;
	size_t n;
};

static void
say(struct setting_reading *r, const char *where, const char *message)
{
	if (r->n < FAULTS_MOST)
		r->at[r->n++] = (struct setting_fault){ where, message };
}

static void
read_setting(struct setting_reading *r, const char *name, const struct json *value)
{
	size_t i = setting_named(r->all, name);
	int64_t number;

	if (i == r->all->n)
		say(r, name,
		    _("the programme has no such setting: “settings export --what all” "
		      "names them"));
	else if (!json_int(value, &number) || number < 0 || number > 1000000)
		say(r, name,
		    arena_printf(r->arena,
			_("%s: please write a whole number from %d to %d."),
			r->all->at[i].title, r->all->at[i].least, r->all->at[i].most));
	else
		r->values[i] = (int)number;
}

static void
read_all(struct setting_reading *r, const struct json *file)
{
	const char *programme = json_text(json_get(file, "workflow")), *name;
	const struct json *settings = json_get(file, "settings"), *value;

	if (programme == NULL || strcmp(programme, workflow()->name) != 0)
		say(r, _("file"),
		    arena_printf(r->arena,
			_("workflow: please write \"%s\", the programme in use."),
			workflow()->name));
	for (size_t i = 0; json_member(file, i, &name, &value); i++)
		if (strcmp(name, "workflow") != 0 && strcmp(name, "settings") != 0)
			say(r, _("file"),
			    arena_printf(r->arena,
				_("it has no “%s”: see docs/settings.md"), name));
	if (!json_is_object(settings)) {
		say(r, _("file"),
		    _("settings: please write {\"name of a setting\": 36}"));
		return;
	}
	for (size_t i = 0; json_member(settings, i, &name, &value); i++)
		read_setting(r, name, value);
}

enum status
setting_file_read(struct arena *arena, const struct settings *all, const char *text,
    size_t len, const int **values, struct setting_faults *faults)
{
	struct setting_reading r = { .arena = arena, .all = all };
	const struct json *json;
	const char *against;

	ARENA_ARRAY(arena, r.at, FAULTS_MOST);
	ARENA_ARRAY(arena, r.values, all->n + 1);
	for (size_t i = 0; i < all->n; i++)
		r.values[i] = all->at[i].own;
	if (json_parse(arena, text, len, &json) != OK || !json_is_object(json))
		say(&r, _("file"),
		    _("It is not a JSON object of workflow and settings."));
	else
		read_all(&r, json);
	for (size_t i = 0; i < all->n; i++)
		if ((against = setting_against(arena, all, r.values, i)) != NULL)
			say(&r, all->at[i].name, against);
	*values = r.values;
	*faults = (struct setting_faults){ r.at, r.n };
	return r.n == 0 ? OK : ERR_INVALID;
}

const char *
setting_file_write(
    struct arena *arena, const struct settings *all, const int *values, bool whole)
{
	struct buf b;
	bool any = false;

	buf_init(&b, arena);
	buf_puts(&b, "{\"workflow\": ");
	buf_json(&b, workflow()->name);
	buf_puts(&b, ", \"settings\": {");
	for (size_t i = 0; i < all->n; i++) {
		if (!whole && values[i] == all->at[i].own)
			continue;
		buf_puts(&b, any ? ",\n\t" : "\n\t");
		buf_json(&b, all->at[i].name);
		buf_printf(&b, ": %d", values[i]);
		any = true;
	}
	buf_puts(&b, any ? "\n}}\n" : "}}\n");
	return b.data;
}
