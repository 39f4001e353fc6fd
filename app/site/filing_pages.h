/* filing_pages.h - whose one text is, and putting that right. */

#ifndef SITE_FILING_PAGES_H
#define SITE_FILING_PAGES_H

#include "core/correction.h"

struct filing_view {
	int64_t id; /* of the text */
	const struct filing_show *m;
	struct filing_list_rows with; /* with whom it is filed */
	struct filing_users_rows users; /* who may have written it */
	const char *q; /* who else is looked for, and who was found */
	struct patient_pick_rows found;
	const char *when, *phone;
	int64_t both[2]; /* the two who share the phone; 0: they are not two */
	bool may_go; /* his number may be somebody else's now */
	const char *csrf, *once;
};

/* "Kudzai Dube, because the text begins with his code." */
const char *filing_how(struct arena *, const struct filing_list *);
/* Whether it is filed with him and nobody else. */
bool filing_alone(const struct filing_view *, int64_t patient_id);

#endif
