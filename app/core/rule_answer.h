/* rule_answer.h - what the evaluator answered, read as anybody's bytes. */

#ifndef CORE_RULE_ANSWER_H
#define CORE_RULE_ANSWER_H

#include "core/rule.h"
#include "ext/json.h"

/*
 * ERR_INVALID unless the text is exactly such an answer (rule_child.h); ${raw}: what
 * was emitted was asked for too.  The text is cut up: the result points into it.
 */
MUST_CHECK enum status rule_answer_result(
    struct arena *, char *text, size_t len, bool raw, struct rule_result *);
MUST_CHECK enum status rule_answer_errors(struct arena *, const char *text, size_t len,
    const struct rule_complaint **, size_t *count);
/* The same of another list of places with words: "forms". */
MUST_CHECK enum status rule_answer_list(struct arena *, const char *text, size_t len,
    const char *key, const struct rule_complaint **, size_t *count);
/* One of the failures in either of them. */
MUST_CHECK enum status rule_answer_failure(const struct json *, struct rule_failure *);

#endif
