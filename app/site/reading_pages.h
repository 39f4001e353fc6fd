/* reading_pages.h - how one text was read, and putting that right. */

#ifndef SITE_READING_PAGES_H
#define SITE_READING_PAGES_H

#include "core/reading.h"

struct reading_view {
	const struct reading_show *r;
	const char *title; /* "Filed: nobody need read it" */
	const char *why, *question, *when, *filed;
	bool person, fine, problem; /* what may be done */
	const char *csrf, *once;
};

#endif
