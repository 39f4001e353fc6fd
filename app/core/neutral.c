/* neutral.c - see neutral.h. */

#include "core/neutral.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "core/triage_words.h"
#include "core/workflow.h"

#define FILE_MAX ((size_t)64 * 1024)
#define STEM_MIN 3 /* letters, where a star stands for more */
#define ENTRY_WORDS 4
#define SPELT_MAX 8 /* letters of a word that is spelt out: "H.I.V" */

struct piece {
	const char *letters;
	bool start, end; /* the word may go on before it, behind it */
};

struct entry {
	struct entry *next;
	const char *listed;
	const char *language; /* it counts there alone; NULL: everywhere */
	struct piece pieces[ENTRY_WORDS];
	size_t n;
};

struct neutral {
	struct entry *first;
};

/* Reading. */

struct reading_list {
	struct arena *arena;
	struct neutral *neutral;
	const char *language; /* of own words; NULL */
	const char **why;
};

static enum status
refuse(const struct reading_list *r, const char *word, const char *what)
{
	*r->why = arena_printf(r->arena, "%s: %s", word != NULL ? word : "?", what);
	return ERR_INVALID;
}

static bool
is_plain(const char *letters)
{
	return *letters != '\0' &&
	       letters[strspn(letters, "abcdefghijklmnopqrstuvwxyz0123456789")] == '\0';
}

static enum status
read_piece(const struct reading_list *r, char *word, struct piece *piece)
{
	size_t len = strlen(word);

	piece->start = *word == '*';
	piece->end = len > 1 && word[len - 1] == '*';
	if (piece->end)
		word[len - 1] = '\0';
	piece->letters = word + piece->start;
	if (!is_plain(piece->letters))
		return refuse(r, word, "a word is of letters and digits");
	if ((piece->start || piece->end) && strlen(piece->letters) < STEM_MIN)
		return refuse(r, word, "too short for a star");
	return OK;
}

static enum status
read_entry(const struct reading_list *r, const char *listed)
{
	struct entry *entry = arena_alloc(r->arena, sizeof *entry);
	char *rest, *word;

	if (listed == NULL || !text_is_clean(listed, strlen(listed)))
		return refuse(r, listed, "it is no word");
	*entry = (struct entry){ .listed = listed, .language = r->language };
	for (word = strtok_r(text_fold(r->arena, listed), " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		if (entry->n == ENTRY_WORDS)
			return refuse(r, listed, "too many words");
		TRY(read_piece(r, word, &entry->pieces[entry->n++]));
	}
	if (entry->n == 0)
		return refuse(r, listed, "it is no word");
	entry->next = r->neutral->first;
	r->neutral->first = entry;
	return OK;
}

static enum status
read_list(const struct reading_list *r, const struct json *list)
{
	if (!json_is_array(list))
		return refuse(r, r->language, "a list of words is missing");
	for (size_t i = 0; i < json_count(list); i++)
		TRY(read_entry(r, json_text(json_at(list, i))));
	return OK;
}

enum status
neutral_read(struct arena *arena, const struct json *json, const struct neutral **to,
    const char **why)
{
	const struct json *words = json_get(json, "words"), *own, *list;
	const char *language;
	struct reading_list r = { .arena = arena, .why = why };

	r.neutral = arena_alloc(arena, sizeof *r.neutral);
	*r.neutral = (struct neutral){ NULL };
	*to = r.neutral;
	own = json_get(json, "own");
	if (!json_is_object(words) || (own != NULL && !json_is_object(own)))
		return refuse(&r, "words", "its lists are missing");
	for (size_t i = 0; json_member(words, i, &language, &list); i++)
		TRY(read_list(&r, list));
	if (json_get(json, "clinics") != NULL)
		TRY(read_list(&r, json_get(json, "clinics")));
	for (size_t i = 0; json_member(own, i, &language, &list); i++) {
		r.language = language;
		TRY(read_list(&r, list));
	}
	return OK;
}

enum status
neutral_load(struct arena *arena, const char *folder, const struct neutral **to,
    const char **why)
{
	const char *path = arena_printf(arena, "%s/neutral.json", folder), *text;
	const struct json *json;
	size_t len;

	*to = NULL;
	if (access(path, F_OK) != 0)
		return ERR_NOT_FOUND;
	*why = "it cannot be read";
	TRY(file_read(arena, path, FILE_MAX, &text, &len));
	*why = "it is no JSON";
	TRY(json_parse(arena, text, len, &json));
	return neutral_read(arena, json, to, why);
}

/* Words of the pack, read once by main like the pack itself. */
static const struct neutral *in_use;

enum status
neutral_init(struct arena *arena)
{
	const char *why = "";
	enum status status = neutral_load(arena, workflow_folder(), &in_use, &why);

	if (status == OK || status == ERR_NOT_FOUND)
		return OK;
	log_error("neutral.json: %s", why);
	return ERR_INVALID;
}

const struct neutral *
neutral_words(void)
{
	return in_use;
}

/* Finding. */

static bool
fits(const struct piece *piece, const char *letters, size_t len)
{
	size_t wanted = strlen(piece->letters);

	if (wanted > len)
		return false;
	if (piece->start && piece->end)
		return memmem(letters, len, piece->letters, wanted) != NULL;
	if (piece->start)
		return memcmp(letters + len - wanted, piece->letters, wanted) == 0;
	if (!piece->end && wanted != len)
		return false;
	return memcmp(letters, piece->letters, wanted) == 0;
}

static bool
stands_at(const struct entry *entry, const struct words *words, size_t at)
{
	if (entry->n > words->n - at)
		return false;
	for (size_t i = 0; i < entry->n; i++)
		if (!fits(&entry->pieces[i], words->at[at + i].letters,
			words->at[at + i].len))
			return false;
	return true;
}

/* How many words of one letter from here on make this one: "h i v"; 0 if they do not. */
static size_t
spelt_at(const struct entry *entry, const struct words *words, size_t at)
{
	size_t len = strlen(entry->pieces[0].letters);

	if (entry->n != 1 || len < STEM_MIN || len > SPELT_MAX || len > words->n - at)
		return 0;
	for (size_t i = 0; i < len; i++)
		if (words->at[at + i].len != 1 ||
		    *words->at[at + i].letters != entry->pieces[0].letters[i])
			return 0;
	return len;
}

/* What was typed from one word to before another. */
static const char *
typed(struct arena *arena, const struct words *words, size_t at, size_t end)
{
	const char *from = words->at[at].from;

	return arena_strndup(arena, from, (size_t)(words->at[end - 1].to - from));
}

bool
neutral_find(const struct neutral *neutral, struct arena *arena, const char *language,
    const char *text, struct neutral_found *found)
{
	struct words words;

	if (neutral == NULL)
		return false;
	words = triage_words_split(arena, text);
	for (size_t at = 0; at < words.n; at++)
		for (const struct entry *e = neutral->first; e != NULL; e = e->next) {
			size_t n =
			    stands_at(e, &words, at) ? e->n : spelt_at(e, &words, at);

			if (n == 0 ||
			    (e->language != NULL && strcmp(e->language, language) != 0))
				continue;
			*found = (struct neutral_found){
				.word = typed(arena, &words, at, at + n),
				.listed = e->listed,
				.end = words.at[at + n - 1].to,
			};
			return true;
		}
	return false;
}

const char *
neutral_all(const struct neutral *neutral, struct arena *arena, const char *language,
    const char *text)
{
	const char *all = "";
	struct neutral_found found;

	for (; neutral_find(neutral, arena, language, text, &found); text = found.end)
		all = arena_printf(
		    arena, "%s%s%s", all, *all != '\0' ? ", " : "", found.word);
	return all;
}

/* Whether the words of a name stand there, one after the other. */
static bool
name_at(const struct words *name, const struct words *words, size_t at)
{
	if (name->n == 0 || name->n > words->n - at)
		return false;
	for (size_t i = 0; i < name->n; i++)
		if (strcmp(name->at[i].letters, words->at[at + i].letters) != 0)
			return false;
	return true;
}

bool
neutral_names(struct arena *arena, const char *text, const struct neutral_name *whose,
    struct neutral_found *found)
{
	const char *const parts[] = { whose->given, whose->family };
	struct words words = triage_words_split(arena, text);

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		struct words name;

		if (parts[i] == NULL)
			continue;
		name = triage_words_split(arena, parts[i]);
		for (size_t at = 0; at < words.n; at++) {
			if (!name_at(&name, &words, at))
				continue;
			*found = (struct neutral_found){
				.word = typed(arena, &words, at, at + name.n),
				.listed = "",
				.end = words.at[at + name.n - 1].to,
				.name = true,
			};
			return true;
		}
	}
	return false;
}
