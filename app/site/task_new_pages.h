/* task_new_pages.h - what templates/task_new.html shows. */

#ifndef SITE_TASK_NEW_PAGES_H
#define SITE_TASK_NEW_PAGES_H

#include "gen/sql.h"
#include "site/field.h"

/* As typed. */
struct task_new_form {
	const char *title, *client, *day, *hour;
	int64_t patient_id, to; /* 0: not chosen, anybody */
	bool urgent;
};

struct task_new_view {
	struct task_new_form form;
	struct faults faults;
	const struct patient_get *patient; /* NULL until it is known */
	struct patient_pick_rows found; /* when several fit what was typed */
	struct place_people_rows people;
	int64_t user_id;
};

#endif
