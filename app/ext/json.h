/*
 * json.h - strict JSON in; json-c behind a gate of our own.
 *
 * json-c alone takes single quotes, NaN, raw newlines, duplicate keys and
 * overlong UTF-8; the gate refuses all of them (RFC 8259, plus: depth at most
 * 32, a number at most 40 bytes, an exponent at most 250, an integer within 64
 * bits, no duplicate key, no U+0000, no lone surrogate, 32 MB in all) before
 * json-c sees a byte.
 */

#ifndef EXT_JSON_H
#define EXT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define JSON_MAX ((size_t)32 * 1024 * 1024)

struct json; /* one value; lives as long as the arena it was parsed into */

/* True for exactly one well-formed JSON text of any type. */
bool json_gate(const char *text, size_t len);
/*
 * What the gate let in, with each pair of halves as the character that it is.
 * json-c 0.16 takes a character beyond U+FFFF whose last four digits are D800 to
 * DFFF for half of a pair, and makes U+FFFD of it.
 */
const char *json_join(struct arena *, const char *text, size_t *len);
/* ERR_INVALID if the gate refuses it. */
MUST_CHECK enum status json_parse(
    struct arena *, const char *text, size_t len, const struct json **);

/* Every reader takes NULL for "not there", so that look-ups can be chained. */
const struct json *json_get(const struct json *object, const char *key);
const struct json *json_at(const struct json *array, size_t i);
size_t json_count(const struct json *); /* elements or members; 0 for others */
/* The i-th member of an object, in the order of the text; false past the end. */
bool json_member(
    const struct json *object, size_t i, const char **key, const struct json **value);

bool json_is_object(const struct json *);
bool json_is_array(const struct json *);
bool json_is_null(const struct json *); /* true for a null and for nothing */
const char *json_text(const struct json *); /* NULL unless a string */
bool json_int(const struct json *, int64_t *); /* false unless a whole number */
bool json_bool(const struct json *, bool *);
/* A string, a number or a boolean as text; NULL for anything else. */
const char *json_scalar(struct arena *, const struct json *);
/*
 * Walking a text that the gate let in, where it stands: *at is its beginning first,
 * and then behind the member or element that was told.  False past the end, and for
 * what is no object (with ${key}, as it is written between its quotes) or array.
 */
struct json_span {
	const char *text;
	size_t len;
};
bool json_step(const char **at, struct json_span *key, struct json_span *value);
/* The member of an object; an empty one if there is none. */
struct json_span json_span_get(struct json_span object, const char *key);
/* The value written back as JSON text, without spaces. */
const char *json_write(struct arena *, const struct json *);

#endif
