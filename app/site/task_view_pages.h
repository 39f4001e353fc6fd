/* task_view_pages.h - what templates/task_view.html shows. */

#ifndef SITE_TASK_VIEW_PAGES_H
#define SITE_TASK_VIEW_PAGES_H

#include "site/task_pages.h"

#define TASK_VIEWS_MOST 8 /* of one person: they are tabs; the database holds it */

/* As typed. */
struct task_view_form {
	const char *name;
	int64_t place_id; /* 0: for herself */
};

struct task_saved_view {
	struct task_filter filter; /* what may be saved */
	struct task_view_form form;
	struct faults faults;
	struct task_views_rows saved;
	struct task_counts_rows tallies;
	struct task_people people; /* with whom, and where a supervisor may share it */
	bool supervisor;
	bool room; /* for another one */
};

/* "To do now, with me, Check the phone number, moyo". */
const char *task_filter_words(
    struct arena *, const struct task_filter *, const struct task_people *);
/* Where what is shown can be saved, if it is not. */
const char *task_views_path(struct arena *, const struct task_list_view *);
/* Of a saved one. */
struct task_filter task_view_filter(const struct task_views *);

#endif
