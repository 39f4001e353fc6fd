/* fhir_issue.h - what is wrong with a request, as an OperationOutcome says it. */

#ifndef API_FHIR_ISSUE_H
#define API_FHIR_ISSUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

#define FHIR_ISSUES_MAX 50

struct fhir_issue {
	const char *code; /* of R4's issue-type: "required" */
	const char *expression; /* "Task.status", or "" */
	const char *words;
};

struct fhir_issues {
	struct arena *arena;
	struct fhir_issue at[FHIR_ISSUES_MAX];
	size_t n;
};

/* What would be one too many is left out. */
void fhir_issue_add(struct fhir_issues *, const char *code, const char *expression,
    const char *fmt, ...) PRINTF(4, 5);
/* Without any: that all is well. */
void fhir_issues_write(struct buf *, const struct fhir_issues *);

#endif
