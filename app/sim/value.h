/*
 * value.h - what an expression of a flow can be: the values of the flow engine
 * that RapidPro runs, as far as our flows need them.
 */

#ifndef SIM_VALUE_H
#define SIM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ext/json.h"

#define VALUE_TEXT_MAX ((size_t)64 * 1024) /* bytes of one value as text */

enum value_kind {
	VALUE_NULL,
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_TRUTH,
	VALUE_ARRAY,
	VALUE_OBJECT,
	VALUE_FUNCTION,
	VALUE_ERROR
};

/*
 * An error is a value: it travels through whatever uses it, and ends as an
 * empty text in a template.
 */
struct value {
	enum value_kind kind;
	const char *text; /* a text, a function's name, an object as text */
	double number;
	bool truth;
	struct value_member *members; /* of an object or an array */
	size_t n;
	size_t room;
};

struct value_member {
	const char *key; /* NULL in an array */
	struct value value;
};

struct value value_null(void);
struct value value_error(void);
struct value value_text(const char *); /* NULL becomes a null */
struct value value_number(double);
struct value value_truth(bool);
struct value value_object(const char *as_text);
struct value value_array(void);
void value_put(struct arena *, struct value *object, const char *key, struct value);
void value_push(struct arena *, struct value *array, struct value);
/* NULL if there is no such key; keys are compared without regard to case. */
const struct value *value_get(const struct value *object, const char *key);
struct value value_from_json(struct arena *, const struct json *);

const char *value_as_text(struct arena *, const struct value *);
bool value_as_truth(const struct value *);
/* False unless it reads as a number. */
bool value_as_number(const struct value *, double *);
void value_write_json(struct buf *, const struct value *);
/* "12", "1.5": the shortest text that reads back as the same number. */
const char *value_number_text(struct arena *, double);

#endif
