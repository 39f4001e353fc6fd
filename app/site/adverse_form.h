/* adverse_form.h - the adverse event of a decision: what is asked of it, and how it is told. */

#ifndef SITE_ADVERSE_FORM_H
#define SITE_ADVERSE_FORM_H

#include "core/adverse.h"
#include "site/escalation_pages.h"

/* What there is to choose from, and what was decided, in the reader's language. */
void adverse_form_fill(struct arena *, const char *language, struct case_view *);

/* The first of them alone. */
void adverse_form_options(struct arena *, const char *language, struct case_view *);
/* "IN-B: infection, up to 7 days after, Severe". */
const char *adverse_form_told(struct arena *, const char *language, const char *event,
    const char *grade, const char *mark);

/* Whether there was one. */
bool adverse_form_any(const struct case_form *);
void adverse_form_check(const struct case_form *, struct faults *);
/* As it is kept: "IN-B", "none", or "" if it was not asked. */
const char *adverse_form_code(struct arena *, const struct case_form *);
/* What of it is reported at once; NULL: nothing. */
const struct adverse_code *adverse_form_mark(const struct case_form *);

#endif
