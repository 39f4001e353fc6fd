/*
 * rule_task.h - what becomes of emissions: task documents as the CHT keeps them,
 * and their states as time passes.
 */

#ifndef CORE_RULE_TASK_H
#define CORE_RULE_TASK_H

#include "core/rule.h"
#include "ext/json.h"

struct rule_document {
	const char *id;
	const char *text; /* JSON */
	const struct json *json; /* the same, read; NULL: not yet */
};

struct rule_documents {
	struct rule_document *list;
	size_t count, room;
	size_t *slots; /* where an id is: its place and one, 0 for a free one */
	size_t nslots;
};

/* In the place of the one with the same id, or at the end. */
MUST_CHECK enum status rule_documents_put(
    struct arena *, struct rule_documents *, const struct json *);
void rule_documents_remove(struct rule_documents *, const char *id);
/* All of them as a JSON array. */
struct buf;
void rule_documents_write(struct buf *, const struct rule_documents *);

struct rule_moment {
	int64_t now; /* microseconds */
	const char *zone;
	const char *user; /* "org.couchdb.user:nurse" */
};

/*
 * All tasks after all patients were evaluated at that time.  A finished task is
 * never changed; who was not evaluated keeps his tasks, and so does a rule that
 * was stopped; then what time alone changes, for all.
 */
MUST_CHECK enum status rule_tasks_merge(struct arena *, struct rule_documents *tasks,
    const struct rule_result *, size_t count, const struct rule_moment *);

#endif
