/*
 * form_outline.h - a form as it is told to those who fill it in elsewhere: what is
 * asked, of which kind, and when.  What stands below "inputs", what is hidden and what
 * is only calculated is left out: nobody answers it.
 */

#ifndef FORM_OUTLINE_H
#define FORM_OUTLINE_H

#include "form/form.h"

enum form_asks {
	FORM_ASKS_GROUP,
	FORM_ASKS_REPEAT, /* a group that may be there several times */
	FORM_ASKS_NOTE, /* only to be read */
	FORM_ASKS_WORDS,
	FORM_ASKS_TEXT, /* of several lines */
	FORM_ASKS_WHOLE,
	FORM_ASKS_NUMBER,
	FORM_ASKS_DAY,
	FORM_ASKS_TIME,
	FORM_ASKS_MOMENT,
	FORM_ASKS_ONE,
	FORM_ASKS_SEVERAL,
	FORM_ASKS_TICK, /* "OK" or nothing */
	FORM_ASKS_CONTACT, /* "patient-7" */
	FORM_ASKS_PICTURE
};

enum form_how {
	FORM_IS,
	FORM_IS_NOT, /* it is answered, with something else */
	FORM_IS_ANSWERED,
	FORM_IS_EMPTY,
	FORM_IS_LESS,
	FORM_IS_MORE,
	FORM_IS_AT_MOST,
	FORM_IS_AT_LEAST
};

struct form_condition {
	const char *link; /* of the question that it looks at */
	enum form_asks asks; /* what that is */
	enum form_how how;
	const char *value; /* "" where it is about there being one */
};

struct form_option {
	const char *value, *label;
};

struct form_asked {
	/* "call.what", as a report's fields have it; "#q7" of a group without data. */
	const char *link;
	const char *path; /* "/no_contact/call/what"; "" of a group without data */
	const char *text, *hint; /* plain; outputs as "..."; "" */
	const char *rule; /* what its constraint says in words; "" */
	enum form_asks asks;
	bool required; /* whenever it is asked */
	const char *initial; /* what it holds as the form begins; "" */
	const struct form_option *choices;
	size_t nchoices;
	/* It is asked if all of these hold, or any; without one always. */
	const struct form_condition *conditions;
	size_t nconditions;
	bool any;
	/* Or when that cannot be said so: the XPath, else NULL. */
	const char *when;
	const struct form_asked *below;
	size_t nbelow;
};

/* In that language, or the default one. */
void form_outline(struct arena *, const struct form *, const char *language,
    const struct form_asked **, size_t *count);

#endif
