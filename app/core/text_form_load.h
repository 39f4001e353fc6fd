/* text_form_load.h - the definitions behind text_form.c, as text_form_load.c reads them. */

#ifndef CORE_TEXT_FORM_LOAD_H
#define CORE_TEXT_FORM_LOAD_H

#include <stdint.h>

#include "core/text_form.h"
#include "ext/json.h"

enum text_type {
	TEXT_STRING,
	TEXT_INTEGER,
	TEXT_DATE,
	TEXT_BOOLEAN,
	TEXT_PHONE,
	TEXT_MONTH
};

struct text_field {
	const char *key; /* "visit.day": an object within */
	enum text_type type;
	const struct json *labels;
	const struct json *list; /* [[value, label], ...]; or NULL */
	int64_t position;
	int64_t min, max; /* letters of a string; max 0: any */
	bool required, digits_only;
};

struct text_form {
	const char *code;
	const struct json *label;
	bool open;
	const struct text_field *fields; /* in the order of their values */
	size_t nfields;
};

struct text_forms {
	const struct text_form *at;
	size_t n;
};

/* A label in this language, else in English, else in any; NULL if there is none. */
const char *text_form_label(const struct json *label, const char *language);

#endif
