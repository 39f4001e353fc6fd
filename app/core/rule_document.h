/*
 * rule_document.h - documents as the CHT keeps them, and whose they are: contacts,
 * reports and task documents make one container for each patient.
 */

#ifndef CORE_RULE_DOCUMENT_H
#define CORE_RULE_DOCUMENT_H

#include "base/buf.h"
#include "ext/json.h"

struct rule_document {
	const char *id;
	const char *text; /* JSON; a task's keys stand in it as they are read */
	size_t len;
	/* A contact's patient_id and place_id; or whom the others are about, NULL ... */
	const char *names[2];
	const char *about; /* ... and the same as JSON */
};

enum rule_kind { RULE_OF_TASKS, RULE_OF_CONTACTS, RULE_OF_REPORTS };

struct rule_documents {
	enum rule_kind kind;
	struct rule_document *list;
	size_t count, room;
	size_t *slots; /* where an id is: its place and one, 0 for a free one */
	size_t nslots;
};

/* In the place of the one with the same id, or at the end; the text is kept. */
MUST_CHECK enum status rule_documents_put(
    struct arena *, struct rule_documents *, const char *text, size_t len);
/* One that is not there. */
void rule_documents_add(
    struct arena *, struct rule_documents *, const struct rule_document *);
struct rule_document *rule_documents_find(
    const struct rule_documents *, const char *id); /* or NULL */
void rule_documents_remove(struct rule_documents *, const char *id);
/* A task document of whoever this JSON text names; NULL for nobody. */
void rule_document_require(
    struct arena *, struct rule_document *, const char *requester);

/*
 * Containers as JSON texts, {"key":...,"contact":...,"reports":[...],"tasks":[...]},
 * in the CHT's order: numbers first, then who was met first.  The reports are in the
 * order in which they were put: the evaluator sorts them by their dates.
 */
struct rule_set {
	struct rule_documents contacts, reports, tasks;
};
void rule_group(struct arena *, const struct rule_set *, const char *const **containers,
    size_t *count);

#endif
