/*
 * form_sheet.h - one page of a form with what stands beside it: from a filling to
 * what templates/form_page.html shows.
 */

#ifndef SITE_FORM_SHEET_H
#define SITE_FORM_SHEET_H

#include "core/form_store.h"
#include "site/form_pages.h"
#include "web/request.h"

/* Each of the site's pages has its own language; the form's labels are in this one. */
const char *form_sheet_language(const struct form *, const char *wanted);

/* "&language=sn" for the query of a link; "" for the reader's own. */
const char *form_sheet_in(struct request *, const struct form *, const char *wanted);

/* The languages of its texts, each by its own name where the pack has it. */
void form_sheet_languages(struct request *, const struct form *, struct option_rows *);

/* What a form is called: as the programme says, else by its own title. */
const char *form_sheet_title(struct arena *, const char *name, const char *own);

/*
 * The questions of a page, its number and its buttons.  problems are shown at their
 * questions; ${listed} of them, the first, also above the form.
 */
MUST_CHECK enum status form_sheet_questions(struct request *, struct form_filling *,
    int page, const struct form_problem *, size_t nproblems, struct form_page *);

/* Whom it is about, what he wrote, earlier reports, and the numbers of the frame. */
MUST_CHECK enum status form_sheet_beside(struct request *, const struct form_filling *,
    struct form_page *, const struct nav_counts **);

/* "Draft of 09:14 kept", and the version that the next answer sends back. */
void form_sheet_kept(struct request *, const struct form_filling *, struct form_page *);

#endif
