/* answer_pack.c - the ready answers that come with a programme; see answer.h. */

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "core/answer.h"
#include "ext/json.h"

#define FILE_MAX ((size_t)1024 * 1024)
#define ANSWERS_MAX 500

struct source {
	struct arena *arena;
	const char *path;
	size_t number; /* of the answer, from 1 */
};

static enum status
wrong(const struct source *from, const char *what)
{
	log_error("%s: answer %zu: %s", from->path, from->number, what);
	return ERR_INVALID;
}

/* A text of it, without what a database or a phone could not take; NULL: none. */
static const char *
text_of(const struct json *value)
{
	const char *text = json_text(value);

	return text != NULL && text_is_clean(text, strlen(text)) ? text : NULL;
}

static bool
is_name(const char *name, size_t most, const char *letters)
{
	size_t len = name != NULL ? strlen(name) : 0;

	return len > 0 && len <= most && strspn(name, letters) == len;
}

/* "days": [from, to]; either may be null, and the whole may be missing. */
static enum status
read_days(const struct source *from, const struct json *days, struct answer_words *w)
{
	int *const to[] = { &w->day_from, &w->day_to };

	w->day_from = w->day_to = ANSWER_ANY_DAY;
	if (json_is_null(days))
		return OK;
	if (!json_is_array(days) || json_count(days) != COUNT_OF(to))
		return wrong(from, "days has to be [from, to]");
	for (size_t i = 0; i < COUNT_OF(to); i++) {
		const struct json *day = json_at(days, i);
		int64_t n;

		if (json_is_null(day))
			continue;
		if (!json_int(day, &n) || n < 0 || n > 999)
			return wrong(from, "a day is a whole number from 0 to 999");
		*to[i] = (int)n;
	}
	if (w->day_to != ANSWER_ANY_DAY && w->day_to < w->day_from)
		return wrong(from, "its last day is before its first");
	return OK;
}

static enum status
read_texts(const struct source *from, const struct json *texts, struct answer_words *w)
{
	static const char small[] = "abcdefghijklmnopqrstuvwxyz";
	const struct json *value;
	const char *language;

	for (size_t i = 0; json_member(texts, i, &language, &value); i++) {
		const char *body = text_of(value), *fault;

		if (w->n == ANSWER_LANGUAGES || !is_name(language, 3, small) ||
		    strlen(language) < 2 || body == NULL)
			return wrong(from, "texts has to be {\"en\": \"...\"}");
		body = text_trim(from->arena, text_straight(from->arena, body));
		fault = answer_fault(from->arena, body);
		if (fault != NULL)
			return wrong(from, arena_printf(from->arena,
					       "the text in %s: %s", language, fault));
		w->said[w->n++] = (struct answer_said){ language, body };
	}
	return w->n > 0 ? OK : wrong(from, "it has no texts");
}

static enum status
read_one(const struct source *from, const struct json *one, struct answer_pack *a)
{
	struct answer_words *w = &a->words;

	*a = (struct answer_pack){ .name = json_text(json_get(one, "name")) };
	if (!is_name(a->name, 60, "abcdefghijklmnopqrstuvwxyz0123456789-_") ||
	    *a->name == '-' || *a->name == '_')
		return wrong(
		    from, "name has to be of small letters, digits and dashes");
	w->title = text_of(json_get(one, "title"));
	if (w->title == NULL || *w->title == '\0' || text_length(w->title) > 60)
		return wrong(from, "title has to be of 1 to 60 letters");
	w->sign = text_of(json_get(one, "sign"));
	if (w->sign == NULL)
		w->sign = "";
	if (text_length(w->sign) > 40)
		return wrong(from, "sign is too long");
	TRY(read_days(from, json_get(one, "days"), w));
	return read_texts(from, json_get(one, "texts"), w);
}

enum status
answer_pack_read(struct arena *arena, const char *path, const char *text, size_t len,
    struct answer_pack **answers, size_t *n)
{
	struct source from = { arena, path, 0 };
	const struct json *list;

	if (json_parse(arena, text, len, &list) != OK || !json_is_array(list) ||
	    json_count(list) > ANSWERS_MAX) {
		log_error("%s: it is no JSON list of answers", path);
		return ERR_INVALID;
	}
	ARENA_ARRAY(arena, *answers, json_count(list) + 1);
	*n = json_count(list);
	for (size_t i = 0; i < *n; i++) {
		from.number = i + 1;
		TRY(read_one(&from, json_at(list, i), &(*answers)[i]));
		for (size_t k = 0; k < i; k++)
			if (strcmp((*answers)[k].name, (*answers)[i].name) == 0)
				return wrong(&from, "another has the same name");
	}
	return OK;
}

/* Whether the programme's last version says just this. */
static bool
is_same(const struct answer_versions *v, const struct answer_texts_rows *texts,
    const struct answer_words *w)
{
	size_t n = 0;

	if (strcmp(v->title, w->title) != 0 || v->day_from != w->day_from ||
	    v->day_to != w->day_to || strcmp(v->sign, w->sign) != 0)
		return false;
	for (size_t i = 0; i < texts->n; i++) {
		bool found = false;

		if (texts->at[i].version_id != v->id)
			continue;
		for (size_t k = 0; k < w->n; k++)
			found =
			    found ||
			    (strcmp(w->said[k].language, texts->at[i].language) == 0 &&
				strcmp(w->said[k].body, texts->at[i].body) == 0);
		if (!found)
			return false;
		n++;
	}
	return n == w->n;
}

/* What somebody here has changed stays as he wrote it, until the file says something new. */
static enum status
publish_one(struct tx *tx, const struct answer_pack *a, struct answer_published *done)
{
	struct answer_versions_rows versions;
	struct answer_texts_rows texts;
	const struct answer_add *row;
	int64_t id;

	TRY(sql_answer_add(tx, a->name, tx_now(tx), &row));
	id = row->id;
	TRY(sql_answer_versions(tx, id, &versions));
	TRY(sql_answer_texts(tx, id, &texts));
	done->answers++;
	for (size_t i = 0; i < versions.n; i++)
		if (versions.at[i].created_by == 0 &&
		    is_same(&versions.at[i], &texts, &a->words))
			return OK;
	done->fresh++;
	return answer_put(tx, &id, &a->words, 0);
}

enum status
answer_publish(struct tx *tx, const char *folder, struct answer_published *done)
{
	struct arena *arena = tx_arena(tx);
	const char *path = arena_printf(arena, "%s/answers.json", folder), *text;
	struct answer_pack *answers;
	size_t len, n;

	*done = (struct answer_published){ 0 };
	if (access(path, F_OK) != 0)
		return OK;
	TRY(file_read(arena, path, FILE_MAX, &text, &len));
	TRY(answer_pack_read(arena, path, text, len, &answers, &n));
	for (size_t i = 0; i < n; i++)
		TRY(publish_one(tx, &answers[i], done));
	return OK;
}
