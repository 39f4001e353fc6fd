/* rule_words.h - why there is, or is no, task: in plain words, a line an event. */

#ifndef CORE_RULE_WORDS_H
#define CORE_RULE_WORDS_H

#include "core/rule_explain.h"

enum rule_verdict {
	RULE_TASK, /* there is a task to do, or one that comes */
	RULE_NO_TASK,
	RULE_STOPPED /* the rule failed: nothing is certain */
};

struct rule_line {
	const char *rule; /* its name; NULL for all of them */
	const char *event; /* NULL: of the whole rule */
	const char *emission; /* its id; NULL if nothing was emitted */
	const char *title; /* the key of its title, or NULL */
	enum rule_verdict verdict;
	const char *words;
};
struct rule_lines {
	const struct rule_line *at;
	size_t n;
};

/* How days are written, "2026-11-03" as "3 November 2026", and where. */
struct rule_speech {
	const char *(*day)(struct arena *, const char *date);
	const char *zone;
};

void rule_explain_lines(struct arena *, const struct rule_explanation *,
    const struct rule_speech *, struct rule_lines *);

#endif
