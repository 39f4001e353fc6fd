/*
 * fuzz_grant.c - what a stranger sends to get a token: a proof, the keys it is held
 * against, and what it asks for.
 *
 * Nobody gets a letter of a scope that he may not have or has not asked for; a set of
 * keys that is taken is not empty; nothing is proved by a key that did not sign.
 */

#include "fuzz.h"

#include <string.h>

#include "core/grant.h"

#define MAY "system/Task.crus system/Patient.r"

/* Somebody else's. */
#define OTHER                                                                        \
	"{\"keys\":[{\"kty\":\"EC\",\"kid\":\"k1\",\"crv\":\"P-384\",\"x\":"         \
	"\"_v9dPNsvMRF-fn6mvgfO6HHOqWXk3bCDab-Gc0BsHNARY5BGRmxinyo3ftoqzVFg\","      \
	"\"y\":\"rhhtI8sQjtbkYFH337rPgOLBxeK8lHzMW5azJLDS5wVJEkVVXTYoPViF8YTYQrGX\"" \
	"}]}"

static void
scopes(struct arena *arena, const char *asked)
{
	static const char *const types[] = { "Task", "Patient", "Device" };
	const struct client_resume may = { .scopes = MAY };
	struct client_scopes given, again;

	client_narrow(arena, asked, MAY, &given);
	for (size_t i = 0; i < COUNT_OF(types); i++)
		for (const char *l = "cruds"; *l != '\0'; l++) {
			const struct client_resume has = { .scopes = given.kept };
			const struct client_resume wants = { .scopes = asked };

			if (client_may(&has, types[i], *l))
				REQUIRE(client_may(&may, types[i], *l) &&
					client_may(&wants, types[i], *l));
		}
	/* In his own words it is the same. */
	client_narrow(arena, given.told, MAY, &again);
	REQUIRE(strcmp(given.kept, again.kept) == 0);
}

static bool
holds(struct arena *arena, const struct jose *proof, const char *text, size_t len)
{
	const struct json *keys;

	if (jose_keys(arena, text, len, &keys) != NULL)
		return false;
	REQUIRE(json_count(json_get(keys, "keys")) > 0);
	return jose_signed(arena, proof, keys);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed feed = { arena, (const char *)data, size };
	size_t len, keys_len, asked_len;
	const char *text = feed_text(&feed, &len);
	const char *keys = feed_text(&feed, &keys_len);
	const char *asked = feed_text(&feed, &asked_len);
	const struct grant_ask ask = { .url = "http://here/auth/token",
		.wall = INT64_C(1800000000000000) };
	struct grant_claims claims;
	struct jose proof;

	scopes(arena, asked);
	if (jose_read(arena, text, &proof) == NULL) {
		REQUIRE(json_is_object(proof.claims) && *proof.key != '\0');
		REQUIRE(proof.text_len < len);
		if (grant_claims_read(arena, proof.claims, &ask, &claims) == NULL)
			REQUIRE(*claims.client != '\0' && *claims.jti != '\0');
		(void)holds(arena, &proof, keys, keys_len);
		REQUIRE(!holds(arena, &proof, OTHER, strlen(OTHER)));
	}
	arena_free(arena);
	return 0;
}
