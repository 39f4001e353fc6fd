/*
 * text_check.h - what is to be said of a text in all the languages of the pack: words that
 * tell, codes that are others in one language or mean something else there, blanks that
 * are missing or stand for nothing, what it costs with long names.
 */

#ifndef CORE_TEXT_CHECK_H
#define CORE_TEXT_CHECK_H

#include "base/text.h"
#include "core/neutral.h"
#include "core/triage.h"
#include "core/workflow.h"

enum text_kind {
	TEXT_SENT, /* of the pack's files: leaves by itself */
	TEXT_STEP, /* a step's own words */
	TEXT_ANSWER, /* a ready answer of nurses */
	TEXT_READ, /* of the pack's files: nurses read it, it never leaves */
};

/* What texts are held against. */
struct text_judge {
	const struct neutral *neutral; /* NULL: no word tells */
	const struct triage *triage; /* by what codes are read; NULL: not looked at */
	const struct workflow_words
	    *longest; /* what they are filled with, at its longest */
	size_t nlongest;
};
/* As long as names, clinics and numbers usually get. */
extern const struct workflow_words text_check_long;

struct text_item {
	enum text_kind kind;
	const char *const *said; /* by the pack's languages; NULL or "": nothing */
	/* As the programs know it, whose blanks and codes hold; NULL: the first language. */
	const char *file;
};

struct text_say {
	size_t language; /* of the pack's */
	const char *what;
	bool note; /* only worth knowing */
};
struct text_says {
	const struct text_say *at;
	size_t n, wrong; /* of which so many are no notes */
};

/* In the arena, with sentences without an end, in the catalogue's language. */
void text_check(const struct text_judge *, struct arena *, const struct text_item *,
    struct text_says *);
/* What it costs with the longest of what fills its blanks. */
struct sms_count text_check_cost(
    const struct text_judge *, struct arena *, const char *text);
/* Of a key of the pack's files; false: it says something of the file itself. */
bool text_check_kind(const char *key, enum text_kind *);

#endif
