/* text_form.c - see text_form.h. */

#include "core/text_form.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "core/text_form_load.h"
#include "ext/phone.h"

#define SPACE " \t\r\n"

struct reader {
	struct arena *arena;
	const char *language, *zone;
	const struct text_form *form;
	const char **values; /* by field, as they were written; NULL: not at all */
	struct text_fault *faults;
	size_t nfaults, room;
};

const char *
text_fault_key(enum text_fault_kind kind)
{
	static const char *const keys[TEXT_FAULTS] = {
		[TEXT_MISSING] = "text_form.missing",
		[TEXT_NO_NUMBER] = "text_form.number",
		[TEXT_NO_DATE] = "text_form.date",
		[TEXT_NO_YES] = "text_form.yes_no",
		[TEXT_NO_CHOICE] = "text_form.choice",
		[TEXT_NO_PHONE] = "text_form.phone",
		[TEXT_LENGTH] = "text_form.length",
		[TEXT_TWICE] = "text_form.twice",
		[TEXT_EXTRA] = "text_form.extra",
	};

	return keys[kind];
}

/* ---------------------------------------------------------------- notations --- */

static void
fault(struct reader *r, enum text_fault_kind kind, const char *label)
{
	if (r->nfaults < r->room)
		r->faults[r->nfaults++] = (struct text_fault){ kind, label };
}

static const char *
label_of(const struct reader *r, const struct text_field *field)
{
	static const char *const names[] = { "short", "tiny" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *label =
		    text_form_label(json_get(field->labels, names[i]), r->language);

		if (label != NULL && *label != '\0')
			return label;
	}
	return field->key;
}

static void
give(struct reader *r, size_t field, const char *value)
{
	if (r->values[field] != NULL)
		fault(r, TEXT_TWICE, label_of(r, &r->form->fields[field]));
	r->values[field] = text_trim(r->arena, value);
}

/* How many bytes of a text are this key; 0: it is another word. */
static size_t
key_length(const char *text, const char *key)
{
	size_t len = key != NULL ? strlen(key) : 0;

	if (len == 0 || strncasecmp(text, key, len) != 0 ||
	    (text[len] != '\0' && strchr(SPACE "0123456789:=", text[len]) == NULL))
		return 0;
	return len;
}

static size_t
longer(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* The same with its name and its tiny label in every language. */
static size_t
field_key_length(const struct text_field *field, const char *text)
{
	const struct json *tiny = json_get(field->labels, "tiny"), *one;
	size_t len = longer(key_length(text, field->key),
	    key_length(text, text_form_label(tiny, "en")));
	const char *language;

	for (size_t i = 0; json_member(tiny, i, &language, &one); i++)
		len = longer(len, key_length(text, json_text(one)));
	for (size_t i = 0; i < json_count(tiny); i++)
		len = longer(len,
		    key_length(text, json_text(json_get(json_at(tiny, i), "content"))));
	return len;
}

/* The field that a text begins with, and where its value is; nfields: none. */
static size_t
keyed_field(const struct text_form *form, const char *text, const char **value)
{
	size_t best = 0, found = form->nfields;

	for (size_t i = 0; i < form->nfields; i++) {
		size_t len = field_key_length(&form->fields[i], text);

		if (len > best) {
			best = len;
			found = i;
		}
	}
	*value = text + best;
	*value += strspn(*value, SPACE);
	if (best > 0 && **value != '\0' && strchr(":=", **value) != NULL)
		(*value)++;
	return found;
}

/* Where a pair ends: at a #, or at a comma behind which another key stands. */
static const char *
pair_end(const struct text_form *form, const char *at)
{
	const char *value;

	for (; *at != '\0' && *at != '#'; at++)
		if (*at == ',' && keyed_field(form, at + 1 + strspn(at + 1, SPACE),
				      &value) < form->nfields)
			break;
	return at;
}

static bool
has_key(const struct text_form *form, const char *text)
{
	const char *value;

	for (const char *at = text;; at++) {
		at += strspn(at, SPACE);
		if (keyed_field(form, at, &value) < form->nfields)
			return true;
		at += strcspn(at, "#");
		if (*at == '\0')
			return false;
	}
}

static void
read_pairs(struct reader *r, const char *text)
{
	while (*text != '\0') {
		const char *end = pair_end(r->form, text), *pair, *value;
		size_t field;

		pair = text_trim(
		    r->arena, arena_strndup(r->arena, text, (size_t)(end - text)));
		field = keyed_field(r->form, pair, &value);
		if (field < r->form->nfields)
			give(r, field, value);
		else if (*pair != '\0')
			fault(r, TEXT_EXTRA, pair);
		text = end + (*end != '\0');
	}
}

/* "tiny#value#tiny#value", where \# is no end. */
static const char *
escaped_part(struct arena *arena, const char **text)
{
	struct buf part;

	buf_init(&part, arena);
	for (; **text != '\0' && **text != '#'; (*text)++) {
		if (**text == '\\' && (*text)[1] == '#')
			(*text)++;
		buf_putc(&part, **text);
	}
	*text += **text == '#';
	return part.data;
}

static void
read_escaped_pairs(struct reader *r, const char *text)
{
	while (*text != '\0') {
		const char *key = text_trim(r->arena, escaped_part(r->arena, &text));
		const char *value = escaped_part(r->arena, &text), *rest;
		size_t field = keyed_field(r->form, key, &rest);

		if (field < r->form->nfields && *rest == '\0')
			give(r, field, value);
		else if (*key != '\0')
			fault(r, TEXT_EXTRA, key);
	}
}

static void
read_places(struct reader *r, const char *text)
{
	for (size_t i = 0; *text != '\0'; i++) {
		size_t len = strcspn(text, "#");
		const char *value = arena_strndup(r->arena, text, len);

		if (i < r->form->nfields)
			give(r, i, value);
		else if (*text_trim(r->arena, value) != '\0')
			fault(r, TEXT_EXTRA, text_trim(r->arena, value));
		text += len + (text[len] == '#');
	}
}

/* One word, or several between quotes. */
static const char *
quoted_word(struct arena *arena, const char **text)
{
	const char *from = *text + (**text == '"'), *end = NULL;
	size_t len;

	if (**text == '"')
		end = strchr(from, '"');
	len = end != NULL ? (size_t)(end - from) : strcspn(from, SPACE);
	*text = from + len + (end != NULL);
	return arena_strndup(arena, from, len);
}

/* All that is left, without the quotes where they are around the whole of it. */
static const char *
last_words(struct arena *arena, const char *text)
{
	const char *rest = text_trim(arena, text);
	size_t len = strlen(rest);
	struct buf b;

	if (len >= 2 && rest[0] == '"' && strchr(rest + 1, '"') == rest + len - 1)
		return arena_strndup(arena, rest + 1, len - 2);
	buf_init(&b, arena);
	for (size_t i = 0; i < len; i++)
		if (strchr(SPACE, rest[i]) == NULL)
			buf_putc(&b, rest[i]);
		else if (strchr(SPACE, rest[i - 1]) == NULL)
			buf_putc(&b, ' ');
	return b.data;
}

static void
read_words(struct reader *r, const char *text)
{
	for (size_t i = 0; *text != '\0'; i++) {
		if (i >= r->form->nfields) {
			fault(r, TEXT_EXTRA, last_words(r->arena, text));
			return;
		}
		if (i + 1 == r->form->nfields) {
			give(r, i, last_words(r->arena, text));
			return;
		}
		give(r, i, quoted_word(r->arena, &text));
		text += strspn(text, SPACE);
	}
}

/* ------------------------------------------------------------------- values --- */

/* The first moment of a day there: midnight, or what follows where there is none. */
static int64_t
day_begins(int64_t day, const char *zone)
{
	int64_t at = day * 24 * HOUR;

	for (int i = 0; i < 3; i++) {
		struct local_time t = clock_local(at, zone);
		int64_t local = clock_day_number(t.year, t.month, t.day) * 24 * HOUR +
				t.hour * HOUR + t.minute * MINUTE + t.second * SECOND;

		at -= local - day * 24 * HOUR;
	}
	/* Across a gap it swings: the later one is of that day. */
	return clock_local_day(at, zone) < day ? at + HOUR : at;
}

static bool
is_whole_number(const char *value, int64_t least, int64_t most, int64_t *number)
{
	const char *digits = value + (*value == '-' || *value == '+');
	size_t len = strlen(digits);

	if (len == 0 || len > 15 || strspn(digits, "0123456789") != len)
		return false;
	*number = strtoll(value, NULL, 10);
	return *number >= least && *number <= most;
}

static bool
is_of_length(const struct text_field *field, const char *value)
{
	int64_t length = (int64_t)text_length(value);

	return field->max == 0 || (length >= field->min && length <= field->max);
}

/* "12-345" of a field that is digits. */
static const char *
digits_of(struct arena *arena, const char *value)
{
	struct buf b;

	buf_init(&b, arena);
	for (; *value != '\0'; value++)
		if (*value >= '0' && *value <= '9')
			buf_putc(&b, *value);
	return b.data;
}

/* The label of a choice as the definition has it: the CHT stores that, not the code. */
static bool
choice(struct reader *r, const struct text_field *field, const char *value,
    const char **json)
{
	for (size_t i = 0; i < json_count(field->list); i++) {
		const struct json *one = json_at(field->list, i);

		if (strcasecmp(json_scalar(r->arena, json_at(one, 0)), value) != 0)
			continue;
		*json = json_write(r->arena, json_at(one, 1));
		return true;
	}
	return false;
}

static const char *
quoted(struct arena *arena, const char *text)
{
	struct buf b;

	buf_init(&b, arena);
	buf_json(&b, text);
	return b.data;
}

static bool
string_value(struct reader *r, const struct text_field *field, const char *value,
    const char **json)
{
	if (field->digits_only)
		value = digits_of(r->arena, value);
	if (!is_of_length(field, value)) {
		fault(r, TEXT_LENGTH, label_of(r, field));
		return false;
	}
	*json = quoted(r->arena, value);
	return true;
}

static bool
number_value(struct reader *r, const struct text_field *field, const char *value,
    const char **json)
{
	bool month = field->type == TEXT_MONTH;
	int64_t number;

	if (!is_whole_number(value, month ? 1 : -999999999999999,
		month ? 12 : 999999999999999, &number)) {
		fault(r, TEXT_NO_NUMBER, label_of(r, field));
		return false;
	}
	*json = arena_printf(r->arena, "%" PRId64, number);
	return true;
}

static bool
date_value(struct reader *r, const struct text_field *field, const char *value,
    const char **json)
{
	int64_t day;

	if (clock_parse_date(value, &day) != OK) {
		fault(r, TEXT_NO_DATE, label_of(r, field));
		return false;
	}
	*json = arena_printf(r->arena, "%" PRId64, day_begins(day, r->zone) / 1000);
	return true;
}

static bool
phone_value(struct reader *r, const struct text_field *field, const char *value,
    const char **json)
{
	struct phone phone;
	enum phone_fault wrong = phone_read(
	    r->arena, value, phone_region_of_zone(r->arena, r->zone), &phone);

	if (wrong != PHONE_GOOD && wrong != PHONE_NOT_VALID) {
		fault(r, TEXT_NO_PHONE, label_of(r, field));
		return false;
	}
	*json = quoted(r->arena, phone.e164);
	return true;
}

/* What stands in the report; false: nothing, and a fault was told if it is one. */
static bool
value_of(struct reader *r, size_t i, const char **json)
{
	const struct text_field *field = &r->form->fields[i];
	const char *value = r->values[i];

	if (value == NULL || *value == '\0') {
		if (field->required)
			fault(r, TEXT_MISSING, label_of(r, field));
		return false;
	}
	if (field->list != NULL) {
		if (choice(r, field, value, json))
			return true;
		fault(r, TEXT_NO_CHOICE, label_of(r, field));
		return false;
	}
	switch (field->type) {
	case TEXT_STRING:
		return string_value(r, field, value, json);
	case TEXT_INTEGER:
	case TEXT_MONTH:
		return number_value(r, field, value, json);
	case TEXT_DATE:
		return date_value(r, field, value, json);
	case TEXT_PHONE:
		return phone_value(r, field, value, json);
	case TEXT_BOOLEAN:
		break;
	}
	*json = *value == '1' ? "true" : "false";
	if (strcmp(value, "0") == 0 || strcmp(value, "1") == 0)
		return true;
	fault(r, TEXT_NO_YES, label_of(r, field));
	return false;
}

/* Whether a field before this one stands in the same object within this level. */
static bool
was_begun(const struct reader *r, const char **json, size_t i, size_t skip, size_t len)
{
	const char *key = r->form->fields[i].key;

	for (size_t k = 0; k < i; k++)
		if (json[k] != NULL &&
		    strncmp(r->form->fields[k].key, key, skip + len) == 0)
			return true;
	return false;
}

/* The object of all fields whose keys begin as this one's does; skip bytes are known. */
static void
write_object(
    struct reader *r, struct buf *b, const char **json, const char *prefix, size_t skip)
{
	const char *comma = "";

	buf_putc(b, '{');
	for (size_t i = 0; i < r->form->nfields; i++) {
		const char *key = r->form->fields[i].key;
		size_t len;

		if (json[i] == NULL || strncmp(key, prefix, skip) != 0)
			continue;
		len = strcspn(key + skip, ".");
		if (key[skip + len] == '.' && was_begun(r, json, i, skip, len + 1))
			continue;
		buf_puts(b, comma);
		comma = ",";
		buf_json(b, arena_strndup(r->arena, key + skip, len));
		buf_putc(b, ':');
		if (key[skip + len] == '.')
			write_object(r, b, json, key, skip + len + 1);
		else
			buf_puts(b, json[i]);
	}
	buf_putc(b, '}');
}

static const char *
fields_of(struct reader *r)
{
	const char **json;
	struct buf b;

	ARENA_ARRAY(r->arena, json, r->form->nfields);
	for (size_t i = 0; i < r->form->nfields; i++)
		if (!value_of(r, i, &json[i]))
			json[i] = NULL;
	buf_init(&b, r->arena);
	write_object(r, &b, json, "", 0);
	return b.data;
}

/* -------------------------------------------------------------------- whole --- */

static const struct text_form *
form_of(const struct text_forms *forms, const char *code, size_t len)
{
	for (size_t i = 0; i < forms->n; i++)
		if (strlen(forms->at[i].code) == len &&
		    strncasecmp(forms->at[i].code, code, len) == 0)
			return &forms->at[i];
	return NULL;
}

bool
text_form_named(const struct text_forms *forms, const char *code, bool *open)
{
	const struct text_form *form = form_of(forms, code, strlen(code));

	*open = form != NULL && form->open;
	return form != NULL;
}

/* What some phones put into a text and nobody sees. */
static const char *
without_invisible(struct arena *arena, const char *text)
{
	struct buf b;

	buf_init(&b, arena);
	while (*text != '\0') {
		const char *from = text;
		uint32_t letter = text_next(&text);

		if ((letter < 0x200B || letter > 0x200F) && letter != 0x2060 &&
		    letter != 0xFEFF)
			buf_add(&b, from, (size_t)(text - from));
	}
	return b.data;
}

/* Whether it begins "1!CODE!" or "J1!CODE!"; *text is behind it then. */
static bool
read_head(
    struct reader *r, const struct text_forms *forms, const char **text, bool *pairs)
{
	const char *code = *text, *end;

	*pairs = *code == 'J' || *code == 'j';
	code += *pairs;
	if (code[0] != '1' || code[1] != '!')
		return false;
	code += 2 + strspn(code + 2, SPACE);
	end = code + strcspn(code, "!");
	if (*end != '!')
		return false;
	*text = end + 1;
	while (end > code && strchr(SPACE, end[-1]) != NULL)
		end--;
	r->form = form_of(forms, code, (size_t)(end - code));
	return true;
}

/* "CODE", with a space or a mark behind it; *text is what follows. */
static const struct text_form *
read_code(const struct text_forms *forms, const char **text)
{
	size_t len = strcspn(*text, SPACE "!#");
	const struct text_form *form = form_of(forms, *text, len);

	if (form == NULL) {
		len = strcspn(*text, SPACE "!#,:-");
		form = form_of(forms, *text, len);
	}
	if (form == NULL)
		return NULL;
	*text += len + strspn(*text + len, SPACE);
	if (**text != '\0' &&
	    (strchr("!#,:", **text) != NULL ||
		(**text == '-' && strchr("0123456789", (*text)[1]) == NULL)))
		(*text)++;
	*text += strspn(*text, SPACE);
	return form;
}

/* For what is written, and what may be wrong with it. */
static void
make_room(struct reader *r, size_t letters)
{
	ARENA_ARRAY(r->arena, r->values, r->form->nfields);
	r->room = letters + 2 * r->form->nfields;
	ARENA_ARRAY(r->arena, r->faults, r->room);
}

/* The form that a text names, and how the rest of it is read. */
static bool
begin(struct reader *r, const struct text_forms *forms, const char **text,
    void (**rest)(struct reader *, const char *))
{
	bool pairs;

	if (read_head(r, forms, text, &pairs)) {
		*rest = pairs ? read_escaped_pairs : read_places;
	} else {
		r->form = read_code(forms, text);
		if (r->form != NULL)
			*rest = has_key(r->form, *text) ? read_pairs : read_words;
	}
	if (r->form == NULL)
		return false;
	make_room(r, strlen(*text));
	return true;
}

static enum status
finish(struct reader *r, struct text_report *report)
{
	const char *title = text_form_label(r->form->label, r->language);

	*report = (struct text_report){ .form = r->form->code,
		.title = title != NULL ? title : r->form->code,
		.open = r->form->open,
		.fields = fields_of(r),
		.faults = r->faults,
		.nfaults = r->nfaults };
	return r->nfaults > 0 ? ERR_INVALID : OK;
}

enum status
text_form_read(const struct text_forms *forms, struct arena *arena, const char *text,
    const char *language, const char *zone, struct text_report *report)
{
	struct reader r = { .arena = arena, .language = language, .zone = zone };
	void (*rest)(struct reader *, const char *);

	text = text_trim(arena, without_invisible(arena, text));
	if (!begin(&r, forms, &text, &rest))
		return ERR_NOT_FOUND;
	rest(&r, text);
	return finish(&r, report);
}

static void
give_json(struct reader *r, size_t field, const struct json *value)
{
	const char *text = json_scalar(r->arena, value);
	bool yes;

	if (json_is_null(value))
		return;
	if (json_bool(value, &yes))
		text = yes ? "1" : "0";
	if (text != NULL)
		give(r, field, text);
	else
		fault(r, TEXT_EXTRA, label_of(r, &r->form->fields[field]));
}

enum status
text_form_fill(const struct text_forms *forms, struct arena *arena, const char *code,
    const struct json *fields, const char *language, const char *zone,
    struct text_report *report)
{
	struct reader r = { .arena = arena, .language = language, .zone = zone };
	const struct json *value;
	const char *key;

	r.form = form_of(forms, code, strlen(code));
	if (r.form == NULL)
		return ERR_NOT_FOUND;
	make_room(&r, json_count(fields));
	for (size_t m = 0; json_member(fields, m, &key, &value); m++)
		for (size_t i = 0; i < r.form->nfields; i++)
			if (strcasecmp(r.form->fields[i].key, key) == 0)
				give_json(&r, i, value);
	return finish(&r, report);
}
