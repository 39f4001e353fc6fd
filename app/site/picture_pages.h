/* picture_pages.h - what templates/picture.html shows. */

#ifndef SITE_PICTURE_PAGES_H
#define SITE_PICTURE_PAGES_H

#include "core/form_store.h"
#include "web/input.h"

struct picture_view {
	int64_t draft_id;
	const char *label; /* of the question */
	const char *title; /* of the form */
	const char *question; /* "q12" */
	const char *language; /* of the form's words, for the way back */
	const char *back; /* to the question */
	int64_t kept; /* the picture that is there; 0: none */
	struct faults faults;
};

#endif
