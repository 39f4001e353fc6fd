/* task_pages.h - what templates/task_*.html show. */

#ifndef SITE_TASK_PAGES_H
#define SITE_TASK_PAGES_H

#include "base/clock.h"
#include "gen/sql.h"
#include "site/days.h"
#include "site/task_filter.h"
#include "site/task_later.h"
#include "web/input.h"

struct page;

/* Whose tasks a supervisor may look at, and where; others do not choose. */
struct task_people {
	struct place_people_rows people;
	struct place_mine_rows places;
};
MUST_CHECK enum status task_people(struct request *, struct task_people *);

struct task_list_view {
	struct task_filter filter;
	struct task_views_rows saved; /* filters with a name */
	/* Of all work, of what is filtered for, and of each saved view. */
	struct task_counts_rows tallies;
	const struct task_views *current; /* the one that is shown, or NULL */
	struct task_list_rows rows;
	const struct task_counts *counts; /* of the tabs: with the filter */
	const struct task_counts *all; /* of the figures: without */
	const struct today_figures *figures;
	struct thread_waiting_rows waiting;
	struct task_openers_rows openers; /* who has begun what */
	/* What she had in hand, and is not wanted any more. */
	struct service_request_unwanted_rows unwanted;
	struct task_people people;
	const char *place; /* of this page of it: see task_place() */
	const char *self; /* its path */
	const char *more; /* the path of the rows that follow, or NULL */
	const char *region; /* of the user: how phones are shown */
	const char *title; /* "Today", for a supervisor "Tasks" */
	const char *today; /* "Monday 23 November 2026" */
	int64_t user_id;
	bool several; /* facilities */
};

/* The same work by who has it, of the facility that is looked at. */
const char *task_team_path(struct arena *, const struct task_filter *);

/* As long as the list of a saved view is. */
int64_t task_view_count(const struct task_counts_rows *, const struct task_views *);

/* So many of them at most; only one of them where only is its id. */
MUST_CHECK enum status task_rows(struct request *, const struct task_filter *,
    int64_t only, int32_t most, struct task_list_rows *);

/* What stands above the tasks of its group: "Late", or the day. */
const char *task_group_words(
    struct arena *, const struct task_filter *, const struct task_list *, int64_t now);

/* What was done can be undone from the list; if to several at once, it says to how many. */
MUST_CHECK enum status task_say_done(struct request *, struct page *);

/* So long whoever opened a task is taken to be at it. */
#define TASK_BEGUN (10 * MINUTE)
/* The colleague who opened it last, and not long ago; NULL without one. */
const struct task_openers *task_opener(
    const struct task_openers_rows *, int64_t task_id);

/* As typed. */
struct task_form {
	const char *outcome, *note, *again, *then;
	const char *until, *day, *hour, *reason; /* when to show it again */
	const char *add; /* a remark, or why it is opened again */
	const char *refusal; /* why it cannot be done here */
	int64_t to; /* whom it is given to */
	int64_t client; /* whom it is about */
	int64_t version;
};
#define TASK_FORM                                                                    \
	{                                                                            \
		.outcome = "", .note = "", .again = "2h", .then = "", .until = "2h", \
		.day = "", .hour = "", .reason = "", .add = "", .refusal = ""        \
	}

struct task_view {
	int64_t referral_id; /* it is done on that page; 0: of none */
	int64_t appointment_id; /* the same; whether he came is said here */
	bool did_he_come;
	const struct screening_of_task *screening; /* whose answers made it, or NULL */
	struct screening_told_rows told; /* they */
	const char *place; /* of the list, where she came from: see task_place() */
	const struct task_show *task;
	struct task_form form;
	struct faults faults;
	struct task_trail_rows trail;
	struct message_last_rows messages;
	struct task_actions_rows actions; /* what its rule asks for */
	/* Which program brought it, and what it asked for; none where one of us wrote it. */
	struct service_request_of_rows brought;
	bool may_link; /* it is about somebody who came as no client of ours */
	const char *sought; /* among the clients, as typed */
	struct patient_pick_rows found;
	const char *form_title; /* what its form is called, NULL without one */
	struct place_people_rows people; /* whom it can be given to */
	struct task_next_of_rows next; /* for his household, when this is done */
	struct day_rows days;
	const char *day; /* "day 3 of 13" */
	const char *due; /* "Due now, since 07:10" */
	const char *opened; /* "Tendai M. opened this 3 min ago", or NULL */
	const char *clash; /* what happened in the meantime, or NULL */
	struct task_later again;
	const char *region;
	int64_t user_id;
	bool mine, outcomes, may_release, may_reopen, may_refuse;
};

/*
 * A task's page with what was typed; 409 says what a colleague did meanwhile, 422
 * what is wrong.
 */
MUST_CHECK enum status task_page(struct request *, int code, struct task_view *);
/* Holds a nurse's task; a case is not found here. */
MUST_CHECK enum status task_find(struct request *, const struct task_lock **);

/* "Due now, since 07:10"; "" for one that is closed. */
const char *task_due_line(struct request *, const struct task_show *);
/* After the task of the request is done: then is "next" or "list". */
MUST_CHECK enum status task_go_on(
    struct request *, const char *then, const char *notice);

/* What templates/task_team.html shows. */
struct task_team_view {
	struct task_list_view list; /* the tabs and the facility */
	struct task_team_rows rows; /* nobody's first */
	struct task_team all; /* their sum */
	const char *place;
	size_t stuck; /* so many have work and do not come */
};
/* "here now", "last here Friday, 16:10", "has never signed in", or "". */
const char *task_team_seen(
    struct arena *, const struct task_team *, int64_t now, const char *zone);
/* The open cases that somebody has. */
const char *task_team_cases(
    struct arena *, const struct task_team_view *, const char *who);
/* The same work by who has it, for supervisors. */
MUST_CHECK enum status task_team(struct request *, const struct task_filter *);

/* What a printed list adds to each task. */
struct task_print_view {
	struct task_list_view list;
	struct task_phones_rows phones; /* one for each task, in its order */
	const char *other; /* the path of the same list with or without them */
	bool with_phones; /* and full names, for whoever asks for them */
};

#endif
