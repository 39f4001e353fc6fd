/*
 * script.h - what the load generator asks for: people, and their requests.
 *
 *	person nurse cookie=aftercare=3f... csrf=9a... thread=11|12|13
 *	request list 5 GET /messages nurse
 *		gzip
 *		holds <h1>
 *	request reply 2 POST /messages/{thread}/reply nurse
 *		form /messages/{thread}
 *		body _csrf={csrf}&once={once}&last_seen={last_seen}&body=Text+{uuid}
 *		expect 303 /messages/
 *	think 1500
 *
 * A request is drawn by its weight and belongs to one person of its group; they
 * take turns.  Of several values of a person (thread above) each request has the
 * next.  Its "form" is fetched first: {once} and other hidden fields of that
 * page, those behind the words of "from", are sent with the body "think"
 * milliseconds later.  {uuid} is the request's own key, {n} its number.
 *
 * With "gzip" the answer may come compressed, as to any browser.
 *
 * A person's "cookie" is sent with all he asks; "header NAME: VALUE" adds more.
 * With "again" a request that got no answer, or 5xx, is sent so many times more,
 * "think" milliseconds later, with the same fields: as somebody does who presses
 * the button once more.
 *
 * An answer is wrong if its code is none of "expect" (200 unless said), if it
 * leads elsewhere than there, or if the page lacks the words of "holds".
 */

#ifndef LOAD_SCRIPT_H
#define LOAD_SCRIPT_H

#include <stdbool.h>

#include "base/arena.h"

#define CODES_MAX 4
#define HEADERS_MAX 8
#define NAMES_MAX 8

struct value {
	const char *name;
	const char *const *at; /* taken in turn */
	unsigned n;
};

struct person {
	const char *group;
	const char *cookie; /* NULL if there is none */
	const struct value *values;
	unsigned nvalues;
	unsigned turn;
	struct person *peer; /* of the same group, in a ring */
	struct person *next;
};

struct ask {
	const char *name, *method, *path, *group;
	const char *form, *from; /* NULL if none */
	const char *form_name; /* "NAME.form", for the results */
	const char *again_name; /* "NAME.again" */
	unsigned again; /* so often it is sent once more when it broke */
	const char *body;
	const char *holds;
	bool gzip; /* the answer may be compressed */
	const char *location; /* how it begins; NULL if anything will do */
	int codes[CODES_MAX];
	unsigned ncodes;
	const char *headers[HEADERS_MAX];
	unsigned nheaders;
	unsigned weight;
	struct person *person; /* whose turn it is */
	struct ask *next;
};

struct script {
	struct ask *asks;
	struct person *people;
	unsigned weight; /* of all */
	int think; /* milliseconds */
};

/* Says what is wrong and in which line; ERR_INVALID then. */
MUST_CHECK enum status script_read(struct arena *, const char *path, struct script *);

/* A hidden field of the page before. */
struct taken {
	const char *name, *value;
};

/* One request about to be made. */
struct shot {
	struct ask *ask;
	const struct person *person;
	unsigned turn;
	unsigned long n;
	char uuid[37];
	unsigned again; /* how often it was sent before */
	struct taken taken[NAMES_MAX];
	unsigned ntaken;
};

/* The text with its {placeholders} filled in. */
const char *script_fill(struct arena *, const struct shot *, const char *text);
/* Takes the hidden fields of a form's page; false if it has none. */
bool script_take(struct arena *, struct shot *, const char *page);

#endif
