/* form_show.c - what of a filling is to be seen, page by page, and what is wrong in it. */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ext/markdown.h"
#include "ext/phone.h"
#include "form/form_filling.h"

/* ------------------------------------------------------- visibility --- */

/* A group around a repeat has the repeat's data, and so no instance of its own. */
bool
form_is_wrapper(const struct form_control *control)
{
	return control->kind == FORM_GROUP && control->field != NULL &&
	       control->field->is_repeat;
}

/* Where a control is within what is around it; the same where it has no data. */
struct form_slot *
form_control_slot(
    struct form_entry *e, const struct form_control *control, struct form_slot *around)
{
	if (control->field == NULL || form_is_wrapper(control))
		return around;
	if (control->kind == FORM_REPEAT)
		return form_slot_near(e, control->field->parent, around);
	return form_slot_near(e, control->field, around);
}

static bool
any_visible(
    struct form_entry *e, const struct form_control *in, struct form_slot *around)
{
	for (const struct form_control *c = in->first; c != NULL; c = c->next)
		if (form_is_visible(e, c, around))
			return true;
	return false;
}

static bool
repeat_visible(struct form_entry *e, const struct form_control *control,
    const struct form_slot *around)
{
	if (!control->no_add)
		return true;
	for (struct xml_node *n = xml_first(around->node); n != NULL; n = xml_next(n)) {
		struct form_slot *slot = form_slot_of(n);

		if (slot->field == control->field && slot->asked &&
		    any_visible(e, control, slot))
			return true;
	}
	return false;
}

bool
form_is_visible(
    struct form_entry *e, const struct form_control *control, struct form_slot *around)
{
	struct form_slot *slot = form_control_slot(e, control, around);

	if (control->hidden || slot == NULL || !slot->asked)
		return false;
	if (control->kind == FORM_REPEAT)
		return repeat_visible(e, control, slot);
	return control->kind != FORM_GROUP || any_visible(e, control, slot);
}

/* ------------------------------------------------------------ pages --- */

size_t
form_pages(const struct form *form)
{
	return form->npages;
}

bool
form_page_shown(struct form_entry *e, size_t page)
{
	struct form_slot *root = form_slot_of(xml_root(e->instance));

	for (size_t i = 0; i < e->form->pages[page].n; i++) {
		const struct form_control *control = e->form->pages[page].controls[i];

		if (!form_is_hidden(control) && form_is_visible(e, control, root))
			return true;
	}
	return false;
}

int
form_page_after(struct form_entry *e, int page)
{
	for (page++; page < (int)e->form->npages; page++)
		if (form_page_shown(e, (size_t)page))
			return page;
	return -1;
}

int
form_page_before(struct form_entry *e, int page)
{
	for (page--; page >= 0; page--)
		if (form_page_shown(e, (size_t)page))
			return page;
	return -1;
}

int
form_page_of(struct form_entry *e, const char *name)
{
	size_t number = name[0] != '\0' ? strtoul(name + 1, NULL, 10) : 0;

	if (number == 0 || number >= e->form->ncontrols ||
	    e->form->controls[number]->page < 0)
		return 0;
	return e->form->controls[number]->page;
}

/* ------------------------------------------------------------ types --- */

static bool
is_digits(const char *text)
{
	return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool
is_decimal(const char *text)
{
	size_t whole, part = 0;

	text += *text == '-' || *text == '+';
	whole = strspn(text, "0123456789");
	text += whole;
	if (*text == '.') {
		part = strspn(text + 1, "0123456789");
		text += 1 + part;
	}
	return whole + part > 0 && whole + part <= 40 && *text == '\0';
}

static bool
is_time(const char *text)
{
	if (strlen(text) < 5 || strspn(text, "0123456789") != 2 || text[2] != ':' ||
	    strspn(text + 3, "0123456789") != 2)
		return false;
	return strncmp(text, "24", 2) < 0 && text[3] < '6' &&
	       strspn(text + 5, "0123456789:.+-Z") == strlen(text + 5);
}

static bool
is_date(const char *text)
{
	int64_t day;

	return clock_parse_date(text, &day) == OK;
}

static bool
is_date_time(const char *text)
{
	char date[11] = "";

	if (strlen(text) < sizeof "2024-03-01T10:00" - 1 || text[10] != 'T')
		return false;
	memcpy(date, text, 10);
	return is_date(date) && is_time(text + 11);
}

/* "LAT LONG", with height and accuracy if they are known. */
static bool
is_point(const char *text, size_t len)
{
	double at[4] = { 0, 0, 0, 0 };
	size_t n = 0;

	while (len > 0 && n < 4) {
		char number[32] = "";
		size_t word = strcspn(text, " ;");

		if (word > len)
			word = len;
		if (word == 0 || word >= sizeof number)
			return false;
		memcpy(number, text, word);
		if (!is_decimal(number))
			return false;
		at[n++] = strtod(number, NULL);
		text += word;
		len -= word;
		if (len > 0 && *text == ' ') {
			text++;
			len--;
		}
	}
	return len == 0 && n >= 2 && at[0] >= -90 && at[0] <= 90 && at[1] >= -180 &&
	       at[1] <= 180;
}

static bool
is_trace(const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, ";");

		text += strspn(text, " ");
		len = strcspn(text, ";");
		if (len > 0 && !is_point(text, len))
			return false;
		text += len + (text[len] == ';');
	}
	return true;
}

bool
form_is_typed(enum form_type type, const char *value)
{
	switch (type) {
	case FORM_INT:
		value += *value == '-' || *value == '+';
		return is_digits(value) && strlen(value) <= 18;
	case FORM_DECIMAL:
		return is_decimal(value);
	case FORM_DATE:
		return is_date(value);
	case FORM_TIME:
		return is_time(value);
	case FORM_DATETIME:
		return is_date_time(value);
	case FORM_GEOPOINT:
		return is_point(value, strlen(value));
	case FORM_GEOTRACE:
		return is_trace(value);
	default:
		return true;
	}
}

/* Of a number without its country the facility's counts. */
bool
form_read_phone(struct form_entry *e, const char *value, const char **e164)
{
	const char *region = phone_region_of_zone(e->arena, e->context.zone);
	enum phone_fault fault;
	struct phone phone;

	/* In a zone of no country only a whole number can be looked at. */
	if (*region == '\0' && strchr(value, '+') == NULL)
		return true;
	fault = phone_read(e->arena, value, region, &phone);
	if (fault == PHONE_GOOD)
		*e164 = phone.e164;
	return fault == PHONE_GOOD || fault == PHONE_EMPTY || fault == PHONE_NOT_VALID;
}

static const char *
type_words(enum form_type type)
{
	switch (type) {
	case FORM_INT:
		return _("Type a whole number.");
	case FORM_DECIMAL:
		return _("Type a number.");
	case FORM_DATE:
		return _("Type a date: day, month and year.");
	case FORM_TIME:
		return _("Type a time, as 14:30.");
	case FORM_DATETIME:
		return _("Type a date and a time.");
	case FORM_GEOPOINT:
	case FORM_GEOTRACE:
		return _("Type latitude and longitude, as -17.83 31.05.");
	default:
		return NULL;
	}
}

/* --------------------------------------------------------- problems --- */

struct listing {
	struct form_entry *entry;
	struct form_problem *at;
	size_t n, room;
};

static void
add_problem(struct listing *list, const struct form_control *control,
    struct form_slot *slot, const char *words)
{
	struct form_entry *e = list->entry;
	struct form_problem *problem, *more;

	if (list->n == list->room) {
		list->room = list->room * 2 + 8;
		ARENA_ARRAY(e->arena, more, list->room);
		if (list->n > 0)
			memcpy(more, list->at, list->n * sizeof *more);
		list->at = more;
	}
	problem = &list->at[list->n++];
	problem->name = form_slot_name(e, control, slot);
	problem->path = form_slot_path(e, slot);
	problem->label =
	    markdown_plain(e->arena, form_words_text(e, control->label, slot->node));
	problem->words = words;
	problem->page = control->page;
}

static const char *
words_or(struct form_entry *e, const struct form_words *words,
    const struct form_slot *slot, const char *otherwise)
{
	const char *text = form_words_text(e, words, slot->node);

	return text[0] != '\0' ? markdown_plain(e->arena, text) : otherwise;
}

static bool
in_range(const struct form_control *control, const char *value)
{
	double number, from, to;

	if (!is_decimal(value))
		return false;
	number = strtod(value, NULL);
	from = strtod(control->start, NULL);
	to = strtod(control->end, NULL);
	return from <= to ? number >= from && number <= to
			  : number <= from && number >= to;
}

static const char *
wrong_with(struct form_entry *e, const struct form_control *control,
    struct form_slot *slot, const char **why)
{
	const struct form_field *field = control->field;
	const char *e164;

	if (control->kind == FORM_SELECT_ONE || control->kind == FORM_SELECT_MANY) {
		if (!form_are_choices(e, control, slot, slot->value, why))
			return *why;
	} else if (!form_is_typed(field->type, slot->value)) {
		return type_words(field->type);
	} else if (strcmp(form_control_type(control), "tel") == 0 &&
		   !form_read_phone(e, slot->value, &e164)) {
		return _("Type a telephone number.");
	} else if (control->kind == FORM_RANGE && !in_range(control, slot->value)) {
		return arena_printf(
		    e->arena, _("Choose from %s to %s."), control->start, control->end);
	}
	if (!form_rule_truth(e, field, FORM_CONSTRAINT, slot, false) &&
	    field->rules[FORM_CONSTRAINT] != NULL)
		return words_or(e, field->constraint_words, slot,
		    _("This answer is not possible here."));
	return NULL;
}

static void
look_at_slot(
    struct listing *list, const struct form_control *control, struct form_slot *slot)
{
	struct form_entry *e = list->entry;
	const char *words = NULL, *why = NULL;

	if (!slot->asked || form_is_note(control) || form_readonly(e, slot))
		return;
	if (slot->value[0] != '\0')
		words = wrong_with(e, control, slot, &why);
	else if (form_rule_truth(e, control->field, FORM_REQUIRED, slot, false))
		words = words_or(e, control->field->required_words, slot,
		    _("Answer this question."));
	if (words != NULL)
		add_problem(list, control, slot, words);
}

enum status
form_problems(struct form_entry *e, int page, const struct form_problem **problems,
    size_t *count, const char **why)
{
	struct listing list = { .entry = e };

	TRY(form_compute(e, why));
	for (size_t i = 1; i < e->form->ncontrols; i++) {
		const struct form_control *control = e->form->controls[i];

		if (!form_is_question(control) || form_is_hidden(control) ||
		    (page >= 0 && control->page != page))
			continue;
		for (struct form_slot *s = e->first[control->field->number]; s != NULL;
		     s = s->next)
			look_at_slot(&list, control, s);
	}
	*problems = list.at;
	*count = list.n;
	return OK;
}
