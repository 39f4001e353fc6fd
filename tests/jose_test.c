/* jose_test.c - see jose_test.h. */

#include "jose_test.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define HALF 48 /* of a signature on P-384 */

struct signer {
	struct arena *arena;
	EVP_PKEY *key;
	const char *algorithm, *kid;
};

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static void
release(void *key)
{
	EVP_PKEY_free(key);
}

struct signer *
signer_new(struct arena *arena, const char *algorithm, int bits, const char *kid)
{
	struct signer *s = arena_alloc(arena, sizeof *s);

	*s = (struct signer){ .arena = arena, .algorithm = algorithm, .kid = kid };
	s->key = *algorithm == 'R' ? EVP_RSA_gen((unsigned)bits) : EVP_EC_gen("P-384");
	need(s->key != NULL);
	arena_defer(arena, release, s->key);
	return s;
}

static const char *
base64(struct arena *arena, const void *bytes, size_t len)
{
	size_t room =
	    sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

	return sodium_bin2base64(arena_alloc(arena, room), room, bytes, len,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static const char *
number(const struct signer *s, const char *name)
{
	unsigned char bytes[1024];
	BIGNUM *n = NULL;
	int len;

	need(EVP_PKEY_get_bn_param(s->key, name, &n) == 1);
	len = BN_bn2bin(n, bytes);
	BN_free(n);
	return base64(s->arena, bytes, (size_t)len);
}

const char *
signer_key(const struct signer *s)
{
	return *s->algorithm == 'R'
		   ? arena_printf(s->arena,
			 "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}",
			 s->kid, number(s, OSSL_PKEY_PARAM_RSA_N),
			 number(s, OSSL_PKEY_PARAM_RSA_E))
		   : arena_printf(s->arena,
			 "{\"kty\":\"EC\",\"kid\":\"%s\",\"crv\":\"P-384\",\"x\":\"%"
			 "s\","
			 "\"y\":\"%s\"}",
			 s->kid, number(s, OSSL_PKEY_PARAM_EC_PUB_X),
			 number(s, OSSL_PKEY_PARAM_EC_PUB_Y));
}

const char *
signer_header(const struct signer *s, const char *more)
{
	return arena_printf(s->arena,
	    "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"%s}", s->algorithm, s->kid,
	    more);
}

/* As libcrypto writes it, and as two numbers side by side. */
static size_t
side_by_side(unsigned char *bytes, size_t len)
{
	const unsigned char *at = bytes;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)len);

	need(pair != NULL);
	need(BN_bn2binpad(ECDSA_SIG_get0_r(pair), bytes, HALF) == HALF &&
	     BN_bn2binpad(ECDSA_SIG_get0_s(pair), bytes + HALF, HALF) == HALF);
	ECDSA_SIG_free(pair);
	return (size_t)2 * HALF;
}

const char *
signer_signs(const struct signer *s, const char *header, const char *claims)
{
	const char *text =
	    arena_printf(s->arena, "%s.%s", base64(s->arena, header, strlen(header)),
		base64(s->arena, claims, strlen(claims)));
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char bytes[1024];
	size_t len = sizeof bytes;

	need(context != NULL &&
	     EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, s->key) == 1 &&
	     EVP_DigestSign(
		 context, bytes, &len, (const unsigned char *)text, strlen(text)) == 1);
	EVP_MD_CTX_free(context);
	if (*s->algorithm == 'E')
		len = side_by_side(bytes, len);
	return arena_printf(s->arena, "%s.%s", text, base64(s->arena, bytes, len));
}
