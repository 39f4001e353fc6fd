/*
 * cht_test.h - asks at the doors of a CHT as flows and gateways do, within
 * fhir_clients_begin() and fhir_clients_end().
 *
 *	ck_assert_str_eq(cht_told(cht_post("/api/sms", "Token " EMR, "{}")), "200 ...");
 */

#ifndef CHT_TEST_H
#define CHT_TEST_H

#include "fhir_test.h"

#define HOOK_TOKEN "Token the-webhook-secret-of-this-test-01"

extern const char *cht_mode; /* X-Mailroom-Mode */

struct reply cht_ask(enum method, const char *target, const char *authorization,
    const char *type, const char *body);
struct reply cht_post(const char *target, const char *authorization, const char *body);
/* "400 Message was not saved", or the code and what was answered. */
const char *cht_told(struct reply);

#endif
