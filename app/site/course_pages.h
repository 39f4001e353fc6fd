/* course_pages.h - what templates/course.html shows. */

#ifndef SITE_COURSE_PAGES_H
#define SITE_COURSE_PAGES_H

#include "site/field.h"
#include "site/patient_pages.h"

struct course_form {
	const char *how, *note; /* of ending */
	const char *to, *told; /* of moving */
	const char *died_on, *cause; /* of a death */
	bool sure;
};

struct course_view {
	const struct patient_get *patient;
	const char *name;
	struct option_rows hows, places;
	struct course_form form;
	struct faults faults;
};

/* "He wants no more follow-up": why it was ended early. */
const char *course_how_words(const char *how);

#endif
