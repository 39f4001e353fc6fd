/* lost_pages.h - what templates/lost.html shows. */

#ifndef SITE_LOST_PAGES_H
#define SITE_LOST_PAGES_H

#include "gen/sql.h"
#include "site/field.h"
#include "web/input.h"

/* As typed. */
struct lost_form {
	const char *reason, *note;
};

struct lost_view {
	const struct lost_show *him;
	struct lost_form form;
	struct faults faults;
	struct option_rows reasons;
	const char *name, *day, *mine; /* "Tinashe Moyo", "day 9 of 13", the reader */
	const char *silent; /* "Last heard of Sun 23 Feb, 17:10." */
	const char *clash; /* what happened in the meantime, or NULL */
	bool sure; /* the second question */
	bool few; /* the programme asks for more attempts than there were */
};

#endif
