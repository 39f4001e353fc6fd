/* form_admin_pages.h - what templates/form_admin.html shows. */

#ifndef SITE_FORM_ADMIN_PAGES_H
#define SITE_FORM_ADMIN_PAGES_H

#include "core/form_store.h"
#include "gen/sql.h"
#include "site/field.h"
#include "site/form_pages.h"
#include "web/input.h"

struct form_fault_rows {
	const struct form_fault *at;
	size_t n;
};

/* One that is brought. */
struct form_new_view {
	const char *name; /* as typed */
	const char *file_name; /* of what was checked, "" before */
	struct form_fault_rows wrong, notes; /* of the form; notes do not hinder */
	struct faults faults; /* of the page */
};

struct form_admin_view {
	const struct form_get *form;
	const char *title;
	struct form_versions_rows versions;
	struct form_tasks_rows tasks; /* open ones that name it */
	struct form_fault_rows notes; /* of the latest version */
	const char *languages; /* "en, sn" */
	const char *functions; /* that it uses */
	size_t questions;
	const char *offered; /* what workflow.json says of it; "" if nothing */
};

/* It is shown whole, and what is tried is kept nowhere. */
struct form_preview_view {
	const struct form_get *form;
	int32_t number;
	struct option_rows languages;
	struct form_page sheet;
};

/* "Call about a possible problem", or the rule's name. */
const char *form_admin_task(struct arena *, const struct form_tasks *);

#endif
