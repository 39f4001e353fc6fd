/* rule_pages.h - what the templates of the pages about rules show. */

#ifndef SITE_RULE_PAGES_H
#define SITE_RULE_PAGES_H

#include "core/rule_words.h"
#include "gen/sql.h"

struct why_line {
	const struct rule_line *line;
	const char *title; /* of the task, in the reader's language; or NULL */
	int64_t task_id; /* the open task of it; 0: there is none */
};
struct why_lines {
	const struct why_line *at;
	size_t n;
};

struct why_view {
	const struct patient_get *patient;
	const char *name;
	const struct rule_answer *answer; /* NULL: never asked */
	bool waits, late; /* for an answer; for longer than it should take */
	bool unreadable;
	struct why_lines tasks, stopped, none;
	struct patient_tasks_rows others; /* open ones that no rule speaks of */
	const char *csrf, *once;
	int64_t task_id; /* the task whose page led here; 0: none */
};

struct rule_group {
	const struct rule_failing *row;
	const struct rule_failing_subjects *at; /* of a supervisor's own places */
	size_t n;
};
struct rule_groups {
	const struct rule_group *at;
	size_t n;
};

struct rule_list_view {
	const struct rule_state *state;
	struct rule_groups groups;
	struct rule_zones_rows zones; /* whose clocks are wrong in the rules */
	bool names; /* whoever reads may see patients */
	const char *zone;
	const char *region; /* how phones are shown */
	const char
	    *behind; /* since when somebody waits; NULL if nobody does for long */
};

#endif
