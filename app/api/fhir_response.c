/* fhir_response.c - see fhir_response.h; fhir_response_create.c brings them. */

#include "api/fhir_response.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "api/fhir_questionnaire.h"
#include "api/fhir_span.h"
#include "core/form_store.h"
#include "ext/json.h"
#include "gen/sql.h"

#define BODY_ROOM ((size_t)16 * 1024)
#define VERSIONS_MAX 32 /* outlines that are kept while a page is written */

struct writing {
	struct buf *b;
	struct arena *arena;
	const char *form;
};

/* Answers ------------------------------------------------------------------------- */

static void
write_choice(struct writing *w, const struct form_asked *a, const char *value)
{
	for (size_t i = 0; i < a->nchoices; i++)
		if (strcmp(a->choices[i].value, value) == 0) {
			buf_puts(w->b, "\"valueCoding\":");
			fhir_questionnaire_coding(w->b, w->form, a, &a->choices[i]);
			return;
		}
	buf_puts(w->b, "\"valueString\":");
	buf_json(w->b, value);
}

static void
write_quoted(struct writing *w, const char *name, const char *value)
{
	buf_printf(w->b, "\"value%s\":", name);
	buf_json(w->b, value);
}

/* "patient-7" is Patient/7; what else it may be is only a text. */
static void
write_contact(struct writing *w, const char *value)
{
	static const char *const types[][2] = { { "patient-", "Patient" },
		{ "place-", "Location" } };

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		const size_t len = strlen(types[i][0]);

		if (strncmp(value, types[i][0], len) != 0)
			continue;
		buf_puts(w->b, "\"valueReference\":{\"reference\":");
		buf_json(
		    w->b, arena_printf(w->arena, "%s/%s", types[i][1], value + len));
		buf_putc(w->b, '}');
		return;
	}
	write_quoted(w, "String", value);
}

/* "10:20:00.000+02:00" of a form has no zone here. */
static const char *
time_of(struct arena *arena, const char *value)
{
	const char *at = arena_strndup(arena, value, strcspn(value, "+-Z"));
	const char *dot = strstr(at, ".000");

	return dot != NULL ? arena_strndup(arena, at, (size_t)(dot - at)) : at;
}

static bool
is_whole(const char *value)
{
	const char *digits = value + (*value == '-');

	return *digits != '\0' && strlen(digits) <= 9 &&
	       strspn(digits, "0123456789") == strlen(digits);
}

static bool
is_number(const char *value)
{
	return strchr("-0123456789", *value) != NULL && json_gate(value, strlen(value));
}

/* What a page let in that FHIR does not have so is a text. */
static void
write_value(struct writing *w, const struct form_asked *a, const char *value)
{
	switch (a->asks) {
	case FORM_ASKS_ONE:
	case FORM_ASKS_SEVERAL:
		write_choice(w, a, value);
		return;
	case FORM_ASKS_CONTACT:
		write_contact(w, value);
		return;
	case FORM_ASKS_TICK:
		buf_puts(w->b, "\"valueBoolean\":true");
		return;
	case FORM_ASKS_PICTURE:
		buf_puts(w->b, "\"valueAttachment\":{\"title\":");
		buf_json(w->b, value);
		buf_putc(w->b, '}');
		return;
	case FORM_ASKS_TIME:
		write_quoted(w, "Time", time_of(w->arena, value));
		return;
	default:
		break;
	}
	if (a->asks == FORM_ASKS_WHOLE && is_whole(value))
		buf_printf(w->b, "\"valueInteger\":%s", value);
	else if ((a->asks == FORM_ASKS_NUMBER || a->asks == FORM_ASKS_WHOLE) &&
		 is_number(value))
		buf_printf(w->b, "\"valueDecimal\":%s", value);
	else if (a->asks == FORM_ASKS_DAY && fhir_is_date(w->arena, value))
		write_quoted(w, "Date", value);
	else if (a->asks == FORM_ASKS_MOMENT && fhir_is_datetime(w->arena, value))
		write_quoted(w, "DateTime", value);
	else
		write_quoted(w, "String", value);
}

static void
begin_item(struct writing *w, const struct form_asked *a, bool first)
{
	buf_puts(w->b, first ? ",\"item\":[{\"linkId\":" : ",{\"linkId\":");
	buf_json(w->b, a->link);
	if (*a->text != '\0') {
		buf_puts(w->b, ",\"text\":");
		buf_json(w->b, a->text);
	}
}

static void
write_answers(struct writing *w, const struct form_asked *a, const char *values)
{
	bool begun = false;

	if (a->asks != FORM_ASKS_SEVERAL) {
		buf_puts(w->b, ",\"answer\":[{");
		write_value(w, a, values);
		buf_puts(w->b, "}]}");
		return;
	}
	while (*values != '\0') {
		const size_t len = strcspn(values, " ");

		if (len > 0) {
			buf_puts(w->b, begun ? ",{" : ",\"answer\":[{");
			write_value(w, a, arena_strndup(w->arena, values, len));
			buf_putc(w->b, '}');
			begun = true;
		}
		values += len + (values[len] == ' ');
	}
	buf_puts(w->b, begun ? "]}" : "}");
}

/* Items ---------------------------------------------------------------------------- */

/*
 * What stands at a path below another: "/r/g/q" in the fields of "/r/g"; of a report as
 * a whole, whose fields are those of the root, that is "".
 */
static const struct json *
at_path(struct arena *arena, const struct json *in, const char *from, const char *path)
{
	const char *rest =
	    path + (*from != '\0' ? strlen(from) : 1 + strcspn(path + 1, "/"));

	while (*rest == '/' && in != NULL) {
		const size_t len = strcspn(rest + 1, "/");

		in = json_get(in, arena_strndup(arena, rest + 1, len));
		rest += 1 + len;
	}
	return in;
}

/* The fields of a group, and the path that they are of. */
struct place {
	const struct json *fields;
	const char *path;
};

static bool write_items(
    struct writing *, const struct form_asked *, size_t n, struct place);

/* Whatever is begun in vain is taken back. */
static bool
write_group(
    struct writing *w, const struct form_asked *a, struct place place, bool first)
{
	const size_t before = w->b->len;

	begin_item(w, a, first);
	if (write_items(w, a->below, a->nbelow, place)) {
		buf_putc(w->b, '}');
		return true;
	}
	w->b->len = before;
	w->b->data[before] = '\0';
	return false;
}

static bool
write_item(struct writing *w, const struct form_asked *a, struct place in, bool first)
{
	struct place here = in;
	const char *value;
	bool any = false;

	if (*a->path != '\0')
		here = (struct place){ at_path(w->arena, in.fields, in.path, a->path),
			a->path };
	if (a->asks == FORM_ASKS_NOTE)
		return false;
	if (a->asks == FORM_ASKS_GROUP)
		return write_group(w, a, here, first);
	if (a->asks == FORM_ASKS_REPEAT) {
		for (size_t i = 0; i < json_count(here.fields); i++)
			any |= write_group(w, a,
			    (struct place){ json_at(here.fields, i), a->path },
			    first && !any);
		return any;
	}
	value = json_scalar(w->arena, here.fields);
	if (value == NULL || *value == '\0')
		return false;
	begin_item(w, a, first);
	write_answers(w, a, value);
	return true;
}

static bool
write_items(struct writing *w, const struct form_asked *all, size_t n, struct place in)
{
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= write_item(w, &all[i], in, !any);
	if (any)
		buf_putc(w->b, ']');
	return any;
}

/* Finding --------------------------------------------------------------------------- */

struct outlined {
	int64_t version;
	const struct form_asked *asked;
	size_t n;
};

struct outlines {
	struct outlined at[VERSIONS_MAX];
	size_t n;
};

static enum status
outline_of(struct tx *tx, struct outlines *known, const struct fhir_responses *row,
    const struct outlined **outline)
{
	const struct form *form;
	struct outlined *o;

	for (size_t i = 0; i < known->n; i++)
		if (known->at[i].version == row->form_version_id) {
			*outline = &known->at[i];
			return OK;
		}
	known->n = known->n % VERSIONS_MAX;
	o = &known->at[known->n++];
	TRY(form_store_known(tx, row->form_version_id, row->sha256, &form));
	o->version = row->form_version_id;
	form_outline(tx_arena(tx), form, "en", &o->asked, &o->n);
	*outline = o;
	return OK;
}

static enum status
write_whole(struct tx *tx, struct outlines *known, const struct fhir_responses *row,
    const char **body)
{
	struct writing w = { .arena = tx_arena(tx), .form = row->name };
	const struct outlined *outline;
	const struct json *fields;
	struct buf b;

	TRY(outline_of(tx, known, row, &outline));
	TRY(json_parse(w.arena, row->fields, strlen(row->fields), &fields));
	buf_init_wide(&b, w.arena, BODY_ROOM);
	w.b = &b;
	buf_add(&b, row->head, strlen(row->head) - 1);
	write_items(&w, outline->asked, outline->n, (struct place){ fields, "" });
	buf_putc(&b, '}');
	*body = b.data;
	return OK;
}

/* Those that are only counted are not written. */
enum status
fhir_response_find(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	const bool counted = strcmp(q->elements, FHIR_COUNTED) == 0;
	struct outlines *known = arena_alloc(tx_arena(tx), sizeof *known);
	struct fhir_responses_rows rows = { 0 };
	const char *whole;

	known->n = 0;
	TRY(sql_fhir_responses(tx, fhir_ids_of(tx, q, REF_ID),
	    fhir_ids_of(tx, q, REF_PATIENT), fhir_codes_of(tx, q, SET_STATUS),
	    fhir_spans_text(tx_arena(tx), &q->dates[DATE_AUTHORED]),
	    fhir_texts_of(tx, q, TEXT_URL),
	    tx_text_array(
		tx, q->texts[TEXT_IDENTIFIER].systems, q->texts[TEXT_IDENTIFIER].n),
	    fhir_texts_of(tx, q, TEXT_IDENTIFIER), FHIR_ORDER(tx, q), q->after.id,
	    q->after.at, most, &rows));
	ARENA_ARRAY(tx_arena(tx), page->at, rows.n + 1);
	page->n = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const int64_t id = rows.at[i].id;

		page->at[i] = (struct fhir_found){ .id = id,
			.body = "{}",
			.cursor = { .id = id, .at = rows.at[i].changed_at } };
		if (counted)
			continue;
		TRY(write_whole(tx, known, &rows.at[i], &whole));
		TRY(fhir_questionnaire_part(tx, q->elements, whole, &page->at[i].body));
	}
	return OK;
}
