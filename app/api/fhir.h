/*
 * fhir.h - the door of FHIR R4 (4.0.1): /fhir and all below it.  docs/fhir.md says what
 * works; the CapabilityStatement is made of the same tables.
 *
 * Every function that refuses has answered with an OperationOutcome when it returns
 * ERR_INVALID: the request is over, and nothing of it is kept.
 */

#ifndef API_FHIR_H
#define API_FHIR_H

#include "api/fhir_issue.h"
#include "core/client.h"
#include "web/request.h"

#define FHIR_MIME "application/fhir+json; charset=utf-8"
#define FHIR_BODY_MAX ((size_t)256 * 1024)

struct fhir_type;

struct fhir_ask {
	struct request *rq;
	struct arena *arena;
	const struct client_resume *client; /* NULL where anybody may ask */
	const struct fhir_type *type;
	const char *base; /* "https://aftercare.example.org/fhir" */
	const char *parts[4]; /* of the path: type, id, operation, version; "" */
	size_t nparts;
	int64_t id; /* 0: none that could be ours */
	int64_t now;
	bool strict; /* Prefer: handling=strict */
};

MUST_CHECK enum status fhir(struct request *);
/* Of the program: who asks, what it is told of a failure, what is noted. */
MUST_CHECK enum status fhir_admit(struct request *);
void fhir_fail(struct request *, int code, const char *issue, const char *words);
bool fhir_asked(const struct request *);

/* Answers with what went wrong: ERR_INVALID. */
MUST_CHECK enum status fhir_refuse(struct request *, int code, const char *issue,
    const char *expression, const char *fmt, ...) PRINTF(5, 6);
MUST_CHECK enum status fhir_refuse_all(
    struct request *, int code, const struct fhir_issues *);
/* There is nothing of this id; nor is one made of it: ids are ours to give. */
MUST_CHECK enum status fhir_absent(const struct fhir_ask *);
/* ERR_INVALID unless its scopes say so: one of c r u d s. */
MUST_CHECK enum status fhir_scope(const struct fhir_ask *, char letter);

/* A resource with its version and moment; version 0 has none. */
struct fhir_resource {
	const char *body;
	int64_t version, at;
	int code; /* 200 or 201 */
};
MUST_CHECK enum status fhir_show(const struct fhir_ask *, const struct fhir_resource *);
/* What a failure that nobody has answered is told as. */
void fhir_fail_as(struct request *, enum status);
/* The beginning of any other answer. */
struct buf *fhir_body(struct request *, int code);

#endif
