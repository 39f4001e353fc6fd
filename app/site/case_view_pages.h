/* case_view_pages.h - what templates/case_view.html shows. */

#ifndef SITE_CASE_VIEW_PAGES_H
#define SITE_CASE_VIEW_PAGES_H

#include "site/escalation_pages.h"

#define CASE_VIEWS_MOST 8 /* of one person: they are tabs; the database holds it */

/* As typed. */
struct case_view_form {
	const char *name;
};

struct case_saved_view {
	struct case_filter filter; /* what may be saved */
	struct case_view_form form;
	struct faults faults;
	struct case_views_rows saved;
	struct place_mine_rows places;
	struct escalation_people_rows people;
	bool elsewhere; /* the filter's facility is not hers */
};

/* After the rows and the saved views are read: which one is shown, and of whose facility. */
void case_views_place(struct case_list_view *);
/* Of a saved one. */
struct case_filter case_view_filter(const struct case_views *);
/* Where what is shown can be saved, if it is not. */
const char *case_views_path(struct arena *, const struct case_list_view *);

/* "Open, severe, past its time limit, with nobody yet, Riverside Clinic". */
const char *case_filter_words(struct arena *, const struct case_filter *,
    const struct place_mine_rows *, const struct escalation_people_rows *);
/* The clocks that can be asked for, and people whose cases. */
struct option_rows case_clocks(struct arena *);
struct option_rows case_people(struct arena *, const struct case_list_view *);

#endif
