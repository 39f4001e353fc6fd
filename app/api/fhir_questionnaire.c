/* fhir_questionnaire.c - see fhir_questionnaire.h. */

#include "api/fhir_questionnaire.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "core/form_store.h"
#include "ext/json.h"
#include "form/form_outline.h"
#include "gen/sql.h"

#define BODY_ROOM ((size_t)64 * 1024)

struct writing {
	struct buf *b;
	struct arena *arena;
	const char *form; /* its name */
};

static void
write_text(struct buf *b, const char *key, const char *text)
{
	if (*text == '\0')
		return;
	buf_printf(b, ",\"%s\":", key);
	buf_json(b, text);
}

/* Conditions -------------------------------------------------------------------- */

/* As FHIR has it: nothing of what it looks at can be any other type. */
static void
write_answer(struct writing *w, const struct form_condition *c)
{
	static const char *const names[] = { [FORM_ASKS_WHOLE] = "Integer",
		[FORM_ASKS_NUMBER] = "Decimal",
		[FORM_ASKS_TICK] = "Boolean",
		[FORM_ASKS_PICTURE] = NULL };

	if (c->how == FORM_IS_ANSWERED || c->how == FORM_IS_EMPTY) {
		buf_printf(w->b, ",\"answerBoolean\":%s",
		    c->how == FORM_IS_ANSWERED ? "true" : "false");
	} else if (c->asks == FORM_ASKS_ONE || c->asks == FORM_ASKS_SEVERAL) {
		buf_puts(w->b, ",\"answerCoding\":{\"system\":");
		buf_json(w->b,
		    arena_printf(w->arena, FHIR_CHOICE_URL "%s.%s", w->form, c->link));
		buf_puts(w->b, ",\"code\":");
		buf_json(w->b, c->value);
		buf_putc(w->b, '}');
	} else if (names[c->asks] != NULL) {
		buf_printf(w->b, ",\"answer%s\":%s", names[c->asks],
		    c->asks == FORM_ASKS_TICK ? "true" : c->value);
	} else {
		write_text(w->b, "answerString", c->value);
	}
}

static void
write_conditions(struct writing *w, const struct form_asked *a)
{
	static const char *const operators[] = { [FORM_IS] = "=",
		[FORM_IS_NOT] = "!=",
		[FORM_IS_ANSWERED] = "exists",
		[FORM_IS_EMPTY] = "exists",
		[FORM_IS_LESS] = "<",
		[FORM_IS_MORE] = ">",
		[FORM_IS_AT_MOST] = "<=",
		[FORM_IS_AT_LEAST] = ">=" };

	for (size_t i = 0; i < a->nconditions; i++) {
		const struct form_condition *c = &a->conditions[i];

		buf_puts(w->b,
		    i == 0 ? ",\"enableWhen\":[{\"question\":" : ",{\"question\":");
		buf_json(w->b, c->link);
		buf_printf(w->b, ",\"operator\":\"%s\"", operators[c->how]);
		write_answer(w, c);
		buf_putc(w->b, '}');
	}
	if (a->nconditions > 0)
		buf_putc(w->b, ']');
	if (a->nconditions > 1)
		buf_printf(w->b, ",\"enableBehavior\":\"%s\"", a->any ? "any" : "all");
}

/* Choices and beginnings --------------------------------------------------------- */

void
fhir_questionnaire_coding(struct buf *b, const char *form, const struct form_asked *a,
    const struct form_option *choice)
{
	buf_puts(b, "{\"system\":");
	buf_json(b, arena_printf(b->arena, FHIR_CHOICE_URL "%s.%s", form, a->link));
	buf_puts(b, ",\"code\":");
	buf_json(b, choice->value);
	buf_puts(b, ",\"display\":");
	buf_json(b, choice->label);
	buf_putc(b, '}');
}

/* Of several choices, which are joined by blanks. */
static bool
is_chosen(struct arena *arena, const char *values, const char *value)
{
	return strstr(arena_printf(arena, " %s ", values),
		   arena_printf(arena, " %s ", value)) != NULL;
}

static void
write_choices(struct writing *w, const struct form_asked *a)
{
	for (size_t i = 0; i < a->nchoices; i++) {
		buf_puts(w->b, i == 0 ? ",\"answerOption\":[{\"valueCoding\":"
				      : ",{\"valueCoding\":");
		fhir_questionnaire_coding(w->b, w->form, a, &a->choices[i]);
		if (is_chosen(w->arena, a->initial, a->choices[i].value))
			buf_puts(w->b, ",\"initialSelected\":true");
		buf_putc(w->b, '}');
	}
	if (a->nchoices > 0)
		buf_putc(w->b, ']');
}

/* A text alone: what else a form begins with is seldom fixed. */
static void
write_initial(struct writing *w, const struct form_asked *a)
{
	if (*a->initial == '\0' ||
	    (a->asks != FORM_ASKS_WORDS && a->asks != FORM_ASKS_TEXT))
		return;
	buf_puts(w->b, ",\"initial\":[{\"valueString\":");
	buf_json(w->b, a->initial);
	buf_puts(w->b, "}]");
}

/* Items --------------------------------------------------------------------------- */

static const char *const types[] = { [FORM_ASKS_GROUP] = "group",
	[FORM_ASKS_REPEAT] = "group",
	[FORM_ASKS_NOTE] = "display",
	[FORM_ASKS_WORDS] = "string",
	[FORM_ASKS_TEXT] = "text",
	[FORM_ASKS_WHOLE] = "integer",
	[FORM_ASKS_NUMBER] = "decimal",
	[FORM_ASKS_DAY] = "date",
	[FORM_ASKS_TIME] = "time",
	[FORM_ASKS_MOMENT] = "dateTime",
	[FORM_ASKS_ONE] = "choice",
	[FORM_ASKS_SEVERAL] = "choice",
	[FORM_ASKS_TICK] = "boolean",
	[FORM_ASKS_CONTACT] = "reference",
	[FORM_ASKS_PICTURE] = "attachment" };

/* What stands below a question, for whoever answers it. */
static bool
write_help(struct writing *w, const struct form_asked *a, const char *part,
    const char *text, bool begun)
{
	if (*text == '\0')
		return begun;
	buf_puts(w->b, begun ? ",{\"linkId\":" : ",\"item\":[{\"linkId\":");
	buf_json(w->b, arena_printf(w->arena, "%s/%s", a->link, part));
	buf_puts(w->b,
	    ",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
	    "questionnaire-displayCategory\",\"valueCodeableConcept\":{\"coding\":[{"
	    "\"system\":\"http://hl7.org/fhir/questionnaire-display-category\","
	    "\"code\":\"instructions\"}]}}]");
	write_text(w->b, "text", text);
	buf_puts(w->b, ",\"type\":\"display\"}");
	return true;
}

static void write_items(struct writing *, const struct form_asked *, size_t n);

static void
write_item(struct writing *w, const struct form_asked *a)
{
	const bool group = a->asks == FORM_ASKS_GROUP || a->asks == FORM_ASKS_REPEAT;

	buf_puts(w->b, "{\"linkId\":");
	buf_json(w->b, a->link);
	if (a->when != NULL) {
		buf_puts(w->b, ",\"extension\":[{\"url\":\"urn:aftercare:asked-when\","
			       "\"valueString\":");
		buf_json(w->b, a->when);
		buf_puts(w->b, "}]");
	}
	write_text(w->b, "text", a->text);
	buf_printf(w->b, ",\"type\":\"%s\"", types[a->asks]);
	write_conditions(w, a);
	if (a->required)
		buf_puts(w->b, ",\"required\":true");
	if (a->asks == FORM_ASKS_REPEAT || a->asks == FORM_ASKS_SEVERAL)
		buf_puts(w->b, ",\"repeats\":true");
	write_choices(w, a);
	write_initial(w, a);
	if (group)
		write_items(w, a->below, a->nbelow);
	else if (a->asks != FORM_ASKS_NOTE &&
		 write_help(
		     w, a, "rule", a->rule, write_help(w, a, "hint", a->hint, false)))
		buf_putc(w->b, ']');
	buf_putc(w->b, '}');
}

static void
write_items(struct writing *w, const struct form_asked *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(w->b, i == 0 ? ",\"item\":[" : ",");
		write_item(w, &all[i]);
	}
	if (n > 0)
		buf_putc(w->b, ']');
}

static enum status
write_whole(struct tx *tx, const struct fhir_questionnaires *row, const char **body)
{
	struct arena *arena = tx_arena(tx);
	const struct form_asked *asked;
	const struct form *form;
	struct writing w = { .arena = arena, .form = row->name };
	struct buf b;
	size_t n;

	TRY(form_store_known(tx, row->form_version_id, row->sha256, &form));
	form_outline(arena, form, "en", &asked, &n);
	buf_init_wide(&b, arena, BODY_ROOM);
	w.b = &b;
	buf_printf(&b,
	    "{\"resourceType\":\"Questionnaire\",\"id\":\"%" PRId64
	    "\",\"meta\":{\"lastUpdated\":\"%s\"}",
	    row->form_id, clock_iso(arena, row->changed_at));
	write_text(&b, "url", arena_printf(arena, FHIR_FORM_URL "%s", row->name));
	buf_puts(&b, ",\"identifier\":[{\"system\":\"urn:aftercare:form\",\"value\":");
	buf_json(&b, row->name);
	buf_printf(&b, "}],\"version\":\"%d\"", (int)row->number);
	write_text(&b, "title", row->title);
	buf_printf(&b,
	    ",\"status\":\"active\",\"subjectType\":[\"Patient\"],\"date\":\"%s\"",
	    clock_iso(arena, row->changed_at));
	write_items(&w, asked, n);
	buf_putc(&b, '}');
	*body = b.data;
	return OK;
}

enum status
fhir_questionnaire_part(
    struct tx *tx, const char *elements, const char *whole, const char **body)
{
	const struct fhir_part *part;

	*body = whole;
	if (strcmp(elements, "{}") == 0)
		return OK;
	TRY(sql_fhir_part(tx, whole, elements, &part));
	*body = part->body;
	return OK;
}

enum status
fhir_questionnaire_find(
    struct tx *tx, const struct fhir_query *q, int32_t most, struct fhir_page *page)
{
	struct fhir_questionnaires_rows rows = { 0 };
	const char *whole;

	TRY(sql_fhir_questionnaires(tx, fhir_ids_of(tx, q, REF_ID),
	    fhir_texts_of(tx, q, TEXT_URL), fhir_texts_of(tx, q, TEXT_IDENTIFIER),
	    fhir_texts_of(tx, q, TEXT_NAME), FHIR_ORDER(tx, q), q->after.id,
	    q->after.at, most, &rows));
	ARENA_ARRAY(tx_arena(tx), page->at, rows.n + 1);
	page->n = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const int64_t id = rows.at[i].form_id;

		page->at[i] = (struct fhir_found){ .id = id,
			.cursor = { .id = id, .at = rows.at[i].changed_at } };
		TRY(write_whole(tx, &rows.at[i], &whole));
		TRY(fhir_questionnaire_part(tx, q->elements, whole, &page->at[i].body));
	}
	return OK;
}
