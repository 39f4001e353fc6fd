/*
 * secret.h - tokens, hashes, passwords and ids from good randomness; libsodium.
 *
 * secret_init comes first in main; all the rest leans on it.
 */

#ifndef EXT_SECRET_H
#define EXT_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define SECRET_TOKEN_LENGTH 43
#define SECRET_HASH_LENGTH 64
#define UUID_LENGTH 36

/* ERR_UNAVAILABLE if the machine has no randomness to give. */
MUST_CHECK enum status secret_init(void);

/* 256 random bits as text that fits a URL, a cookie and a header. */
const char *secret_token(struct arena *);
/*
 * BLAKE2b-256 in hex: what is stored of a token.  Only for texts that cannot be
 * guessed; a password needs secret_password_hash.
 */
const char *secret_hash(struct arena *, const char *text);
/* SHA-256 in hex: how files are named in documents of others. */
const char *secret_sha256(struct arena *, const void *bytes, size_t len);
/* SHA-256 or SHA-512, in hex or in base64: for what others reckon too. */
const char *secret_sha(
    struct arena *, bool is_512, bool base64, const void *bytes, size_t len);
/* What stands behind base64, as a text; NULL for what is none, or has a NUL. */
const char *secret_from_base64(struct arena *, const char *text);
/* Bytes in base64, with its padding (RFC 4648, 4). */
const char *secret_to_base64(struct arena *, const void *bytes, size_t len);
/* HMAC-SHA-256 in hex (RFC 2104): that who knows the key wrote these bytes. */
const char *secret_hmac(struct arena *, const char *key, const void *bytes, size_t len);
/*
 * What base64url without padding (RFC 4648, 5) stands for, or base64 with it and perhaps
 * blanks between; NULL if it is none.  A NUL stands behind the bytes.
 */
const unsigned char *secret_bytes(
    struct arena *, const char *text, size_t text_len, size_t *len);
const char *secret_padded_bytes(struct arena *, const char *text, size_t *len);
/*
 * Takes as long whichever character differs, and whatever lengths are compared.
 * NULL equals nothing, not even NULL, and so does "".
 */
bool secret_equal(const char *, const char *);

/*
 * argon2id with 64 MiB and 3 passes, as the text that secret_password_verify
 * reads.  ERR_UNAVAILABLE when the machine has not so much memory to spare.
 */
MUST_CHECK enum status secret_password_hash(
    struct arena *, const char *password, const char **hash);
/*
 * ERR_FORBIDDEN for a wrong password, and for a hash that is none (NULL included);
 * ERR_UNAVAILABLE when there is no memory to tell.
 */
MUST_CHECK enum status secret_password_verify(const char *hash, const char *password);
/* True if it was made at another cost, or is no hash at all. */
bool secret_password_needs_rehash(const char *hash);

/* A random UUID (RFC 9562, version 4). */
const char *secret_uuid(struct arena *);
/*
 * A UUID that sorts by the moment it is given (version 7, with the fraction of
 * the millisecond in its next twelve bits).
 */
const char *secret_uuid_at(struct arena *, int64_t at);

/* Overwrites it even where a compiler would see no reason to. */
void secret_wipe(void *, size_t);

#endif
