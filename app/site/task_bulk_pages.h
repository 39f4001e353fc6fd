/* task_bulk_pages.h - what templates/task_bulk.html shows. */

#ifndef SITE_TASK_BULK_PAGES_H
#define SITE_TASK_BULK_PAGES_H

#include "gen/sql.h"
#include "site/task_pages.h"
#include "web/input.h"

/* As typed. */
struct task_bulk_form {
	const char *op; /* take, give, later */
	const char
	    *whose; /* all that somebody has: an id, or "none"; "" for those ticked */
	const char *until, *day, *hour, *reason;
	int64_t to;
	bool sure;
};

struct task_bulk_view {
	struct task_bulk_form form;
	struct task_later again;
	const char *place; /* of the list, to go back to */
	struct faults faults;
	struct task_some_rows tasks; /* to which it will be done */
	size_t left_out; /* done already, or another's */
	int64_t beyond; /* that somebody has besides, more than can be named at once */
	struct place_people_rows people;
	const char *region;
	int64_t user_id;
};

/* What cannot be taken back, and what can. */
struct task_bulk_undo_view {
	const char *action; /* where the form leads */
	const char *place; /* of the list, to go back to */
	struct task_some_rows fast, loose;
	const char *region;
};

/* "12 tasks taken." */
const char *task_bulk_line(struct request *, const struct task_bulk_get *);

#endif
