/* text_version.c - see text_version.h. */

#include "core/text_version.h"

#include <string.h>

#include "base/buf.h"
#include "ext/secret.h"

enum status
text_version_use(struct tx *tx, int64_t published)
{
	/* Replaced between two requests or jobs, when nobody holds a text any more. */
	static struct arena *arena;
	struct workflow_wording *at;
	struct text_used_rows rows;

	if (published == workflow_texts_edition())
		return OK;
	TRY(sql_text_used(tx, workflow()->name, &rows));
	workflow_texts_edit(NULL, 0, 0);
	arena_free(arena);
	arena = arena_new();
	ARENA_ARRAY(arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct workflow_wording){ arena_strdup(arena, rows.at[i].name),
			arena_strdup(arena, rows.at[i].language),
			arena_strdup(arena, rows.at[i].body) };
	workflow_texts_edit(at, rows.n, published);
	return OK;
}

const struct text_wordings *
text_wording_of(
    const struct text_wordings_rows *rows, const char *name, const char *language)
{
	for (size_t i = 0; rows != NULL && i < rows->n; i++)
		if (strcmp(rows->at[i].name, name) == 0 &&
		    strcmp(rows->at[i].language, language) == 0)
			return &rows->at[i];
	return NULL;
}

const char *
text_words_by(const struct text_wordings_rows *rows, const char *name, size_t language)
{
	const struct text_wordings *row =
	    text_wording_of(rows, name, workflow()->languages[language]);

	return row != NULL ? row->body : workflow_text_own(language, name);
}

size_t
text_language(const char *code)
{
	size_t i = 0;

	while (
	    i < workflow()->nlanguages && strcmp(workflow()->languages[i], code) != 0)
		i++;
	return i;
}

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
text_programme_news(const char *name, const char *language, const char *programme)
{
	size_t i = text_language(language);
	enum text_kind kind;

	return i < workflow()->nlanguages && text_known(name, &kind) &&
	       !is_same(programme, workflow_text_own(i, name));
}

bool
text_known(const char *name, enum text_kind *kind)
{
	if (!text_check_kind(name, kind))
		return false;
	for (size_t i = 0; i < workflow()->nlanguages; i++)
		if (workflow_text_own(i, name) != NULL)
			return true;
	return false;
}

const char *
text_mark(struct arena *arena, const struct text_wordings_rows *rows, const char *name)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < rows->n; i++) {
		const struct text_wordings *w = &rows->at[i];

		if (name == NULL || strcmp(w->name, name) == 0)
			buf_printf(&b, "%s %s %s\n%s\n", w->name, w->language, w->body,
			    w->programme != NULL ? w->programme : "");
	}
	return secret_hash(arena, b.data);
}

const char *
text_version_mark(struct arena *arena, const struct text_wordings_rows *rows)
{
	return text_mark(arena, rows, NULL);
}

void
text_version_check(const struct text_judge *judge, struct arena *arena,
    const struct text_wordings_rows *rows, const char *name, enum text_kind kind,
    struct text_says *says)
{
	struct text_item item = { .kind = kind,
		.file = workflow_text_own(workflow_first_language(), name) };
	const char **said;

	ARENA_ARRAY(arena, said, workflow()->nlanguages + 1);
	for (size_t i = 0; i < workflow()->nlanguages; i++)
		said[i] = text_words_by(rows, name, i);
	item.said = said;
	text_check(judge, arena, &item, says);
}

void
text_version_changes(struct arena *arena, const struct text_wordings_rows *then,
    const struct text_wordings_rows *now, struct text_changes *changes)
{
	struct text_change *at;
	size_t n = 0, most = 1;
	enum text_kind kind;
	const char *key;

	most += then != NULL ? then->n : 0;
	most += now != NULL ? now->n : 0;
	ARENA_ARRAY(arena, at, most);
	for (size_t i = 0; (key = workflow_text_key(i)) != NULL; i++)
		for (size_t k = 0;
		     text_check_kind(key, &kind) && k < workflow()->nlanguages; k++) {
			const char *was = text_words_by(then, key, k);
			const char *is = text_words_by(now, key, k);

			if (!is_same(was, is) && n < most)
				at[n++] = (struct text_change){ key, k, was, is };
		}
	*changes = (struct text_changes){ at, n };
}

enum status
text_draft_open(struct tx *tx, int64_t user_id, int64_t from_id,
    const struct text_draft_lock **draft, bool *began)
{
	struct text_draft_add_rows added;
	struct text_draft_lock_rows locked;
	const struct text_version_used *used;

	TRY(sql_text_draft_add(tx, workflow()->name, user_id, tx_now(tx), &added));
	*began = added.n > 0;
	/* What is in use cannot change any more: somebody would have to end this draft. */
	if (added.n > 0 && from_id == TEXT_FROM_USED) {
		TRY(sql_text_version_used(tx, workflow()->name, 0, &used));
		from_id = used->id;
	}
	if (added.n > 0 && from_id != 0)
		TRY(sql_text_draft_copy(tx, added.at[0].id, from_id));
	TRY(sql_text_draft_lock(tx, workflow()->name, tx_now(tx), &locked));
	if (locked.n == 0)
		return ERR_CONFLICT;
	*draft = &locked.at[0];
	return OK;
}

enum status
text_draft_say(struct tx *tx, int64_t draft_id, const struct text_wordings_rows *rows,
    const char *name, size_t language, const char *body, int64_t user_id)
{
	const char *code = workflow()->languages[language];
	const char *own = workflow_text_own(language, name);
	const struct text_wordings *now = text_wording_of(rows, name, code);

	if (*body == '\0' || is_same(body, own))
		return now == NULL ? OK
				   : sql_text_wording_drop(tx, draft_id, name, code);
	if (now != NULL && strcmp(now->body, body) == 0)
		return OK;
	return sql_text_wording_put(
	    tx, draft_id, name, code, body, own, user_id, tx_now(tx));
}

enum status
text_draft_settle(
    struct tx *tx, int64_t draft_id, const struct text_wordings *w, int64_t user_id)
{
	return sql_text_wording_put(tx, draft_id, w->name, w->language, w->body,
	    workflow_text_own(text_language(w->language), w->name), user_id,
	    tx_now(tx));
}
