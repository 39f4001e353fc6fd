/*
 * rule.h - a programme's tasks.js on patients' documents.
 *
 * The rules run in a process of their own without files, network or database
 * (rule_child.h).  Who runs too long, takes too much memory or breaks that process
 * is reported, and the others go on.  docs/rules.md says what is promised.
 */

#ifndef CORE_RULE_H
#define CORE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/rule_load.h"

struct rule_options {
	const char *zone; /* every date is a local one there */
	const char *user; /* the user's contact as JSON; NULL if there is none */
	bool stop_on_error; /* as the CHT: one error is the end of all */
	bool label_owner; /* as the CHT: with a contactLabel nobody owns the task */
	bool raw; /* emissions as they were emitted, too */
	int limit_ms; /* of computing, for one patient; 0 is 1 s */
	size_t memory; /* for each evaluator; 0 is 512 MB */
	size_t evaluators; /* that share the patients; 0 is 1 */
};

struct rule_emission {
	const char *rule; /* the definition's name; NULL from a compiled string */
	const char *id; /* "r1~0~no-contact" */
	const char *state; /* "Draft", "Ready", "Completed", "Failed", "Cancelled" */
	const char *reason; /* "invalid", or NULL */
	bool timely; /* within 60 days back and 180 ahead */
	const char *requester, *owner; /* ids as JSON, or NULL */
	const char *task; /* what a task keeps of it, as JSON */
	const char *raw; /* as it was emitted, as JSON; NULL unless wanted */
};

/* A definition that was stopped for one patient. */
struct rule_failure {
	const char *rule; /* NULL if all of them were */
	const char *file; /* or NULL */
	int line;
	const char *words;
};

struct rule_result {
	const char *patient; /* the container's key */
	const struct rule_emission *emissions; /* in the order of emission */
	size_t nemissions;
	const struct rule_failure *failures;
	size_t nfailures;
	bool whole; /* nothing is known of this patient: he is as he was */
};

struct rule_engine;

/* Ended by rule_engine_free(); the arena's owner frees its memory. */
struct rule_engine *rule_engine_new(
    struct arena *, const struct rule_source *, const struct rule_options *);
/*
 * Starts the evaluator and compiles the source: ERR_INVALID with complaints about
 * what cannot be compiled; ERR_UNAVAILABLE if no evaluator can be had.
 */
MUST_CHECK enum status rule_engine_compile(struct rule_engine *, struct arena *,
    const struct rule_complaint **, size_t *count);
/* What the CHT would refuse of it: ERR_INVALID with complaints. */
MUST_CHECK enum status rule_engine_check(struct rule_engine *, struct arena *,
    const struct rule_complaint **, size_t *count);
/* Where its tasks' actions name a form, and in words which. */
MUST_CHECK enum status rule_engine_forms(struct rule_engine *, struct arena *,
    const struct rule_complaint **, size_t *count);
/* Where its tasks stand, and in words their names. */
MUST_CHECK enum status rule_engine_rules(struct rule_engine *, struct arena *,
    const struct rule_complaint **, size_t *count);
/* The same, and in words the form, a space, and the name of the task that names it. */
MUST_CHECK enum status rule_engine_uses(struct rule_engine *, struct arena *,
    const struct rule_complaint **, size_t *count);
/*
 * A result for each container (rule_document.h), evaluated at that time
 * (microseconds).
 */
MUST_CHECK enum status rule_engine_evaluate(struct rule_engine *, struct arena *,
    int64_t now, const char *const *containers, size_t count, struct rule_result *);
/*
 * Whether the days of its zone are reckoned by other clocks than the rest of the
 * system has: known once it is compiled.
 */
bool rule_engine_reckons_otherwise(const struct rule_engine *);
/* How long its evaluators have computed, in microseconds. */
int64_t rule_engine_computed(const struct rule_engine *);
void rule_engine_free(struct rule_engine *); /* ends the evaluator; NULL is fine */

#endif
