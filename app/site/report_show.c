/* report_show.c - see report_show.h. */

#include "site/report_show.h"

#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/form_picture.h"
#include "site/form_contacts.h"
#include "site/page.h"
#include "site/show.h"

#define LINES_MAX 4000 /* more than a form can ask */
#define DEPTH_MAX 32

enum status
report_show_form(struct request *rq, int64_t form_version_id, const struct form **form)
{
	*form = NULL;
	if (form_version_id == 0)
		return OK;
	return form_store_load(rq->tx, form_version_id, form);
}

/* All values at a dotted path; within a repeat there may be several. */
struct gathering {
	struct request *rq;
	const struct form *form; /* NULL: as they are */
	const char *language;
	const char *field, *type;
	struct buf words;
};

static const char *
in_words(const struct gathering *g, const char *value)
{
	const char *name;

	if (g->form != NULL && strcmp(g->type, "contact") == 0)
		return form_contacts_name(g->rq, value, &name) == OK ? name : "";
	if (g->form == NULL)
		return value;
	if (strcmp(g->type, "date") == 0 && strlen(value) == 10)
		return show_day(g->rq->arena, value);
	return form_answer(g->rq->arena, g->form, g->language, g->field, value);
}

static void
gather(struct gathering *g, const struct json *from, const char *path)
{
	const char *dot, *text;

	if (json_is_array(from)) {
		for (size_t i = 0; i < json_count(from); i++)
			gather(g, json_at(from, i), path);
		return;
	}
	if (path != NULL) {
		dot = strchr(path, '.');
		gather(g,
		    json_get(from, dot == NULL ? path
					       : arena_strndup(g->rq->arena, path,
						     (size_t)(dot - path))),
		    dot == NULL ? NULL : dot + 1);
		return;
	}
	text = json_scalar(g->rq->arena, from);
	if (text == NULL || *text == '\0' || *(text = in_words(g, text)) == '\0')
		return;
	if (g->words.len > 0)
		buf_puts(&g->words, "; ");
	buf_puts(&g->words, text);
}

/* "" where nothing was answered. */
static const char *
answer(struct request *rq, const struct form *form, const struct form_question *q,
    const struct json *fields)
{
	struct gathering g = { .rq = rq,
		.form = form,
		.language = page_user(rq)->language,
		.field = q->field,
		.type = q->type };

	buf_init(&g.words, rq->arena);
	gather(&g, fields, q->field);
	return g.words.len > 0 ? g.words.data : "";
}

/* The field itself, or a group that it stands in. */
static bool
is_hidden(const struct json *hidden, const char *field)
{
	for (size_t i = 0; i < json_count(hidden); i++) {
		const char *path = json_text(json_at(hidden, i));
		size_t len = path != NULL ? strlen(path) : 0;

		if (len > 0 && strncmp(field, path, len) == 0 &&
		    (field[len] == '\0' || field[len] == '.'))
			return true;
	}
	return false;
}

/* What the form was opened with, below "inputs": whom it is about, and from where. */
static bool
is_given(const char *field)
{
	return strncmp(field, "inputs", 6) == 0 &&
	       (field[6] == '\0' || field[6] == '.');
}

static bool
is_told(const struct form_question *q, const struct json *hidden)
{
	return !q->group && !q->repeat && !q->hidden && strcmp(q->type, "note") != 0 &&
	       !is_given(q->field) && !is_hidden(hidden, q->field);
}

bool
report_show_tells(const struct form_question *q, const struct json *hidden)
{
	/* The value of a contact is the id of his document. */
	return is_told(q, hidden) && strcmp(q->type, "contact") != 0;
}

static const char *
named(const struct form_question *q)
{
	return *q->label != '\0' ? q->label : q->field;
}

/* Of words that gather() put together; what is no name of ours is words only. */
static struct report_pictures
pictures_of(struct request *rq, const struct form_question *q, const char *words)
{
	struct report_pictures pictures = { .n = 0 };
	int64_t *at;

	if (strcmp(q->type, "picture") != 0)
		return pictures;
	ARENA_ARRAY(rq->arena, at, strlen(words) / 2 + 1);
	pictures.at = at;
	while (*words != '\0') {
		size_t len = strcspn(words, ";");
		int64_t id = form_picture_id(arena_strndup(rq->arena, words, len));

		if (id == 0)
			return (struct report_pictures){ .n = 0 };
		at[pictures.n++] = id;
		words += len;
		words += strspn(words, "; ");
	}
	return pictures;
}

/* A heading is kept until something stands below it. */
static void
lines_of_form(struct request *rq, const struct form *form, const struct json *fields,
    const struct json *hidden, struct report_lines *lines)
{
	const struct form_question *q;
	struct report_line *at;
	const char *heading = NULL, *words;
	size_t n;

	form_questions(rq->arena, form, page_user(rq)->language, &q, &n);
	ARENA_ARRAY(rq->arena, at, 2 * n);
	for (size_t i = 0; i < n; i++) {
		if (is_hidden(hidden, q[i].field) || is_given(q[i].field))
			continue;
		if ((q[i].group || q[i].repeat) && !q[i].hidden && *q[i].label != '\0')
			heading = q[i].label;
		if (!is_told(&q[i], hidden))
			continue;
		words = answer(rq, form, &q[i], fields);
		if (*words == '\0')
			continue;
		if (heading != NULL)
			at[lines->n++] = (struct report_line){ heading, NULL };
		heading = NULL;
		at[lines->n++] = (struct report_line){ named(&q[i]), words,
			pictures_of(rq, &q[i], words) };
	}
	lines->at = at;
}

/* Every field that says something, by its path. */
struct leaves {
	struct request *rq;
	struct report_line *at;
	size_t n;
};

static void
add_leaves(struct leaves *l, const struct json *from, const char *path, int depth)
{
	const char *key, *text = json_scalar(l->rq->arena, from);
	const struct json *value;

	if (text != NULL && *text != '\0' && l->n < LINES_MAX)
		l->at[l->n++] = (struct report_line){ path, text };
	if (depth == DEPTH_MAX)
		return;
	for (size_t i = 0; json_is_array(from) && i < json_count(from); i++)
		add_leaves(l, json_at(from, i),
		    arena_printf(l->rq->arena, "%s %zu", path, i + 1), depth + 1);
	for (size_t i = 0; json_member(from, i, &key, &value); i++)
		add_leaves(l, value,
		    *path == '\0' ? key
				  : arena_printf(l->rq->arena, "%s.%s", path, key),
		    depth + 1);
}

void
report_show_lines(struct request *rq, const struct form *form,
    const struct json *fields, const struct json *hidden_fields,
    struct report_lines *lines)
{
	struct leaves leaves = { .rq = rq };

	*lines = (struct report_lines){ .n = 0 };
	if (form != NULL) {
		lines_of_form(rq, form, fields, hidden_fields, lines);
		return;
	}
	ARENA_ARRAY(rq->arena, leaves.at, LINES_MAX);
	add_leaves(&leaves, fields, "", 0);
	*lines = (struct report_lines){ leaves.at, leaves.n };
}

void
report_show_changes(struct request *rq, const struct form *form,
    const struct json *before, const struct json *after, struct report_changes *changes)
{
	const struct form_question *q = NULL;
	struct report_edited *at;
	size_t n = 0;

	*changes = (struct report_changes){ .n = 0 };
	if (form == NULL)
		return;
	form_questions(rq->arena, form, page_user(rq)->language, &q, &n);
	ARENA_ARRAY(rq->arena, at, n);
	for (size_t i = 0; i < n; i++) {
		const char *from, *to;

		if (!is_told(&q[i], NULL))
			continue;
		from = answer(rq, form, &q[i], before);
		to = answer(rq, form, &q[i], after);
		if (strcmp(from, to) != 0)
			at[changes->n++] = (struct report_edited){ named(&q[i]), from,
				to, pictures_of(rq, &q[i], from),
				pictures_of(rq, &q[i], to) };
	}
	changes->at = at;
}

enum status
report_show_registered(struct request *rq, int64_t task_id, struct page *page)
{
	struct report_registered_rows people;
	struct buf names;

	TRY(sql_report_registered(rq->tx, task_id, &people));
	if (people.n == 0 || page->notice == NULL)
		return OK;
	buf_init(&names, rq->arena);
	for (size_t i = 0; i < people.n; i++)
		buf_printf(&names, "%s%s (%s)", i > 0 ? ", " : "",
		    show_name(
			rq->arena, people.at[i].given_name, people.at[i].family_name),
		    people.at[i].number);
	page->notice = arena_printf(rq->arena,
	    page->undo != NULL
		? _("%s Registered with it: %s. Undo takes back the task and its "
		    "report; who was registered stays.")
		: _("%s Who was registered with it stays registered: %s."),
	    page->notice, names.data);
	return OK;
}
