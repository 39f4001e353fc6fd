/*
 * mediator_read.h - what programs that were written for the CHT's mediator send: nearly
 * FHIR R4, and understood where it is not.  Each such place is told in words.
 */

#ifndef API_MEDIATOR_READ_H
#define API_MEDIATOR_READ_H

#include "base/arena.h"
#include "ext/json.h"

#define MEDIATOR_MENDED_MAX 8

struct mediator_said {
	const char *type; /* its resourceType */
	const char *identifier, *name;
	const char *address; /* of an Endpoint */
	const char *endpoint; /* of an Organization: the identifier of its Endpoint */
	const char *born, *phone; /* of a Patient: a date that is one, or "" */
	const char *subject, *requester; /* identifiers */
	const char *status, *because, *words; /* words: what is asked for */
	const char *mended[MEDIATOR_MENDED_MAX];
	size_t n;
};

/* As of this type, if it does not say which; "" for whatever else it does not say. */
void mediator_read(
    struct arena *, const char *type, const struct json *, struct mediator_said *);

#endif
