/* workflow_texts.c - see workflow_texts.h. */

#include "ctl/workflow_texts.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "core/neutral.h"
#include "core/triage.h"
#include "core/workflow.h"

#define FILE_MAX ((size_t)1024 * 1024)

struct linted {
	struct arena *arena;
	const char *folder;
	const struct neutral *neutral;
	struct triage *triage; /* NULL: none */
	const struct json *english; /* texts/en.json */
	/* The file at hand. */
	const char *file; /* "texts/sn.json" */
	const char *text; /* the whole of it */
	const char *language;
	bool good;
};

/* Where something stands in the file at hand. */
static int
line_of(const struct linted *l, const char *sought)
{
	const char *at = strstr(l->text, sought);
	int line = 1;

	if (at == NULL)
		return 0;
	for (const char *p = l->text; p < at; p++)
		line += *p == '\n';
	return line;
}

static void
complain(struct linted *l, const char *key, const char *what)
{
	const char *quoted = arena_printf(l->arena, "\"%s\"", key);

	fprintf(stderr, "%s/%s:%d: %s: %s\n", l->folder, l->file, line_of(l, quoted),
	    key, what);
	l->good = false;
}

static const struct json *
open_file(struct linted *l, const char *file)
{
	const char *path = arena_printf(l->arena, "%s/%s", l->folder, file);
	const struct json *json;
	size_t len;

	l->file = file;
	if (file_read(l->arena, path, FILE_MAX, &l->text, &len) != OK ||
	    json_parse(l->arena, l->text, len, &json) != OK)
		return NULL;
	return json;
}

/* What leaves by SMS: not what nurses read, nor what the file says of itself. */
static bool
is_sent(const char *key)
{
	return strncmp(key, "task.", 5) != 0 && strncmp(key, "form.", 5) != 0 &&
	       strncmp(key, "appointment.", 12) != 0 && strcmp(key, "language") != 0 &&
	       strcmp(key, "name") != 0 && strcmp(key, "review") != 0;
}

static void
check_words(struct linted *l, const char *key, const char *text)
{
	struct neutral_found found;

	if (neutral_find(l->neutral, l->arena, l->language, text, &found))
		complain(l, key,
		    arena_printf(l->arena, "“%s” tells what he is treated for (%s)",
			found.word, found.listed));
}

/* The digits that stand before an "=", each once, in order: "01". */
static const char *
codes_of(struct arena *arena, const char *text)
{
	char *codes = arena_strdup(arena, "0123456789");
	size_t n = 0;

	for (char digit = '0'; digit <= '9'; digit++)
		for (const char *at = text; (at = strchr(at, digit)) != NULL; at++)
			if (at[1 + strspn(at + 1, " ")] == '=') {
				codes[n++] = digit;
				break;
			}
	codes[n] = '\0';
	return codes;
}

/* What his language calls by this code: "yes" of "1 = yes, 0 = no"; NULL without it. */
static const char *
meaning_of(struct arena *arena, const char *text, char digit)
{
	for (const char *at = text; (at = strchr(at, digit)) != NULL; at++) {
		const char *equals = at + 1 + strspn(at + 1, " ");

		if (*equals != '=')
			continue;
		equals += 1 + strspn(equals + 1, " ");
		return arena_strndup(arena, equals, strcspn(equals, ",.;"));
	}
	return NULL;
}

static void
check_codes(struct linted *l, const char *key, const char *text)
{
	static const struct {
		char digit;
		enum triage_kind kind;
	} means[] = { { '0', TRIAGE_FINE }, { '1', TRIAGE_PROBLEM } };
	const char *english = json_text(json_get(l->english, key));
	const char *codes = codes_of(l->arena, text), *wanted;

	wanted = english != NULL ? codes_of(l->arena, english) : codes;
	if (strcmp(codes, wanted) != 0)
		complain(l, key,
		    arena_printf(l->arena, "its codes are %s, those in English %s",
			*codes != '\0' ? codes : "none",
			*wanted != '\0' ? wanted : "none"));
	for (size_t i = 0; l->triage != NULL && i < COUNT_OF(means); i++) {
		const char *word = meaning_of(l->arena, text, means[i].digit);

		if (word != NULL &&
		    triage_read(l->triage, l->arena, l->language, ASKED_CHECKIN, word)
			    .kind != means[i].kind)
			complain(l, key,
			    arena_printf(l->arena, "%c = %s is not read as %s",
				means[i].digit, word, i == 0 ? "no" : "yes"));
	}
}

static void
check_text(struct linted *l, const char *key, const char *text)
{
	check_words(l, key, text);
	check_codes(l, key, text);
	if (strstr(text, "{first_name}") != NULL)
		complain(l, key, "{first_name}: others may read his phone");
}

static void
check_language(struct linted *l, const char *language)
{
	const struct json *texts =
	    open_file(l, arena_printf(l->arena, "texts/%s.json", language));
	const struct json *value;
	const char *key;

	l->language = language;
	for (size_t i = 0; json_member(texts, i, &key, &value); i++)
		if (is_sent(key) && json_text(value) != NULL)
			check_text(l, key, json_text(value));
	for (size_t i = 0; json_member(l->english, i, &key, &value); i++)
		if (is_sent(key) && json_text(json_get(texts, key)) == NULL)
			complain(l, key, "there is no such text in this language");
}

static void
check_answers(struct linted *l)
{
	const struct json *answers = open_file(l, "answers.json"), *texts, *value;

	for (size_t i = 0; i < json_count(answers); i++) {
		const char *name = json_text(json_get(json_at(answers, i), "name"));

		texts = json_get(json_at(answers, i), "texts");
		for (size_t k = 0; json_member(texts, k, &l->language, &value); k++)
			if (name != NULL && json_text(value) != NULL)
				check_words(l, name, json_text(value));
	}
}

bool
workflow_texts_check(struct arena *arena, const char *folder)
{
	struct linted l = { .arena = arena, .folder = folder, .good = true };
	const char *const *language = workflow()->languages;
	const char *why = "";
	enum status status = neutral_load(arena, folder, &l.neutral, &why);

	if (status != OK && status != ERR_NOT_FOUND) {
		fprintf(stderr, "%s/neutral.json: %s\n", folder, why);
		return false;
	}
	l.triage = triage_new(arena);
	status = triage_load(l.triage, arena_printf(arena, "%s/triage", folder), &why);
	if (status == ERR_NOT_FOUND)
		l.triage = NULL; /* no words to read the codes by */
	else if (status != OK) {
		fprintf(stderr, "%s/triage: %s\n", folder, why);
		return false;
	}
	l.english = open_file(&l, "texts/en.json");
	for (; *language != NULL; language++)
		check_language(&l, *language);
	check_answers(&l);
	return l.good;
}
