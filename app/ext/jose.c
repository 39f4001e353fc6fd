/* jose.c - see jose.h; the only file that knows libcrypto. */

#include "ext/jose.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>
#include <strings.h>

#include "ext/secret.h"

#define KEY_MAX 1024 /* bytes of one number of a key */
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define EXPONENT_MAX 8
#define CURVE "P-384"
#define COORDINATE 48

static const char *
text_of(const struct json *object, const char *name)
{
	const char *text = json_text(json_get(object, name));

	return text != NULL ? text : "";
}

static const struct json *
read_part(struct arena *arena, const char *text, size_t len)
{
	const struct json *json;
	size_t size;
	const unsigned char *bytes = secret_bytes(arena, text, len, &size);

	if (bytes == NULL ||
	    json_parse(arena, (const char *)bytes, size, &json) != OK ||
	    !json_is_object(json))
		return NULL;
	return json;
}

static const char *
header_fault(struct jose *jose)
{
	const char *type = json_text(json_get(jose->header, "typ"));

	jose->algorithm = text_of(jose->header, "alg");
	jose->key = text_of(jose->header, "kid");
	if (strcmp(jose->algorithm, "RS384") != 0 &&
	    strcmp(jose->algorithm, "ES384") != 0)
		return "alg: sign with RS384 or ES384";
	if (*jose->key == '\0')
		return "kid: name the key";
	if (type != NULL && strcasecmp(type, "JWT") != 0)
		return "typ: only JWT is known";
	if (json_get(jose->header, "crit") != NULL)
		return "crit: no extension is known";
	return NULL;
}

const char *
jose_read(struct arena *arena, const char *text, struct jose *jose)
{
	const size_t head = strcspn(text, ".");
	const size_t body = text[head] == '.' ? strcspn(text + head + 1, ".") : 0;
	const size_t len = head + 1 + body;

	*jose = (struct jose){ .text = text, .text_len = len };
	if (body == 0 || text[len] != '.' ||
	    strnlen(text, JOSE_TEXT_MAX + 1) > JOSE_TEXT_MAX)
		return "it is no JWT of three parts and at most 8 KB";
	jose->header = read_part(arena, text, head);
	jose->claims = read_part(arena, text + head + 1, body);
	jose->signature = secret_bytes(
	    arena, text + len + 1, strlen(text + len + 1), &jose->signature_len);
	if (jose->header == NULL || jose->claims == NULL || jose->signature == NULL)
		return "its parts are not JSON objects and a signature in base64url";
	return header_fault(jose);
}

/* A number of a key, without zeros before it; NULL if it is none. */
static const unsigned char *
number(struct arena *arena, const struct json *key, const char *name, size_t *len)
{
	const char *text = text_of(key, name);
	const unsigned char *bytes = secret_bytes(arena, text, strlen(text), len);

	while (bytes != NULL && *len > 0 && *bytes == 0) {
		bytes++;
		(*len)--;
	}
	return bytes != NULL && *len > 0 && *len <= KEY_MAX ? bytes : NULL;
}

static EVP_PKEY *
make_key(const char *type, const OSSL_PARAM *parts)
{
	EVP_PKEY_CTX *making = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *made = NULL;

	/* It takes them to read, whatever its prototype says. */
	if (making != NULL && EVP_PKEY_fromdata_init(making) == 1 &&
	    EVP_PKEY_fromdata(making, &made, EVP_PKEY_PUBLIC_KEY,
		(OSSL_PARAM *)(uintptr_t)parts) != 1)
		made = NULL;
	EVP_PKEY_CTX_free(making);
	return made;
}

static EVP_PKEY *
rsa_key(struct arena *arena, const struct json *key)
{
	size_t n_len, e_len;
	const unsigned char *n = number(arena, key, "n", &n_len);
	const unsigned char *e = number(arena, key, "e", &e_len);
	OSSL_PARAM_BLD *list;
	OSSL_PARAM *parts = NULL;
	BIGNUM *modulus = NULL, *exponent = NULL;
	EVP_PKEY *made = NULL;

	if (n == NULL || e == NULL || e_len > EXPONENT_MAX || (e[e_len - 1] & 1) == 0 ||
	    (e_len == 1 && *e < 3))
		return NULL;
	list = OSSL_PARAM_BLD_new();
	modulus = BN_bin2bn(n, (int)n_len, NULL);
	exponent = BN_bin2bn(e, (int)e_len, NULL);
	if (list != NULL && modulus != NULL && exponent != NULL &&
	    BN_num_bits(modulus) >= RSA_BITS_MIN &&
	    BN_num_bits(modulus) <= RSA_BITS_MAX &&
	    OSSL_PARAM_BLD_push_BN(list, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
	    OSSL_PARAM_BLD_push_BN(list, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
		parts = OSSL_PARAM_BLD_to_param(list);
	if (parts != NULL)
		made = make_key("RSA", parts);
	OSSL_PARAM_free(parts);
	OSSL_PARAM_BLD_free(list);
	BN_free(modulus);
	BN_free(exponent);
	return made;
}

/* A point that is not on the curve is refused by libcrypto. */
static EVP_PKEY *
ec_key(struct arena *arena, const struct json *key)
{
	static char curve[] = CURVE;
	unsigned char point[1 + 2 * COORDINATE] = { POINT_CONVERSION_UNCOMPRESSED };
	size_t x_len, y_len;
	const unsigned char *x = number(arena, key, "x", &x_len);
	const unsigned char *y = number(arena, key, "y", &y_len);
	const OSSL_PARAM parts[] = { OSSL_PARAM_construct_utf8_string(
					 OSSL_PKEY_PARAM_GROUP_NAME, curve, 0),
		OSSL_PARAM_construct_octet_string(
		    OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
		OSSL_PARAM_construct_end() };

	if (x == NULL || y == NULL || x_len > COORDINATE || y_len > COORDINATE ||
	    strcmp(text_of(key, "crv"), CURVE) != 0)
		return NULL;
	memcpy(point + 1 + COORDINATE - x_len, x, x_len);
	memcpy(point + 1 + 2 * COORDINATE - y_len, y, y_len);
	return make_key("EC", parts);
}

static bool
is_for_verifying(const struct json *key)
{
	const char *use = json_text(json_get(key, "use"));
	const struct json *deeds = json_get(key, "key_ops");

	if (use != NULL && strcmp(use, "sig") != 0)
		return false;
	for (size_t i = 0; i < json_count(deeds); i++) {
		const char *deed = json_text(json_at(deeds, i));

		if (deed != NULL && strcmp(deed, "verify") == 0)
			return true;
	}
	return deeds == NULL;
}

/* NULL if it is no key for signatures of this algorithm. */
static EVP_PKEY *
key_for(struct arena *arena, const struct json *key, const char *algorithm)
{
	const char *only = json_text(json_get(key, "alg"));
	const bool rsa = *algorithm == 'R';

	if ((only != NULL && strcmp(only, algorithm) != 0) ||
	    strcmp(text_of(key, "kty"), rsa ? "RSA" : "EC") != 0 ||
	    !is_for_verifying(key))
		return NULL;
	return rsa ? rsa_key(arena, key) : ec_key(arena, key);
}

/* Two numbers side by side, as libcrypto wants to have them; 0 if they are not. */
static int
ecdsa_signature(const struct jose *jose, unsigned char **bytes)
{
	const unsigned char *raw = jose->signature;
	ECDSA_SIG *pair = NULL;
	BIGNUM *r, *s;
	int len = 0;

	*bytes = NULL;
	if (jose->signature_len != (size_t)2 * COORDINATE)
		return 0;
	r = BN_bin2bn(raw, COORDINATE, NULL);
	s = BN_bin2bn(raw + COORDINATE, COORDINATE, NULL);
	if (r != NULL && s != NULL)
		pair = ECDSA_SIG_new();
	if (pair != NULL && ECDSA_SIG_set0(pair, r, s) == 1) {
		r = s = NULL; /* the pair's, from here on */
		len = i2d_ECDSA_SIG(pair, bytes);
	}
	ECDSA_SIG_free(pair);
	BN_free(r);
	BN_free(s);
	return len > 0 ? len : 0;
}

static bool
verify(const struct jose *jose, EVP_PKEY *key, const unsigned char *bytes, size_t len)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const bool holds =
	    context != NULL &&
	    EVP_DigestVerifyInit(context, NULL, EVP_sha384(), NULL, key) == 1 &&
	    EVP_DigestVerify(context, bytes, len, (const unsigned char *)jose->text,
		jose->text_len) == 1;

	EVP_MD_CTX_free(context);
	return holds;
}

static bool
made_by(struct arena *arena, const struct jose *jose, const struct json *key)
{
	EVP_PKEY *with = key_for(arena, key, jose->algorithm);
	unsigned char *pair = NULL;
	bool holds = false;

	if (with == NULL)
		return false;
	if (*jose->algorithm == 'E') {
		const int len = ecdsa_signature(jose, &pair);

		holds = len > 0 && verify(jose, with, pair, (size_t)len);
	} else {
		holds = verify(jose, with, jose->signature, jose->signature_len);
	}
	OPENSSL_free(pair);
	EVP_PKEY_free(with);
	return holds;
}

bool
jose_signed(struct arena *arena, const struct jose *jose, const struct json *keys)
{
	const struct json *all = json_get(keys, "keys");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *key = json_at(all, i);

		if (strcmp(text_of(key, "kid"), jose->key) == 0 &&
		    made_by(arena, jose, key))
			return true;
	}
	return false;
}

static bool
is_usable(struct arena *arena, const struct json *key)
{
	EVP_PKEY *made = NULL;

	if (*text_of(key, "kid") == '\0')
		return false;
	made = key_for(arena, key, "RS384");
	if (made == NULL)
		made = key_for(arena, key, "ES384");
	EVP_PKEY_free(made);
	return made != NULL;
}

const char *
jose_keys(struct arena *arena, const char *text, size_t len, const struct json **keys)
{
	const struct json *all;
	bool usable = false;

	*keys = NULL;
	if (len > JOSE_KEYS_MAX || json_parse(arena, text, len, keys) != OK)
		return "This is no JSON of at most 64 KB.";
	all = json_get(*keys, "keys");
	if (!json_is_array(all) || json_count(all) > JOSE_KEYS_MOST)
		return "This is no set of at most 32 keys: {\"keys\": [...]}.";
	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *key = json_at(all, i);

		if (json_get(key, "d") != NULL || json_get(key, "k") != NULL)
			return "There is a private key among these: nobody but the "
			       "client itself may have it. Make a new pair, and bring "
			       "the public one.";
		usable = is_usable(arena, key) || usable;
	}
	if (!usable)
		return "There is no key with a kid for RS384 (RSA of 2048 to 8192 "
		       "bits) or ES384 (EC on P-384) among these.";
	return NULL;
}
