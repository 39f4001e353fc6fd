/*
 * form_answers.h - what a page of a form sent, put into its filling.
 *
 * Each question that the page held says so with a field "asked": one of ticks that has
 * none is answered with nothing.  A date comes as NAME-day, -month and -year, a moment
 * with NAME-time beside them.
 */

#ifndef SITE_FORM_ANSWERS_H
#define SITE_FORM_ANSWERS_H

#include "form/form.h"
#include "web/request.h"

/* What was asked, and what was refused of it. */
struct form_answers {
	const char **asked; /* names, in the order of the page */
	size_t nasked;
	struct form_problem *refused;
	size_t nrefused;
};

/*
 * ERR_INVALID for a body that no page of ours makes.  What has gone meanwhile (a part
 * that another tab removed, a question that another answer closed) is passed over.
 */
MUST_CHECK enum status form_answers_put(
    struct request *, struct form_entry *, struct form_answers *);
/*
 * The buttons among the questions: a part more, a part less, an answer taken back,
 * somebody looked for.  ${pressed}: it was one of them.
 */
MUST_CHECK enum status form_answers_press(
    struct request *, struct form_entry *, bool *pressed);
bool form_answers_asked(const struct form_answers *, const char *name);

#endif
