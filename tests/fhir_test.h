/*
 * fhir_test.h - asks at the door of FHIR as its clients do.
 *
 *	tcase_add_checked_fixture(tc, fhir_test_begin, fhir_test_end);
 *
 *	reply = fhir_send(POST, "Task", TASK("requested", ""), (struct fhir_headers){ 0 });
 *	ck_assert_str_eq(fhir_text_at(&reply, "status"), "requested");
 */

#ifndef FHIR_TEST_H
#define FHIR_TEST_H

#include "ext/json.h"
#include "site_test.h"

/* Tokens have this length; whose each is. */
#define EMR "EMR-of-Riverside-0123456789-0123456789-0123"
#define HUB "HUB-of-two-facilities-0123456789-0123456789"
#define LOOKER "LOOKER-may-only-look-0123456789-0123456789-"
enum { EMR_ID = 231, HUB_ID = 232, LOOKER_ID = 233 };

#define TASK(status, more)                                                \
	"{\"resourceType\":\"Task\",\"status\":\"" status                 \
	"\",\"intent\":\"order\",\"code\":{\"text\":\"Check dressing\"}," \
	"\"for\":{\"reference\":\"Patient/401\"}" more "}"

struct fhir_headers {
	const char *token, *if_match, *if_none_match, *if_modified_since,
	    *if_none_exist, *accept, *prefer;
};

extern struct db *fhir_db;

/* With site_test_begin() and site_test_end(), or within another's. */
void fhir_test_begin(void);
void fhir_test_end(void);
void fhir_clients_begin(void);
void fhir_clients_end(void);

/* Of the program with these headers; with is what their function finds in header_source. */
struct reply api_ask(struct db *, enum method, const char *target, const char *type,
    const char *body, const char *(*header)(struct request *, const char *name),
    void *with);
/* At an address of the program; and below that of FHIR. */
struct reply fhir_ask_at(struct db *, enum method, const char *target, const char *type,
    const char *body, struct fhir_headers);
struct reply fhir_ask_by(struct db *, enum method, const char *target, const char *type,
    const char *body, struct fhir_headers);
struct reply fhir_get(const char *token, const char *target);
/* By EMR, if no token is named. */
struct reply fhir_send(
    enum method, const char *target, const char *body, struct fhir_headers);

const struct json *fhir_parsed(const char *text);
/* Of what was answered. */
const char *fhir_text_at(const struct reply *, const char *key);
const char *fhir_version_of(const struct reply *);
size_t fhir_entries(const struct reply *);
/* The first issue: "business-rule Task.status". */
const char *fhir_issue_of(const struct reply *);

/* Of a new task: its id. */
const char *fhir_made(const char *body);
/* "Task/7" and more. */
const char *fhir_of(const char *id, const char *more);
/* A patch to this state, and more. */
const char *fhir_step(const char *status, const char *more);

#endif
