/* workflow_forms.h - what is wrong with a programme's forms, and with what names them. */

#ifndef CTL_WORKFLOW_FORMS_H
#define CTL_WORKFLOW_FORMS_H

#include "core/rule.h"

/* What tasks.js says, each with its place: the forms of its actions, its tasks' names. */
struct workflow_tasks {
	const struct rule_complaint *forms, *rules;
	size_t nforms, nrules;
};

/*
 * Every file of its folder forms; what workflow.json says of them and of rules, if it
 * was loaded; and that the forms which the actions of tasks.js name are there.  False,
 * and standard error says why with file and line.
 */
bool workflow_forms_check(
    struct arena *, const char *folder, const struct workflow_tasks *);

#endif
