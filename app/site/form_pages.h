/*
 * form_pages.h - a programme's form: what templates/form_page.html shows beside what
 * templates/form.xsl makes of the form itself.
 */

#ifndef SITE_FORM_PAGES_H
#define SITE_FORM_PAGES_H

#include "core/report_person.h"
#include "form/form.h"
#include "gen/sql.h"
#include "site/days.h"
#include "site/field.h"
#include "site/phone_check.h"

/* Whom the form is about: beside the questions, and in the title. */
struct form_about {
	int64_t patient_id; /* 0: nobody registered */
	const char *who, *number; /* "Tinashe Moyo", "R-2318" */
	const char *day; /* "day 3 of 13" */
	const char *place, *zone, *region;
	const char *e164, *phone_owner, *phone2, *phone2_owner;
	const char *guardian, *lives_in, *note;
	bool opted_out;
	int64_t thread_id;
	const char *said; /* what he wrote; "" without */
	int64_t said_at;
	int said_urgency;
	const char *words; /* why the task is there; "" without */
	struct day_rows days;
	struct message_last_rows messages; /* the last five */
};

/* An earlier report: what it is called, and a few of its answers. */
struct form_earlier {
	int64_t id;
	const char *title, *by, *words;
	int64_t at;
};
struct form_earlier_rows {
	const struct form_earlier *at;
	size_t n;
};

/* Of the summary of what is wrong. */
struct form_problem_rows {
	const struct form_problem *at;
	size_t n;
};

struct form_page {
	const char *path; /* "/tasks/7/form": where it is sent */
	const char *back; /* where one goes who gives up */
	const char *heading; /* the task's title, or the form's */
	bool urgent;
	const char *due; /* of the task; "" without one */
	const char *title; /* of the form */
	const char *language; /* its words are in */
	struct option_rows languages; /* that it has; empty if only one */
	struct form_about about;
	struct form_earlier_rows earlier;
	const char *questions; /* HTML of templates/form.xsl */
	size_t questions_len;
	const struct form_problem *problems;
	size_t nproblems;
	const char *in; /* "&language=sn", "" for the reader's own */
	int page; /* of the form, from 0 */
	int number, of; /* of those with something to show; of is 0 for a single one */
	bool first, last;
	bool task; /* there may be a next one */
	bool report; /* one that is changed: it is asked why */
	int32_t task_version, report_version;
	const char *kept; /* "Draft of 09:14 kept", or NULL */
	int64_t version; /* of the draft; 0 without one */
	const char
	    *filling; /* "Tendai M. has been filling this in for 3 min", or NULL */
	const char *clash; /* what happened in the meantime, or NULL */
	int64_t place_id; /* who is registered here; 0: the form is about somebody */
	/* Somebody like him is registered already, and what was said of that. */
	struct phone_check phone;
	struct person_known known;
	struct person_said said;
};

struct buf;
/* The questions as they are: form.xsl has made them safe. */
void render_form_questions(struct buf *out, const struct form_page *);
/* "Nothing is saved yet: 2 things to correct." */
const char *form_problems_line(struct arena *, const struct form_page *);
/* Where it is put right: here, or on another page of the form. */
const char *form_problem_link(
    struct arena *, const struct form_page *, const struct form_problem *);

#endif
