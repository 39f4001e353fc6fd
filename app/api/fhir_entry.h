/*
 * fhir_entry.h - the requests of a Bundle, read and not yet made, and the names by which
 * they write of each other.
 */

#ifndef API_FHIR_ENTRY_H
#define API_FHIR_ENTRY_H

#include "api/fhir.h"
#include "ext/json.h"

struct fhir_entry {
	const struct json *json;
	const char *name; /* its fullUrl if it is one of its own, "urn:..."; or "" */
	const char *became; /* what it is now: "Task/7"; "" */
	const char *body; /* with the names as they came */
	struct request rq; /* as if it came alone, but for the body */
};

struct fhir_bundle {
	const struct fhir_ask *ask;
	bool transaction;
	struct fhir_entry *at;
	size_t n;
};

/* Of what was sent: ask is there before, the rest after. */
MUST_CHECK enum status fhir_entries_read(struct fhir_bundle *);
/* Whether it writes of one of the transaction that has not become anything yet. */
bool fhir_entry_waits(const struct fhir_bundle *, const struct fhir_entry *);
/* What others have become stands for their names. */
const char *fhir_entry_named(const struct fhir_bundle *, const char *text);

#endif
