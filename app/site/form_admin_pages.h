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

/* What opens it: a rule of tasks.js, or open tasks that somebody made without one. */
struct form_use {
	const char *title; /* of its open tasks; "" without any */
	const char *rule; /* "" for none */
	const char *where; /* "tasks.js:150", "" if no rule in use is called so */
	int64_t open;
};
struct form_use_rows {
	const struct form_use *at;
	size_t n;
};

struct form_admin_view {
	const struct form_get *form;
	const char *title;
	struct form_versions_rows versions;
	struct form_use_rows uses;
	struct form_fault_rows notes; /* of the latest version */
	const char *languages; /* "English, Shona" */
	const char *functions; /* that it uses */
	size_t questions;
	const char *offered; /* what workflow.json says of it; "" if nothing */
};

/* It is shown whole, and what is tried is kept nowhere. */
struct form_preview_view {
	const struct form_get *form;
	int32_t number;
	const char *kept; /* what was tried, for the next page */
	struct option_rows languages;
	struct form_page sheet;
};

#endif
