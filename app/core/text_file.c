/* text_file.c - see text_file.h. */

#include "core/text_file.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ext/json.h"

#define FAULTS_MOST 500

struct text_reading {
	struct arena *arena;
	const struct text_judge *judge;
	struct text_fault *at;
	size_t n, wrong;
	struct text_wordings *rows;
	size_t nrows;
};

static void
say(struct text_reading *r, const char *where, bool note, const char *message)
{
	r->wrong += !note;
	if (r->n < FAULTS_MOST)
		r->at[r->n++] = (struct text_fault){ where, message, note };
}

static void
read_wording(struct text_reading *r, const char *name, const char *code,
    const struct json *value, struct text_wordings *row)
{
	const char *where = arena_printf(r->arena, "%s, %s", name, code);
	const char *text = json_text(value), *own;
	size_t language = text_language(code);

	if (language == workflow()->nlanguages) {
		say(r, where, false, _("the programme has no such language"));
		return;
	}
	if (text == NULL) {
		say(r, where, false, _("please write a text between quotes"));
		return;
	}
	text = text_trim(r->arena, text_straight(r->arena, text));
	own = workflow_text_own(language, name);
	if (text_length(text) > TEXT_BODY_MOST)
		say(r, where, false,
		    arena_printf(
			r->arena, _("at most %d letters, please"), TEXT_BODY_MOST));
	else if (*text != '\0' && (own == NULL || strcmp(own, text) != 0)) {
		*row = (struct text_wordings){
			.name = name, .language = code, .body = text, .programme = own
		};
		r->nrows++;
	}
}

static void
check_name(struct text_reading *r, const char *name, enum text_kind kind)
{
	const struct text_wordings_rows rows = { r->rows, r->nrows };
	struct text_says says;

	text_version_check(r->judge, r->arena, &rows, name, kind, &says);
	for (size_t i = 0; i < says.n; i++)
		say(r,
		    arena_printf(r->arena, "%s, %s", name,
			workflow()->languages[says.at[i].language]),
		    says.at[i].note, says.at[i].what);
}

static void
read_name(struct text_reading *r, const char *name, const struct json *words)
{
	const struct json *value;
	const char *code;
	enum text_kind kind;
	size_t before = r->wrong;

	if (!text_known(name, &kind)) {
		say(r, name, false, _("the programme has no text of this name"));
		return;
	}
	if (!json_is_object(words)) {
		say(r, name, false, _("please write {\"en\": \"...\"}"));
		return;
	}
	for (size_t i = 0; json_member(words, i, &code, &value); i++)
		read_wording(r, name, code, value, &r->rows[r->nrows]);
	if (r->wrong == before)
		check_name(r, name, kind);
}

static void
read_texts(struct text_reading *r, const struct json *texts)
{
	const struct json *words;
	const char *name;
	size_t most = 0;

	if (!json_is_object(texts)) {
		say(r, _("file"), false,
		    _("texts: please write {\"name of a text\": {\"en\": \"...\"}}"));
		return;
	}
	for (size_t i = 0; json_member(texts, i, &name, &words); i++)
		most += json_count(words);
	ARENA_ARRAY(r->arena, r->rows, most + 1);
	for (size_t i = 0; json_member(texts, i, &name, &words); i++)
		read_name(r, name, words);
}

static void
read_all(struct text_reading *r, const struct json *file)
{
	const char *programme = json_text(json_get(file, "workflow")), *name;
	const struct json *value;

	if (programme == NULL || strcmp(programme, workflow()->name) != 0)
		say(r, _("file"), false,
		    arena_printf(r->arena,
			_("workflow: please write \"%s\", the programme in use."),
			workflow()->name));
	for (size_t i = 0; json_member(file, i, &name, &value); i++)
		if (strcmp(name, "workflow") != 0 && strcmp(name, "texts") != 0)
			say(r, _("file"), false,
			    arena_printf(r->arena,
				_("it has no “%s”: see docs/texts.md"), name));
	read_texts(r, json_get(file, "texts"));
}

enum status
text_file_read(struct arena *arena, const struct text_judge *judge, const char *text,
    size_t len, struct text_wordings_rows *rows, struct text_faults *faults)
{
	struct text_reading r = { .arena = arena, .judge = judge };
	const struct json *json;

	ARENA_ARRAY(arena, r.at, FAULTS_MOST);
	if (json_parse(arena, text, len, &json) != OK || !json_is_object(json))
		say(&r, _("file"), false,
		    _("It is not a JSON object of workflow and texts."));
	else
		read_all(&r, json);
	*faults = (struct text_faults){ r.at, r.n, r.wrong };
	*rows = (struct text_wordings_rows){ r.rows, r.nrows };
	return r.wrong == 0 ? OK : ERR_INVALID;
}

/* A text's words; false if there are none to write. */
static bool
write_words(struct buf *b, const struct text_wordings_rows *rows, const char *key,
    bool all, const char *head)
{
	const struct workflow *w = workflow();
	bool any = false;

	for (size_t i = 0; i < w->nlanguages; i++) {
		bool other = text_wording_of(rows, key, w->languages[i]) != NULL;
		const char *text = text_words_by(rows, key, i);

		if (text == NULL || (!all && !other))
			continue;
		if (!any) {
			buf_puts(b, head);
			buf_json(b, key);
			buf_puts(b, ": {");
		}
		buf_puts(b, any ? ",\n\t\t" : "\n\t\t");
		buf_json(b, w->languages[i]);
		buf_puts(b, ": ");
		buf_json(b, text);
		any = true;
	}
	if (any)
		buf_puts(b, "\n\t}");
	return any;
}

const char *
text_file_write(struct arena *arena, const struct text_wordings_rows *rows, bool all)
{
	struct buf b;
	enum text_kind kind;
	const char *key;
	bool any = false;

	buf_init(&b, arena);
	buf_puts(&b, "{\"workflow\": ");
	buf_json(&b, workflow()->name);
	buf_puts(&b, ", \"texts\": {");
	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++)
		if (text_check_kind(key, &kind))
			any |= write_words(&b, rows, key, all, any ? ",\n\t" : "\n\t");
	buf_puts(&b, any ? "\n}}\n" : "}}\n");
	return b.data;
}
