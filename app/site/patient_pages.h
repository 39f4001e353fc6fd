/* patient_pages.h - what the templates of the clients' pages show. */

#ifndef SITE_PATIENT_PAGES_H
#define SITE_PATIENT_PAGES_H

#include "gen/sql.h"
#include "site/dated.h"
#include "site/days.h"
#include "site/field.h"
#include "site/phone_check.h"
#include "web/input.h"

#define DOWNLOAD_MOST 10000 /* clients in one file */

struct patient_list_view {
	const char *q, *state, *summary;
	const struct patient_counts *counts;
	struct patient_list_rows rows;
	int64_t more; /* the last id shown, if there are more */
	int64_t held; /* clients in this view, as far as they are counted */
	bool several; /* facilities */
	bool similar; /* nothing was exact */
};

/* What the list says of a patient, and its colour: "Silent", "amber". */
const char *patient_state(const struct patient_list *);
const char *patient_state_colour(const struct patient_list *);

/* One line of the timeline; words come with what begins them in bold. */
struct timeline_item {
	const char *heading; /* of a new day, or NULL */
	const char *time;
	int64_t at;
	const char *kind, *icon;
	const char *title, *words, *more;
	const char *link; /* a path, or NULL */
	const char *language; /* of words that are an SMS */
	const char *fold; /* what it and those that follow say together, or NULL */
	bool fold_ends; /* it is the last of them */
};
struct timeline_rows {
	const struct timeline_item *at;
	size_t n;
};

struct patient_view {
	const struct patient_get *patient;
	const char *name, *initials, *day, *language, *method, *sharing;
	struct day_rows days;
	struct dated_rows dated;
	struct patient_tasks_rows tasks;
	struct patient_phone_users_rows sharers;
	struct timeline_rows timeline;
	struct option_rows forms; /* that can be filled in about him */
	const char *show; /* all, sms, tasks, changes */
	const char *earlier; /* where the page before begins, or NULL */
	const struct faults *faults;
	const char *reason; /* typed for opting out */
	struct option_rows whys; /* of opting out */
	struct patient_programmes_rows programmes; /* that he is in */
	struct appointment_his_rows appointments; /* the latest */
	bool books; /* the programme has appointments, and he is in follow-up */
	struct option_rows of_which; /* of them may be stopped alone */
};

struct patient_phone_view {
	const struct patient_get *patient;
	const char *phone, *same_phone, *asked_phone;
	const char *phone_owner;
	bool phone_sure, welcome;
	struct phone_check check;
	struct option_rows owners;
	struct faults faults;
	bool clash; /* somebody else has changed the record */
};

/* As typed, and what goes with it. */
struct patient_form {
	const char *given_name, *family_name, *birth_date, *sex, *number, *language;
	const char *phone_owner, *phone_owner_name, *phone2, *phone2_owner_name;
	const char *guardian_name, *guardian_relation, *lives_in, *note;
	int64_t version;
};
/* What somebody else has stored in a field meanwhile. */
struct clash {
	const char *label, *stored;
};
struct clash_rows {
	const struct clash *at;
	size_t n;
};
struct patient_edit_view {
	const struct patient_get *patient;
	struct patient_form form;
	struct faults faults;
	struct option_rows sexes, owners, relations, languages;
	struct phone_check phone2;
	struct clash_rows clashes;
	bool clash;
};

#endif
