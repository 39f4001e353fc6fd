/* rule_files.h - what the commands about rules are given: times, files, rules, patients. */

#ifndef CTL_RULE_FILES_H
#define CTL_RULE_FILES_H

#include "core/rule.h"
#include "core/rule_document.h"
#include "gen/sql.h"

/*
 * With "Z" or an offset; else a local time; or a day, which begins in UTC; or a number
 * of milliseconds.  False if it is none of them, or NULL.
 */
bool rule_time(struct arena *, const char *text, const char *zone, int64_t *at);
/* Says what is wrong with it and returns false. */
bool rule_zone(const char *zone);
/* One a line: "file:line: what is wrong". */
void rule_complain(const struct rule_complaint *, size_t count);
/* The object in a file; says what is wrong with it and returns false. */
bool rule_read(struct arena *, const char *path, struct json_span *object);
/*
 * Its contacts, reports and tasks, and the ids that it says to delete; says what is
 * wrong and returns false.
 */
bool rule_take(struct arena *, struct json_span object, struct rule_set *);
/* Its user as JSON, and who that is; NULL if nobody is there. */
const char *rule_user(struct arena *, struct json_span object, const char **id);
/* A running evaluator of tasks.js; says what is wrong and returns NULL. */
struct rule_engine *rule_start(
    struct arena *, const char *path, const struct rule_options *);
/*
 * What the rules see of the one with this number on his card, or this id; where there
 * is none, or several, says so: ERR_NOT_FOUND.
 */
MUST_CHECK enum status rule_patient(
    struct tx *, const char *word, const struct owner_rule_documents **found);

#endif
