/*
 * jose.h - texts that somebody has signed (RFC 7515, 7519) and the keys that tell whether
 * he has (RFC 7517); libcrypto.
 *
 * Of the many algorithms two: RS384, with RSA keys of 2048 to 8192 bits, and ES384.  A
 * text says which one made it, and is held against keys of that kind alone.
 */

#ifndef EXT_JOSE_H
#define EXT_JOSE_H

#include "ext/json.h"

#define JOSE_TEXT_MAX ((size_t)8 * 1024)
#define JOSE_KEYS_MAX ((size_t)64 * 1024)
#define JOSE_KEYS_MOST 32

struct jose {
	const struct json *header, *claims; /* objects */
	const char *algorithm; /* RS384 or ES384 */
	const char *key; /* the kid; never "" */
	/* As it came: what was signed, and by what. */
	const char *text;
	size_t text_len;
	const unsigned char *signature;
	size_t signature_len;
};

/*
 * Nothing of it is true before jose_signed() says so.  NULL, or what is wrong with it, in
 * a sentence of ASCII without quotes.
 */
MUST_CHECK const char *jose_read(struct arena *, const char *text, struct jose *);
/* Whether one of these keys, a set that jose_keys() took, made the signature. */
bool jose_signed(struct arena *, const struct jose *, const struct json *keys);
/*
 * A JWK Set.  NULL, or what is wrong with it, in a sentence: it has no key that could be
 * used, or one that is nobody else's to have.
 */
MUST_CHECK const char *jose_keys(
    struct arena *, const char *text, size_t len, const struct json **keys);

#endif
