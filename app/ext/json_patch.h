/*
 * json_patch.h - changes to a JSON document as RFC 6902 writes them.
 *
 * Nothing is changed in place: each step writes the document anew and the gate of
 * json.h lets it in again, so that its limits hold for the result, too.
 */

#ifndef EXT_JSON_PATCH_H
#define EXT_JSON_PATCH_H

#include "ext/json.h"

#define JSON_PATCH_STEPS 100

/* The same value, whatever the order of members. */
bool json_equal(const struct json *, const struct json *);

/*
 * ERR_INVALID with *why for a patch that is none or leads nowhere; ERR_CONFLICT for a
 * test that finds another value.
 */
MUST_CHECK enum status json_patch(struct arena *, const struct json *document,
    const struct json *patch, const struct json **result, const char **why);

#endif
