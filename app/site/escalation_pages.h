/* escalation_pages.h - what templates/escalation_*.html show. */

#ifndef SITE_ESCALATION_PAGES_H
#define SITE_ESCALATION_PAGES_H

#include "gen/sql.h"
#include "site/days.h"
#include "site/field.h"

/* What the queue was asked for; "" and 0 ask for everything. */
struct case_filter {
	const char *view; /* open, mine, unclaimed, late, visit, closed */
	const char *severity;
	int64_t place_id;
	bool on; /* it leaves something out */
};

/* A case's clock: how much of it is used, in words and as a bar. */
struct case_clock {
	const char *colour; /* "red", "amber" or "" */
	int64_t due; /* counts down or up; 0: not any more */
	const char *words; /* "9 min left", "Tomorrow 10:00" */
	const char *until; /* "to first action" */
	int64_t used, whole; /* minutes */
};

/* As typed. */
struct case_form {
	const char *outcome, *event, *timing, *grade, *mark, *refer_to, *note, *then;
	int64_t version;
};

struct case_view {
	const struct escalation_show *e; /* NULL: none is selected */
	struct task_trail_rows trail;
	struct escalation_others_rows others; /* about the same */
	struct day_rows days; /* of his follow-up */
	struct report_list_rows reports; /* about him, the latest */
	struct case_form form;
	struct faults faults;
	const char *clash; /* who was first, or NULL */
	const char *day; /* "day 6 of 13", or "" */
	struct option_rows events, grades, timings, marks; /* to choose from */
	const char *event; /* as decided, in words; "" for none */
	const char *region; /* of the user */
	bool may_decide, mine;
	bool may_undo; /* her decision or merging, minutes ago */
};

struct case_list_view {
	struct case_filter filter;
	struct escalation_list_rows rows;
	const struct escalation_counts *counts;
	struct place_mine_rows places;
	struct case_view open; /* on the right */
	const char *self, *more; /* paths; more may be NULL */
	const char *region, *zone; /* of the user */
	int64_t user_id, now;
	bool may_decide;
	bool picked; /* one case was asked for, not the whole queue */
};

struct case_clock case_clock(
    struct arena *, const struct escalation_list *, int64_t now);
/* The queue with another view; the case's own path with the same. */
const char *case_path(struct arena *, const struct case_filter *, const char *view);
const char *case_link(struct arena *, const struct case_filter *, int64_t id);

struct raise_form {
	const char *severity, *sign, *note;
	int64_t thread_id, patient_id, task_id;
};

struct raise_view {
	const struct escalation_about *about;
	struct raise_form form;
	struct faults faults;
	struct option_rows severities;
	const char *region;
};

#endif
