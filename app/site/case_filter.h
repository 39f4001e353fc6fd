/* case_filter.h - what the queue of cases was asked for, and the paths that lead back to it. */

#ifndef SITE_CASE_FILTER_H
#define SITE_CASE_FILTER_H

#include "web/request.h"

/* "" and 0 ask for everything. */
struct case_filter {
	const char *view; /* open, mine, unclaimed, late, visit, closed */
	const char *severity;
	const char *clock; /* late, or what it runs to: first, decision, visit */
	const char *who; /* me, none, or a colleague's id */
	int64_t place_id;
	bool on; /* it leaves something out */
};

/* As asked(rq, name) has it: the query, or a form. */
struct case_filter case_filter_of(
    struct request *, const char *(*asked)(struct request *, const char *name));
/* What the query of the address asks for. */
struct case_filter case_filter_asked(struct request *);

/* The queue with another view; the case's own path with the same. */
const char *case_path(struct arena *, const struct case_filter *, const char *view);
/* What is done with the whole queue: "/print", "/bulk". */
const char *case_act_path(struct arena *, const char *act, const struct case_filter *);
const char *case_link(struct arena *, const struct case_filter *, int64_t id);

#endif
