/* triage_load.c - from a workflow's files of words to lists that can be searched. */

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "core/triage_words.h"

#define PHRASE_MAX 8 /* words */
#define STEM_MIN 3 /* letters, where a star stands for more */
#define TOLERANT_MIN 5 /* letters: shorter words have too many neighbours */
#define FILE_MAX ((size_t)64 * 1024)
#define FILES_MAX 64

static const struct {
	const char *key;
	enum role role;
} lists[] = {
	{ "fine", ROLE_FINE },
	{ "problem", ROLE_PROBLEM },
	{ "stop", ROLE_STOP },
	{ "start", ROLE_START },
	{ "courtesy", ROLE_COURTESY },
	{ "polite", ROLE_POLITE },
	{ "unit", ROLE_UNIT },
	{ "other", ROLE_OTHER },
	{ "negation", ROLE_NEGATION },
	{ "negation_after", ROLE_NEGATION_AFTER },
	{ "between", ROLE_BETWEEN },
	{ "or", ROLE_OR },
	{ "ordinary", ROLE_ORDINARY },
};

/* One file on its way in. */
struct loading {
	struct triage *triage;
	const char *language;
	const char **codes;
	bool everyone, certain, own;
	const char **why;
};

struct triage *
triage_new(struct arena *arena)
{
	struct triage *triage = arena_alloc(arena, sizeof *triage);

	triage->arena = arena;
	return triage;
}

PRINTF(2, 3) static enum status refuse(const struct loading *in, const char *fmt, ...)
{
	char sentence[256];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(sentence, sizeof sentence, fmt, args);
	va_end(args);
	*in->why = arena_printf(in->triage->arena, "%s: %s",
	    in->language == NULL ? "?" : in->language, sentence);
	return ERR_INVALID;
}

static bool
is_plain(const char *letters)
{
	return letters[strspn(letters, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

/* "bleed*", "*rwadz*" or a whole word; a word may hold what splits in two. */
static enum status
add_stems(const struct loading *in, char *piece, struct stem *stems, size_t *n)
{
	size_t len = strlen(piece);
	bool end = len > 0 && piece[len - 1] == '*', start = *piece == '*';
	enum stem_kind kind = end ? STEM_START : STEM_WHOLE;
	struct words words;

	if (start)
		kind = STEM_INSIDE;
	if (end)
		piece[--len] = '\0';
	words = triage_words_split(in->triage->arena, piece + start);
	if (words.n == 0 || (words.n > 1 && (start || end)) || (start && !end) ||
	    strchr(piece + start, '*') != NULL)
		return refuse(in, "\"%s\" is no word", piece);
	if (end && words.at[0].len < STEM_MIN)
		return refuse(in, "\"%s*\" is too short for a star", piece);
	for (size_t i = 0; i < words.n; i++) {
		const struct word *word = &words.at[i];

		if (*n == PHRASE_MAX)
			return refuse(in, "more than %d words in a phrase", PHRASE_MAX);
		stems[(*n)++] = (struct stem){
			.letters = word->letters,
			.len = word->len,
			.mask = word->mask,
			.kind = kind,
			.tolerant = kind != STEM_INSIDE && word->len >= TOLERANT_MIN &&
				    is_plain(word->letters),
		};
	}
	return OK;
}

static enum status
add_phrase(const struct loading *in, enum role role, const char *text, size_t sign,
    enum triage_urgency urgency)
{
	struct arena *arena = in->triage->arena;
	struct phrase *phrase = arena_alloc(arena, sizeof *phrase);
	struct stem *stems;
	char *rest = text_fold(arena, text == NULL ? "" : text), *piece;

	ARENA_ARRAY(arena, stems, PHRASE_MAX);
	*phrase = (struct phrase){ .language = in->language,
		.codes = in->codes,
		.shown = arena_strdup(arena, text == NULL ? "" : text),
		.everyone = in->everyone,
		.stems = stems,
		.sign = sign,
		.urgency = urgency,
		.certain = in->certain,
		.own = in->own };
	while ((piece = strsep(&rest, " ")) != NULL) {
		if (strcmp(piece, "...") != 0)
			TRY(add_stems(in, piece, stems, &phrase->n));
		else if (phrase->gap > 0 || phrase->n == 0)
			return refuse(in, "one gap at most, and inside: \"%s\"", text);
		else
			phrase->gap = phrase->n;
	}
	if (phrase->n == 0 || phrase->gap == phrase->n)
		return refuse(in, "a phrase without words, or with a gap at its end");
	for (size_t i = 0; i < phrase->n; i++)
		if (role <= ROLE_COURTESY &&
		    (stems[i].kind != STEM_WHOLE || phrase->gap))
			return refuse(
			    in, "\"%s\" must be exact: no star, no gap", text);
	phrase->next = in->triage->phrases[role];
	in->triage->phrases[role] = phrase;
	return OK;
}

static enum status
add_list(const struct loading *in, enum role role, const struct json *list, size_t sign,
    enum triage_urgency urgency)
{
	if (!json_is_array(list))
		return refuse(in, "a list of words is expected");
	for (size_t i = 0; i < json_count(list); i++)
		TRY(add_phrase(in, role, json_text(json_at(list, i)), sign, urgency));
	return OK;
}

/* The number of a sign, which is new if it has not been heard of. */
static enum status
find_sign(const struct loading *in, const char *name, size_t *sign)
{
	struct triage *triage = in->triage;

	if (name == NULL || *name == '\0')
		return refuse(in, "a danger needs its \"sign\"");
	for (*sign = 0; *sign < triage->signs_n; (*sign)++)
		if (strcmp(triage->signs[*sign].name, name) == 0)
			return OK;
	if (triage->signs_n == SIGNS_MAX)
		return refuse(in, "more than %d signs", SIGNS_MAX);
	triage->signs[triage->signs_n++].name = arena_strdup(triage->arena, name);
	return OK;
}

static bool
is_one_of(const char *key, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static enum status
add_danger(struct loading *in, const struct json *danger)
{
	static const char *const keys[] = { "sign", "urgency", "words", "certain",
		"own", "red_with", "red_with_signs" };
	const char *urgency = json_text(json_get(danger, "urgency"));
	const struct json *with = json_get(danger, "red_with");
	const struct json *signs = json_get(danger, "red_with_signs");
	const struct json *value;
	const char *key;
	size_t sign = 0, other;
	bool red = urgency != NULL && strcmp(urgency, "red") == 0;

	for (size_t i = 0; json_member(danger, i, &key, &value); i++)
		if (!is_one_of(key, keys, COUNT_OF(keys)))
			return refuse(in, "a danger has no \"%s\"", key);
	TRY(find_sign(in, json_text(json_get(danger, "sign")), &sign));
	if (!red && (urgency == NULL || strcmp(urgency, "amber") != 0))
		return refuse(in, "urgency is \"amber\" or \"red\"");
	in->certain = in->own = false;
	(void)json_bool(json_get(danger, "certain"), &in->certain);
	(void)json_bool(json_get(danger, "own"), &in->own);
	TRY(add_list(in, ROLE_SIGN, json_get(danger, "words"), sign,
	    red ? URGENCY_RED : URGENCY_AMBER));
	in->certain = in->own = false;
	if (with != NULL)
		TRY(add_list(in, ROLE_RAISE, with, sign, URGENCY_RED));
	for (size_t i = 0; i < json_count(signs); i++) {
		TRY(find_sign(in, json_text(json_at(signs, i)), &other));
		in->triage->signs[sign].red_with |= (uint32_t)1 << other;
	}
	return OK;
}

static enum status
add_member(struct loading *in, const char *key, const struct json *value)
{
	static const char *const known[] = { "language", "also", "name", "everyone",
		"review" };

	if (is_one_of(key, known, COUNT_OF(known)))
		return OK;
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (strcmp(key, lists[i].key) == 0)
			return add_list(in, lists[i].role, value, 0, URGENCY_NONE);
	if (strcmp(key, "danger") != 0)
		return refuse(in, "there is no \"%s\"", key);
	if (!json_is_array(value))
		return refuse(in, "\"danger\" is a list");
	for (size_t i = 0; i < json_count(value); i++)
		TRY(add_danger(in, json_at(value, i)));
	return OK;
}

static bool
is_same(const struct phrase *a, const struct phrase *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->stems[i].letters, b->stems[i].letters) != 0)
			return false;
	return a->everyone || b->everyone || strcmp(a->language, b->language) == 0;
}

/*
 * Whether one of them is of this file: the others were compared before.  A file's
 * phrases are at the head of a list, so that the first that is not ends the walk.
 */
static bool
is_new(const struct loading *in, const struct phrase *a, const struct phrase *b)
{
	return b != NULL && (a->codes == in->codes || b->codes == in->codes);
}

/* A word that is both yes and no to one reader would file a cry for help. */
static enum status
check_clashes(const struct loading *in)
{
	struct phrase **phrases = in->triage->phrases;

	for (int role = ROLE_FINE; role <= ROLE_COURTESY; role++)
		for (int other = role + 1; other <= ROLE_COURTESY; other++)
			for (const struct phrase *a = phrases[role]; a; a = a->next)
				for (const struct phrase *b = phrases[other];
				     is_new(in, a, b); b = b->next)
					if (is_same(a, b))
						return refuse(in,
						    "\"%s\" is in two lists",
						    a->stems[0].letters);
	return OK;
}

/* The danger word in a phrase, of whatever language; NULL if there is none. */
static const struct phrase *
danger_in(const struct loading *in, const struct phrase *filed)
{
	struct arena *arena = arena_new();
	struct words words = triage_words_split(arena, filed->shown);
	const struct phrase *found = NULL;

	for (size_t at = 0; found == NULL && at < words.n; at++)
		for (const struct phrase *d = in->triage->phrases[ROLE_SIGN];
		     is_new(in, filed, d) && found == NULL; d = d->next)
			if (triage_words_match(d, &words, at, false) != 0)
				found = d;
	arena_free(arena);
	return found;
}

/* Nothing is filed unread that has a danger word in it. */
static enum status
check_filed(const struct loading *in)
{
	static const enum role filed[] = { ROLE_FINE, ROLE_COURTESY };

	for (size_t i = 0; i < COUNT_OF(filed); i++) {
		const struct phrase *p = in->triage->phrases[filed[i]];

		for (; p != NULL; p = p->next) {
			const struct phrase *danger = danger_in(in, p);

			if (danger != NULL)
				return refuse(in,
				    "\"%s\" is filed unread, and \"%s\" is a danger "
				    "word",
				    p->shown, danger->shown);
		}
	}
	return OK;
}

static enum status
read_codes(struct loading *in, const struct json *also)
{
	size_t n = json_count(also);

	ARENA_ARRAY(in->triage->arena, in->codes, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *code = json_text(json_at(also, i));

		if (code == NULL)
			return refuse(in, "\"also\" is a list of codes");
		in->codes[i] = arena_strdup(in->triage->arena, code);
	}
	in->codes[n] = NULL;
	return OK;
}

static const char *
said(const struct loading *in, const struct json *words, const char *key)
{
	const char *text = json_text(json_get(words, key));

	return text == NULL ? "" : arena_strdup(in->triage->arena, text);
}

static void
add_file(const struct loading *in, const struct json *words)
{
	struct triage_file *file = arena_alloc(in->triage->arena, sizeof *file);

	*file = (struct triage_file){ .next = in->triage->files,
		.code = in->language,
		.name = said(in, words, "name"),
		.review = said(in, words, "review"),
		.codes = in->codes };
	in->triage->files = file;
}

enum status
triage_add(struct triage *triage, const struct json *words, const char **why)
{
	struct loading in = { .triage = triage, .why = why };
	const struct json *value;
	const char *key;

	*why = "";
	in.language = json_text(json_get(words, "language"));
	if (in.language == NULL || *in.language == '\0')
		return refuse(&in, "the file must say its \"language\"");
	in.language = arena_strdup(triage->arena, in.language);
	TRY(read_codes(&in, json_get(words, "also")));
	add_file(&in, words);
	(void)json_bool(json_get(words, "everyone"), &in.everyone);
	for (size_t i = 0; json_member(words, i, &key, &value); i++)
		TRY(add_member(&in, key, value));
	TRY(check_clashes(&in));
	return check_filed(&in);
}

static enum status
load_file(struct triage *triage, const char *path, const char **why)
{
	const struct json *words;
	const char *text;
	size_t len;

	*why = arena_printf(triage->arena, "%s cannot be read as JSON", path);
	TRY(file_read(triage->arena, path, FILE_MAX, &text, &len));
	TRY(json_parse(triage->arena, text, len, &words));
	return triage_add(triage, words, why);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of the alphabet, so that a folder always reads the same. */
static size_t
list_folder(struct arena *arena, const char *folder, const char *names[FILES_MAX])
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	if (dir == NULL)
		return 0;
	while (n < FILES_MAX && (entry = readdir(dir)) != NULL) {
		const char *dot = strrchr(entry->d_name, '.');

		if (dot != NULL && dot != entry->d_name && strcmp(dot, ".json") == 0)
			names[n++] =
			    arena_printf(arena, "%s/%s", folder, entry->d_name);
	}
	(void)closedir(dir);
	qsort(names, n, sizeof *names, compare_names);
	return n;
}

enum status
triage_load(struct triage *triage, const char *folder, const char **why)
{
	const char *names[FILES_MAX];
	size_t n = list_folder(triage->arena, folder, names);

	*why = arena_printf(triage->arena, "there are no files of words in %s", folder);
	if (n == 0)
		return ERR_NOT_FOUND;
	for (size_t i = 0; i < n; i++)
		TRY(load_file(triage, names[i], why));
	*why = "";
	return OK;
}
