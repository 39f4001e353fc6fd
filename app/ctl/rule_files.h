/* rule_files.h - what the commands about rules are given: times, files, rules. */

#ifndef CTL_RULE_FILES_H
#define CTL_RULE_FILES_H

#include "core/rule.h"

/*
 * With "Z" or an offset; else a local time; or a day, which begins in UTC; or a number
 * of milliseconds.  False if it is none of them, or NULL.
 */
bool rule_time(struct arena *, const char *text, const char *zone, int64_t *at);
/* Says what is wrong with it and returns false. */
bool rule_zone(const char *zone);
/* A running evaluator of tasks.js; says what is wrong and returns NULL. */
struct rule_engine *rule_start(
    struct arena *, const char *path, const struct rule_options *);

#endif
