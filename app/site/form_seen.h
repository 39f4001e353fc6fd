/*
 * form_seen.h - which questions she has been shown: what became relevant since is shown
 * to her before the form is saved, on whichever page it stands.
 */

#ifndef SITE_FORM_SEEN_H
#define SITE_FORM_SEEN_H

#include "core/form_store.h"
#include "site/form_answers.h"

/* The draft's seen, and what this page asked her. */
const char *form_seen_with(
    struct arena *, const char *seen, const struct form_answers *);

/*
 * The first question that she has not been shown, NULL if there is none: on this page one
 * that it did not ask, and if all pages are looked at, elsewhere one that none asked.
 */
const char *form_seen_first_new(struct arena *, const struct form_filling *,
    const struct form_answers *, int page, bool all);

#endif
