/* ask.h - one request in process, as web/fcgi.c makes it. */

#ifndef ASK_H
#define ASK_H

#include "torture.h"
#include "web/dispatch.h"

struct asking {
	const struct program *program;
	enum method method;
	const char *path; /* with the query */
	const char *body; /* "" for none */
	const char *cookie;
	const char *authorization;
	const char *type; /* of the body */
	int code; /* of the right answer */
	size_t body_len; /* 0: it is a text */
};

void ask(const struct asking *, struct db *, struct arena *, struct ending *);
/* Several at once: done if each is, else what became of the first that is not. */
void ask_all(const struct asking *const *, size_t n, struct db *, struct arena *,
    struct ending *);

#endif
