/* referral_pages.h - what templates/referral_*.html show, and what the form of a decision asks of a referral. */

#ifndef SITE_REFERRAL_PAGES_H
#define SITE_REFERRAL_PAGES_H

#include "site/escalation_pages.h"

/* What the list was asked for. */
struct referral_filter {
	const char *view; /* today late missed open seen */
	int64_t place_id; /* 0: all */
};

struct referral_list_view {
	struct referral_filter filter;
	struct referral_list_rows rows;
	const struct referral_counts *counts;
	struct place_mine_rows places;
	const char *self, *zone;
	bool more; /* than are shown */
};
/* "/referrals?view=late&place=101" */
const char *referral_path(
    struct arena *, const struct referral_filter *, const char *view);

/* As typed. */
struct visit_form {
	const char *told, *seen_by, *day, *hour, *event, *timing, *grade, *done, *note;
	int64_t version;
};

/* The same, of what is said later. */
struct told_form {
	const char *man_told, *place_told, *place_told_how, *from;
};

struct referral_view {
	const struct referral_show *r;
	const struct referral_letter *letter;
	struct task_trail_rows trail;
	struct day_rows days;
	struct referral_reports_rows reports;
	struct visit_form form;
	struct told_form told;
	struct faults faults;
	struct option_rows events, timings, grades, man_tolds, place_tolds;
	const char *event; /* as it was decided, in words */
	const char *day; /* "day 6 of 13" */
	const char *latest; /* day that can be typed */
	const char *clash; /* what happened in the meantime, or NULL */
	const char *region;
	int64_t user_id;
};

/* "waits until ...", "late by ...": how far it is. */
const char *referral_state(struct arena *, const struct referral_show *, int64_t now);
/* The way he was told, or the place was, in words; "" for none. */
const char *referral_told_words(const char *how);
/* "Hillview Clinic, Sr Joyce Tembo, today 10:20: IN-B, moderate" */
const char *referral_seen_line(
    struct arena *, const struct referral_show *, int64_t now);

/* The part of the decision's form ---------------------------------------------- */

/* The ways to tell him, and them. */
struct option_rows referral_man_tolds(struct arena *);
struct option_rows referral_place_tolds(struct arena *);
/* Where he can be sent, and what was chosen, for the page. */
MUST_CHECK enum status referral_form_fill(struct request *, struct case_view *);
/* As it was typed, and is right. */
struct referral_asked {
	int64_t expected_at; /* 0: not said */
	const char *place; /* its name, of a referral */
};
/* What is wrong with it. */
MUST_CHECK enum status referral_form_check(struct request *, const struct case_form *,
    struct faults *, struct referral_asked *);

#endif
