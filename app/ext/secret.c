/* secret.c - see secret.h; the only file that knows libsodium. */

#include "ext/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PASSES 3
#define MEMORY ((size_t)64 * 1024 * 1024)
#define HASH_BYTES 32
#define TOKEN_BYTES 32

enum status
secret_init(void)
{
	return sodium_init() < 0 ? ERR_UNAVAILABLE : OK;
}

const char *
secret_token(struct arena *arena)
{
	unsigned char bytes[TOKEN_BYTES];
	char *text = arena_alloc(arena, SECRET_TOKEN_LENGTH + 1);

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(text, SECRET_TOKEN_LENGTH + 1, bytes, sizeof bytes,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof bytes);
	return text;
}

static void
digest(unsigned char hash[HASH_BYTES], const char *text)
{
	/* Fails only for lengths of hash or key that are not used here. */
	(void)crypto_generichash(
	    hash, HASH_BYTES, (const unsigned char *)text, strlen(text), NULL, 0);
}

const char *
secret_hash(struct arena *arena, const char *text)
{
	unsigned char hash[HASH_BYTES];
	char *hex = arena_alloc(arena, SECRET_HASH_LENGTH + 1);

	digest(hash, text);
	return sodium_bin2hex(hex, SECRET_HASH_LENGTH + 1, hash, sizeof hash);
}

const char *
secret_sha256(struct arena *arena, const void *bytes, size_t len)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char *hex = arena_alloc(arena, 2 * sizeof hash + 1);

	crypto_hash_sha256(hash, bytes, len);
	return sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
}

const char *
secret_sha(struct arena *arena, bool is_512, bool base64, const void *bytes, size_t len)
{
	unsigned char hash[crypto_hash_sha512_BYTES];
	size_t size = is_512 ? crypto_hash_sha512_BYTES : crypto_hash_sha256_BYTES;
	size_t room = 2 * sizeof hash + 1;
	char *text = arena_alloc(arena, room);

	if (is_512)
		crypto_hash_sha512(hash, bytes, len);
	else
		crypto_hash_sha256(hash, bytes, len);
	return base64 ? sodium_bin2base64(
			    text, room, hash, size, sodium_base64_VARIANT_ORIGINAL)
		      : sodium_bin2hex(text, room, hash, size);
}

const char *
secret_from_base64(struct arena *arena, const char *text)
{
	size_t room = strlen(text), len;
	char *plain = arena_alloc(arena, room + 1);

	if (sodium_base642bin((unsigned char *)plain, room, text, strlen(text), NULL,
		&len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return NULL;
	plain[len] = '\0';
	return strlen(plain) == len ? plain : NULL;
}

const char *
secret_to_base64(struct arena *arena, const void *bytes, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(arena, room);

	return sodium_bin2base64(
	    text, room, bytes, len, sodium_base64_VARIANT_ORIGINAL);
}

const char *
secret_hmac(struct arena *arena, const char *key, const void *bytes, size_t len)
{
	crypto_auth_hmacsha256_state state;
	unsigned char code[crypto_auth_hmacsha256_BYTES];
	char *text = arena_alloc(arena, 2 * sizeof code + 1);

	crypto_auth_hmacsha256_init(&state, (const unsigned char *)key, strlen(key));
	crypto_auth_hmacsha256_update(&state, bytes, len);
	crypto_auth_hmacsha256_final(&state, code);
	sodium_memzero(&state, sizeof state);
	return sodium_bin2hex(text, 2 * sizeof code + 1, code, sizeof code);
}

static unsigned char *
decode(struct arena *arena, const char *text, size_t text_len, const char *ignored,
    int variant, size_t *len)
{
	unsigned char *bytes = arena_alloc(arena, text_len + 1);

	if (sodium_base642bin(
		bytes, text_len, text, text_len, ignored, len, NULL, variant) != 0)
		return NULL;
	bytes[*len] = '\0';
	return bytes;
}

const unsigned char *
secret_bytes(struct arena *arena, const char *text, size_t text_len, size_t *len)
{
	return decode(
	    arena, text, text_len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING, len);
}

const char *
secret_padded_bytes(struct arena *arena, const char *text, size_t *len)
{
	return (const char *)decode(
	    arena, text, strlen(text), " \t\r\n", sodium_base64_VARIANT_ORIGINAL, len);
}

bool
secret_equal(const char *a, const char *b)
{
	unsigned char left[HASH_BYTES], right[HASH_BYTES];

	if (a == NULL || b == NULL || *a == '\0' || *b == '\0')
		return false;
	digest(left, a);
	digest(right, b);
	return sodium_memcmp(left, right, HASH_BYTES) == 0;
}

enum status
secret_password_hash(struct arena *arena, const char *password, const char **hash)
{
	char *text = arena_alloc(arena, crypto_pwhash_STRBYTES);

	*hash = NULL;
	if (crypto_pwhash_str_alg(text, password, strlen(password), PASSES, MEMORY,
		crypto_pwhash_ALG_ARGON2ID13) != 0)
		return ERR_UNAVAILABLE;
	*hash = text;
	return OK;
}

/* libsodium reads a fixed size, so a stored text moves into one. */
static bool
hash_fits(char fixed[crypto_pwhash_STRBYTES], const char *hash)
{
	size_t len = hash == NULL ? 0 : strlen(hash);

	if (len == 0 || len >= crypto_pwhash_STRBYTES)
		return false;
	memset(fixed, 0, crypto_pwhash_STRBYTES);
	memcpy(fixed, hash, len);
	return true;
}

/* What is in "$argon2id$v=19$m=65536,t=3,p=1$SALT$HASH". */
struct kept {
	unsigned kilobytes, passes;
	unsigned char salt[crypto_pwhash_SALTBYTES], hash[HASH_BYTES];
};

/* One part in base64, which ends as it must. */
static bool
read_bytes(const char **text, unsigned char *bytes, size_t size, char last)
{
	size_t len;
	const char *end;

	if (sodium_base642bin(bytes, size, *text, strlen(*text), NULL, &len, &end,
		sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
	    len != size || *end != last)
		return false;
	*text = end + 1;
	return true;
}

static bool
read_kept(const char *text, struct kept *kept)
{
	int at = 0;

	if (text == NULL ||
	    sscanf(text, "$argon2id$v=19$m=%9u,t=%9u,p=1$%n", &kept->kilobytes,
		&kept->passes, &at) != 2 ||
	    at == 0)
		return false;
	text += at;
	return read_bytes(&text, kept->salt, sizeof kept->salt, '$') &&
	       read_bytes(&text, kept->hash, sizeof kept->hash, '\0');
}

/*
 * crypto_pwhash_str_verify would do the same, but says "wrong" of a password for
 * which there was no memory.
 */
enum status
secret_password_verify(const char *hash, const char *password)
{
	unsigned char made[HASH_BYTES];
	struct kept kept;

	if (password == NULL || !read_kept(hash, &kept))
		return ERR_FORBIDDEN;
	if (crypto_pwhash(made, sizeof made, password, strlen(password), kept.salt,
		kept.passes, (size_t)kept.kilobytes * 1024,
		crypto_pwhash_ALG_ARGON2ID13) != 0)
		return ERR_UNAVAILABLE;
	return sodium_memcmp(made, kept.hash, HASH_BYTES) == 0 ? OK : ERR_FORBIDDEN;
}

bool
secret_password_needs_rehash(const char *hash)
{
	char fixed[crypto_pwhash_STRBYTES];

	return !hash_fits(fixed, hash) ||
	       crypto_pwhash_str_needs_rehash(fixed, PASSES, MEMORY) != 0;
}

static const char *
uuid_text(struct arena *arena, unsigned char bytes[16], unsigned version)
{
	char hex[33];

	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | version << 4);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	sodium_bin2hex(hex, sizeof hex, bytes, 16);
	return arena_printf(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
	    hex + 16, hex + 20);
}

const char *
secret_uuid(struct arena *arena)
{
	unsigned char bytes[16];

	randombytes_buf(bytes, sizeof bytes);
	return uuid_text(arena, bytes, 4);
}

const char *
secret_uuid_at(struct arena *arena, int64_t at)
{
	uint64_t past = at < 0 ? 0 : (uint64_t)at;
	uint64_t milli = past / 1000, fraction = past % 1000 * 4096 / 1000;
	unsigned char bytes[16];

	randombytes_buf(bytes, sizeof bytes);
	for (int i = 0; i < 6; i++)
		bytes[i] = (unsigned char)(milli >> (40 - 8 * i));
	bytes[6] = (unsigned char)(fraction >> 8);
	bytes[7] = (unsigned char)fraction;
	return uuid_text(arena, bytes, 7);
}

void
secret_wipe(void *thing, size_t size)
{
	sodium_memzero(thing, size);
}
