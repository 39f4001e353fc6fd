/*
 * rule_question.h - what somebody wants to know of the rules: asked on a page, where
 * nothing can be evaluated, and answered by the program that evaluates.
 */

#ifndef CORE_RULE_QUESTION_H
#define CORE_RULE_QUESTION_H

#include "core/rule_run.h"

/* The one that waits longest; false if none does.  The arena is the question's. */
MUST_CHECK enum status rule_question_step(
    struct db *, struct rule_run *, struct arena *, bool *answered);

#endif
