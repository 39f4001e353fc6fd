/* adverse_form.c - see adverse_form.h. */

#include "site/adverse_form.h"

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "site/words.h"

static const char *const grades[] = { "severe", "moderate", "mild", NULL };

/* "IN: infection"; words alone where the code says nothing to a reader. */
static const char *
label_of(struct arena *arena, const char *language, const struct adverse_code *code,
    bool register_code)
{
	const char *words = adverse_words(code, language);

	return register_code ? arena_printf(arena, "%s: %s", code->code, words) : words;
}

/* With none before them; where the programme has no codes, yes. */
static struct option_rows
options(struct arena *arena, const char *language, const struct adverse_list *list,
    const char *none, bool register_code)
{
	struct option *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, list->n + 2);
	if (none != NULL)
		at[n++] = (struct option){ "none", none };
	for (size_t i = 0; i < list->n; i++)
		at[n++] = (struct option){ list->at[i].code,
			label_of(arena, language, &list->at[i], register_code) };
	return (struct option_rows){ at, n };
}

static struct option_rows
event_options(struct arena *arena, const char *language)
{
	static const struct option yes_or_no[] = { { "none", N_("None") },
		{ "yes", N_("Yes") } };
	struct option *at;

	if (adverse()->types.n > 0)
		return options(arena, language, &adverse()->types, _("None"), true);
	ARENA_ARRAY(arena, at, COUNT_OF(yes_or_no));
	for (size_t i = 0; i < COUNT_OF(yes_or_no); i++)
		at[i] = (struct option){ yes_or_no[i].value, _(yes_or_no[i].label) };
	return (struct option_rows){ at, COUNT_OF(yes_or_no) };
}

static struct option_rows
grade_options(struct arena *arena)
{
	const char *const labels[] = { words_severity("severe"),
		words_severity("moderate"), words_severity("mild"), NULL };

	return field_options(arena, grades, labels);
}

const char *
adverse_form_told(struct arena *arena, const char *language, const char *event,
    const char *grade, const char *mark)
{
	const struct adverse *all = adverse();
	size_t len = strcspn(event, "-");
	const char *type = arena_strndup(arena, event, len);
	const struct adverse_code *of_type = adverse_find(&all->types, type),
				  *of_timing =
				      event[len] == '-'
					  ? adverse_find(&all->timings, event + len + 1)
					  : NULL,
				  *of_mark = adverse_find(&all->marks, mark);
	struct buf b;

	if (strcmp(event, "none") == 0)
		return _("None");
	buf_init(&b, arena);
	buf_puts(&b, strcmp(event, "yes") == 0 ? _("Yes") : event);
	if (of_type != NULL)
		buf_printf(&b, ": %s", adverse_words(of_type, language));
	if (of_timing != NULL)
		buf_printf(&b, ", %s", adverse_words(of_timing, language));
	if (*grade != '\0')
		buf_printf(&b, ", %s", words_severity(grade));
	if (of_mark != NULL)
		buf_printf(&b, ". %s", adverse_words(of_mark, language));
	return b.data;
}

void
adverse_form_options(struct arena *arena, const char *language, struct case_view *c)
{
	const struct adverse *all = adverse();

	c->events = event_options(arena, language);
	c->grades = grade_options(arena);
	c->timings = options(arena, language, &all->timings, NULL, true);
	c->marks = options(arena, language, &all->marks, _("None of these"), false);
	if (all->marks.n == 0)
		c->marks.n = 0;
}

void
adverse_form_fill(struct arena *arena, const char *language, struct case_view *c)
{
	const struct escalation_show *e = c->e;

	adverse_form_options(arena, language, c);
	c->event = *e->event != '\0'
		       ? adverse_form_told(arena, language, e->event, e->grade, e->mark)
		       : "";
}

bool
adverse_form_any(const struct case_form *form)
{
	return *form->event != '\0' && strcmp(form->event, "none") != 0;
}

static bool
is_known(const struct case_form *form)
{
	const struct adverse_list *types = &adverse()->types;

	return strcmp(form->event, "none") == 0 ||
	       adverse_find(types, form->event) != NULL ||
	       (types->n == 0 && strcmp(form->event, "yes") == 0);
}

void
adverse_form_check(const struct case_form *form, struct faults *faults)
{
	const struct adverse *all = adverse();

	if (!is_known(form))
		fault_add(faults, "event", _("Adverse event: choose one, or None."));
	if (!adverse_form_any(form))
		return;
	if (*form->grade == '\0')
		fault_add(faults, "grade", _("Grade: choose how bad it is."));
	if (all->timings.n > 0 && adverse_find(&all->timings, form->timing) == NULL)
		fault_add(faults, "timing", _("When did it begin: choose one."));
	if (all->marks.n > 0 && strcmp(form->mark, "none") != 0 &&
	    adverse_find(&all->marks, form->mark) == NULL)
		fault_add(faults, "mark",
		    _("Reported at once: choose the first that is true, or None of "
		      "these."));
}

const char *
adverse_form_code(struct arena *arena, const struct case_form *form)
{
	if (!adverse_form_any(form) || adverse()->timings.n == 0)
		return form->event;
	return arena_printf(arena, "%s-%s", form->event, form->timing);
}

const struct adverse_code *
adverse_form_mark(const struct case_form *form)
{
	return adverse_form_any(form) ? adverse_find(&adverse()->marks, form->mark)
				      : NULL;
}
