/* pause_pages.h - what templates/pause.html shows. */

#ifndef SITE_PAUSE_PAGES_H
#define SITE_PAUSE_PAGES_H

#include "site/field.h"
#include "site/patient_pages.h"

struct pause_form {
	const char *reason;
	int64_t days;
};

struct pause_view {
	const struct patient_get *patient;
	const char *name;
	const char *days; /* as chosen */
	struct option_rows untils; /* "Tue 24 Nov (in 2 days)" */
	struct pause_form form;
	struct faults faults;
	int64_t thread_id; /* to which it goes back; 0: to the record */
};

#endif
