/* form_reader.h - between form_read.c and form_steps.c. */

#ifndef FORM_READER_H
#define FORM_READER_H

#include "form/form_read.h"

/* Where the nodes of a path are, as far as its names tell. */
struct form_place {
	const char *path; /* "/r/rep/x" */
	bool vague; /* somewhere below, and that is noted */
	bool foreign; /* in another instance */
};

/* What has been read of an expression. */
struct form_term {
	const char *text; /* for libxml2 */
	const char *literal; /* of a text in quotes: that text */
	unsigned nest; /* calls in calls */
	bool nodes; /* a path may follow */
	bool plural; /* there may be several */
	bool shuffled; /* in an order of their own: no path may follow */
	struct form_place place;
};

struct form_reader {
	struct arena *arena;
	const char *begin;
	struct form_lexer lexer;
	struct form_token token;
	const struct form_scope *scope;
	struct form_reading *out;
	const char **why;
	unsigned depth;
	bool inside; /* a predicate */
	struct form_place place; /* of "." */
};

/* All answer false once there is a reason. */
bool form_read_refuse(struct form_reader *, const char *why);
void form_read_advance(struct form_reader *);
bool form_read_is(const struct form_reader *, const char *sign);
void form_read_note(struct form_reader *, struct form_names *, const char *name);
bool form_read_refuse_token(struct form_reader *); /* it is not expected */
bool form_read_expect(struct form_reader *, const char *sign);
bool form_read_expression(struct form_reader *, struct form_term *);
bool form_read_call(struct form_reader *, struct form_term *);
/* form_steps.c */
bool form_read_union(struct form_reader *, struct form_term *);
bool form_read_indexed(struct form_reader *, struct form_term *);
void form_read_note_place(struct form_reader *, const struct form_place *);
/* A path of names, absolute; NULL if it is none. */
const char *form_read_resolve(struct form_reader *, const char *path);
bool form_read_pattern(struct form_reader *, const char *pattern);

#endif
