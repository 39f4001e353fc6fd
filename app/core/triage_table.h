/* triage_table.h - a table of texts and how they should be read: tabs between columns. */

#ifndef CORE_TRIAGE_TABLE_H
#define CORE_TRIAGE_TABLE_H

#include "core/triage.h"

/*
 * One line: language, question ("checkin", "symptoms", "none"), text, expected
 * ("FINE", "RED", "AMBER", "REVIEW", "STOP", or several with "|"), and why.
 */
struct triage_case {
	size_t line; /* from 1 */
	const char *language, *text, *expected, *why;
	enum triage_question question;
	unsigned verdicts; /* what is expected, one bit each: VERDICT_... */
};

enum {
	VERDICT_FINE = 1,
	VERDICT_REVIEW = 2,
	VERDICT_AMBER = 4,
	VERDICT_RED = 8,
	VERDICT_STOP = 16
};

/*
 * The next case of a table, moving on past it.  ERR_NOT_FOUND at the end; ERR_INVALID
 * with a sentence in ${why} for a line that is none, after which it can go on.
 * A line that begins with # is a remark, and one with "lang" names the columns.
 */
struct triage_table {
	struct arena *arena;
	const char *rest;
	size_t line;
};
struct triage_table triage_table_new(struct arena *, const char *text);
MUST_CHECK enum status triage_table_next(
    struct triage_table *, struct triage_case *, const char **why);

/* The bit of a verdict's word, 0 for any other word. */
unsigned triage_verdict_bit(const char *word);

#endif
