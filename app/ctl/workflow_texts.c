/* workflow_texts.c - see workflow_texts.h. */

#include "ctl/workflow_texts.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "core/text_check.h"

#define FILE_MAX ((size_t)1024 * 1024)

struct linted {
	struct arena *arena;
	const char *folder;
	struct text_judge judge;
	bool good;
};

/* Where a key stands in a file; 0: nowhere. */
static int
line_of(const struct linted *l, const char *file, const char *key)
{
	const char *path = arena_printf(l->arena, "%s/%s", l->folder, file);
	const char *text, *at;
	size_t len;
	int line = 1;

	if (file_read(l->arena, path, FILE_MAX, &text, &len) != OK ||
	    (at = strstr(text, arena_printf(l->arena, "\"%s\"", key))) == NULL)
		return 0;
	for (const char *p = text; p < at; p++)
		line += *p == '\n';
	return line;
}

static void
complain(struct linted *l, const char *file, const char *key, const struct text_say *s)
{
	fprintf(stderr, "%s/%s:%d: %s: %s%s\n", l->folder, file, line_of(l, file, key),
	    key, s->note ? "note: " : "", s->what);
	l->good = l->good && s->note;
}

/* The file that says it; all of a ready answer stands in one. */
static const char *
file_of(struct linted *l, const struct text_item *item, size_t language)
{
	return item->kind == TEXT_ANSWER ? "answers.json"
					 : arena_printf(l->arena, "texts/%s.json",
					       workflow()->languages[language]);
}

static void
check_item(struct linted *l, const char *key, const struct text_item *item)
{
	struct text_says says;

	text_check(&l->judge, l->arena, item, &says);
	for (size_t i = 0; i < says.n; i++)
		complain(l, file_of(l, item, says.at[i].language), key, &says.at[i]);
}

static void
check_files(struct linted *l)
{
	const char *key, **said;
	struct text_item item = { .file = NULL };

	ARENA_ARRAY(l->arena, said, workflow()->nlanguages);
	item.said = said;
	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++) {
		if (!text_check_kind(key, &item.kind))
			continue;
		for (size_t k = 0; k < workflow()->nlanguages; k++)
			said[k] = workflow_text_said(k, key);
		check_item(l, key, &item);
	}
}

static void
check_answers(struct linted *l)
{
	const char *path = arena_printf(l->arena, "%s/answers.json", l->folder), *text;
	struct text_item item = { .kind = TEXT_ANSWER };
	const struct json *answers;
	const char **said;
	size_t len;

	if (file_read(l->arena, path, FILE_MAX, &text, &len) != OK ||
	    json_parse(l->arena, text, len, &answers) != OK)
		return;
	ARENA_ARRAY(l->arena, said, workflow()->nlanguages);
	item.said = said;
	for (size_t i = 0; i < json_count(answers); i++) {
		const struct json *answer = json_at(answers, i);
		const char *name = json_text(json_get(answer, "name"));

		for (size_t k = 0; k < workflow()->nlanguages; k++)
			said[k] = json_text(json_get(
			    json_get(answer, "texts"), workflow()->languages[k]));
		if (name != NULL)
			check_item(l, name, &item);
	}
}

bool
workflow_texts_check(struct arena *arena, const char *folder)
{
	struct linted l = { .arena = arena,
		.folder = folder,
		.judge = { .longest = &text_check_long, .nlongest = 1 },
		.good = true };
	struct triage *triage = triage_new(arena);
	const char *why = "";
	enum status status = neutral_load(arena, folder, &l.judge.neutral, &why);

	if (status != OK && status != ERR_NOT_FOUND) {
		fprintf(stderr, "%s/neutral.json: %s\n", folder, why);
		return false;
	}
	status = triage_load(triage, arena_printf(arena, "%s/triage", folder), &why);
	/* Without words to read the codes by nothing is said of them. */
	l.judge.triage = status == OK ? triage : NULL;
	if (status != OK && status != ERR_NOT_FOUND) {
		fprintf(stderr, "%s/triage: %s\n", folder, why);
		return false;
	}
	check_files(&l);
	check_answers(&l);
	return l.good;
}
