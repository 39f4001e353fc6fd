/* task_filter.h - what the list of tasks was asked for, and the paths that lead back to it. */

#ifndef SITE_TASK_FILTER_H
#define SITE_TASK_FILTER_H

#include "web/request.h"

/* What the list was asked for, and from where on; "" asks for everything. */
struct task_filter {
	const char *due; /* now, upcoming, done */
	const char *who; /* me, none, or a colleague's id */
	const char *kind;
	int64_t place_id; /* of one facility; 0: of all */
	const char *q; /* a name or number */
	const char *after; /* where the page before ended; "" shows the first */
	bool on; /* it leaves something out */
	bool team; /* by who has them: task_team_pages.c */
};
#define TASK_FILTER                                                       \
	{                                                                 \
		.due = "now", .who = "", .kind = "", .q = "", .after = "" \
	}

/* As asked(rq, name) has it: the query, or a form. */
struct task_filter task_filter_of(
    struct request *, const char *(*asked)(struct request *, const char *name));

/* Where a page of the list ends: part, priority, rank and id. */
struct task_after {
	int64_t at[4];
};
/* Of them with dots between; the list's beginning of anything else. */
struct task_after task_after_of(const char *text);
const char *task_after_text(struct arena *, const struct task_after *);

/* The colleague whose tasks are looked for; 0 for none. */
int64_t task_filter_person(const struct task_filter *);

/* The first page of the same view for another tab. */
const char *task_path(struct arena *, const struct task_filter *, const char *due);

/*
 * Whoever leaves the list for a task, or to do something to several, comes back to
 * where she was: it stands in the query of every path between.  The list as it opens
 * is "", else "?due=now&who=me&after=1.4.1926799320000000.7".
 */
const char *task_place(struct arena *, const struct task_filter *);
/* "/tasks/12/take?due=now&who=me", and without a task "/tasks/bulk?due=now&who=me". */
const char *task_link(struct arena *, int64_t id, const char *act, const char *place);
const char *task_list_link(struct arena *, const char *act, const char *place);
/* Of this request, written like that. */
const char *task_place_asked(struct request *);
/* As page_done(), with the place she came from: to "/tasks", "notice=saved". */
MUST_CHECK enum status task_led(struct request *, const char *path, const char *notice);
/* What the next page says of what was done to this one, with Undo. */
const char *task_notice(struct request *, const char *notice);

#endif
