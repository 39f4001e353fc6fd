/*
 * jose_test.h - keys of somebody else's program, and what it signs with them.
 *
 *	struct signer *emr = signer_new(site_arena(), "ES384", 0, "k1");
 *	keys = arena_printf(site_arena(), "{\"keys\":[%s]}", signer_key(emr));
 *	text = signer_signs(emr, signer_header(emr, ""), "{\"iss\":\"emr\"}");
 */

#ifndef JOSE_TEST_H
#define JOSE_TEST_H

#include <stddef.h>

#include "base/arena.h"

struct signer;

/* RS384 with so many bits, or ES384; all it makes is of the arena.  It aborts if it cannot. */
struct signer *signer_new(
    struct arena *, const char *algorithm, int bits, const char *kid);
/* Its public key as a JWK. */
const char *signer_key(const struct signer *);
/* "alg", "typ" and "kid", and more members, which begin with a comma. */
const char *signer_header(const struct signer *, const char *more);
const char *signer_signs(const struct signer *, const char *header, const char *claims);

#endif
