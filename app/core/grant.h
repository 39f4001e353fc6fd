/*
 * grant.h - a token of five minutes for a client that proves with a key who it is: SMART
 * Backend Services, "Client Authentication: Asymmetric".
 *
 * The proof is a text that the client has signed (ext/jose.h): who it is, for which
 * address the text is meant, until when it may be used, and a name by which it is used
 * once.  Its keys it has brought, or shows them at an address, which the worker reads.
 */

#ifndef CORE_GRANT_H
#define CORE_GRANT_H

#include "core/client.h"
#include "ext/jose.h"

#define GRANT_SECONDS 300
#define GRANT_SLACK 30 /* seconds by which the client's clock may be ahead */

struct grant_ask {
	const char *proof, *scopes;
	const char *url; /* that of the token, at which the client asks */
	const char *address; /* of the network */
	int64_t wall; /* by the machine's clock, which is the client's */
};

struct grant {
	int64_t client; /* 0 if there is none of the name */
	bool too_often;
	bool keys_wanted; /* its address is to be read anew */
	/* What RFC 6749 (5.2) calls it, and a sentence; "" if it has its token. */
	const char *error, *why;
	const char *token, *scopes;
};

MUST_CHECK enum status grant_give(
    struct tx *, const struct grant_ask *, struct grant *);
/*
 * What is wrong with the claims of a proof, NULL if nothing; or who it says he is, and
 * its name.
 */
struct grant_claims {
	const char *client, *jti;
};
MUST_CHECK const char *grant_claims_read(struct arena *, const struct json *claims,
    const struct grant_ask *, struct grant_claims *);

#endif
