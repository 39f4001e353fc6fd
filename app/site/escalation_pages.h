/* escalation_pages.h - what templates/escalation_*.html show. */

#ifndef SITE_ESCALATION_PAGES_H
#define SITE_ESCALATION_PAGES_H

#include "gen/sql.h"
#include "site/case_filter.h"
#include "site/days.h"
#include "site/field.h"

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
	/* Of a referral: docs/escalation.md. */
	const char *day, *hour, *transport, *man_told, *place_told, *place_told_how;
	int64_t seen_place;
	int64_t version;
};

struct case_view {
	const struct escalation_show *e; /* NULL: none is selected */
	struct task_trail_rows trail;
	struct escalation_others_rows others; /* about the same */
	struct case_notices_rows notices; /* who was told that it is late */
	struct case_steps_next_rows next; /* who will be, if nobody acts */
	struct day_rows days; /* of his follow-up */
	struct report_list_rows reports; /* about him, the latest */
	struct case_form form;
	struct faults faults;
	const char *clash; /* who was first, or NULL */
	const char *day; /* "day 6 of 13", or "" */
	struct option_rows events, grades, timings, marks; /* to choose from */
	struct referral_show_rows referrals; /* of the case, the latest first */
	struct referral_places_rows places; /* where he can be sent */
	struct referral_names_rows names; /* the same, outside */
	struct option_rows transports, man_tolds, place_tolds;
	const char *event; /* as decided, in words; "" for none */
	const char *region; /* of the user */
	bool may_decide, mine;
	bool may_undo; /* her decision or merging, minutes ago */
};

struct case_list_view {
	struct case_filter filter;
	struct case_views_rows saved; /* filters with a name */
	const struct case_views *current; /* the one that is shown, or NULL */
	struct escalation_list_rows rows;
	const struct escalation_counts *counts;
	struct place_mine_rows places;
	struct case_view open; /* on the right */
	struct escalation_people_rows people; /* to whom cases can be given */
	struct duty_here_rows duty; /* at his facilities */
	bool on_roster; /* one of them keeps one */
	struct faults faults; /* of giving them */
	const int64_t *ticked;
	size_t nticked;
	int64_t give_to;
	const char *self, *more; /* paths; more may be NULL */
	const char *region, *zone; /* of the user */
	int64_t user_id, now;
	bool may_decide;
	bool picked; /* one case was asked for, not the whole queue */
	bool elsewhere; /* asked for a facility that is not hers */
};

/* The last that was shown. */
struct case_after {
	int64_t rank, id;
};
extern const struct case_after case_first; /* none */
MUST_CHECK enum status case_rows(struct request *, const struct case_filter *,
    const struct case_after *, int32_t most, struct escalation_list_rows *);

/* The queue, and a case beside it; id 0 opens the first, where there is room for it. */
MUST_CHECK enum status case_show(
    struct request *, int code, int64_t id, struct case_list_view *);
extern const struct case_form case_nothing_typed;
/* How many were given, as the query says. */
const char *case_given_line(struct request *);

struct case_clock case_clock(
    struct arena *, const struct escalation_list *, int64_t now);
bool case_may_give(const struct case_list_view *);
bool case_is_ticked(const struct case_list_view *, int64_t id);

struct case_print_view {
	struct case_filter filter;
	struct escalation_list_rows rows;
	struct task_phones_rows phones; /* of each row */
	const char *back,
	    *other; /* paths; other is the same list with phones, or without */
	const char *region;
	bool with_phones;
};

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
