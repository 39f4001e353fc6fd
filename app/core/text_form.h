/*
 * text_form.h - reports by SMS in the four notations of the CHT, for programmes that
 * have a text_forms.json (the forms of a CHT configuration's app_settings).
 *
 *   1!CODE!a#b#c             values in the order of the fields
 *   J1!CODE!key#a#key#b      pairs; \# is a # within a value
 *   CODE key a#key b         pairs; a comma parts them too, where a key follows it
 *   CODE a "b c" the rest    values in their order, the last one takes what is left
 *
 * A key is the field's name or its tiny label in any language.  What is not right is
 * told to the sender in words and no report is made of it: docs/text-forms.md.
 */

#ifndef CORE_TEXT_FORM_H
#define CORE_TEXT_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define TEXT_FORMS_MAX 200
#define TEXT_FIELDS_MAX 100

struct text_forms;

/* They live in the arena.  ERR_INVALID with ${why}: which form and field. */
MUST_CHECK enum status text_forms_read(struct arena *, const char *json, size_t len,
    struct text_forms **, const char **why);

enum text_fault_kind {
	TEXT_MISSING, /* it has to be there */
	TEXT_NO_NUMBER,
	TEXT_NO_DATE, /* 2026-11-22 */
	TEXT_NO_YES, /* 1 or 0 */
	TEXT_NO_CHOICE, /* not on its list */
	TEXT_NO_PHONE,
	TEXT_LENGTH, /* too short or too long */
	TEXT_TWICE,
	TEXT_EXTRA, /* nothing of this form */
	TEXT_FAULTS
};
struct text_fault {
	enum text_fault_kind kind;
	const char *label; /* of the field; of TEXT_EXTRA what was written */
};
/* The text of the pack that says it: "text_form.missing". */
const char *text_fault_key(enum text_fault_kind);

struct text_report {
	const char *form; /* its code, "REG" */
	const char *title; /* in the reader's language */
	bool open; /* anybody may send it, also from a number that is nobody's */
	const char *fields; /* a JSON object, typed as the fields are */
	const struct text_fault *faults;
	size_t nfaults;
};
/* Whether there is one of this code, in any letters; *open: anybody may send it. */
bool text_form_named(const struct text_forms *, const char *code, bool *open);
/*
 * What a text says as a form.  ERR_NOT_FOUND: it is none, but a text as any other;
 * ERR_INVALID: there are faults.  A date is the first moment of that day in the zone.
 */
MUST_CHECK enum status text_form_read(const struct text_forms *, struct arena *,
    const char *text, const char *language, const char *zone, struct text_report *);

/*
 * The same of a JSON object whose members are the fields, "visit.day" as it stands: each
 * value as it would be written in a text, true and false as 1 and 0.  What the form has
 * no field for is left out.  ERR_NOT_FOUND: there is no such form.
 */
struct json;
MUST_CHECK enum status text_form_fill(const struct text_forms *, struct arena *,
    const char *code, const struct json *fields, const char *language, const char *zone,
    struct text_report *);

#endif
