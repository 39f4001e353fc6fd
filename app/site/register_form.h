/* register_form.h - the one page that registers a client: read, checked, asked. */

#ifndef SITE_REGISTER_FORM_H
#define SITE_REGISTER_FORM_H

#include "core/registration.h"
#include "site/field.h"
#include "site/phone_check.h"
#include "web/input.h"
#include "web/request.h"

/* As typed. */
struct register_form {
	const char *given_name, *family_name, *birth_date, *age, *sex, *number;
	const char *lives_in, *guardian_name, *guardian_relation, *note;
	const char *phone, *phone_owner, *phone_owner_name;
	const char *phone2, *phone2_owner_name;
	const char *language, *anchor_date, *method, *consent_date;
	bool guardian_consent, owner_consent, consent, phone_sure;
	int64_t place_id, thread_id;
	/* Answers, and what they were given for: another number is another question. */
	const char *same_phone, *asked_phone, *same_name, *asked_name;
	const char *then; /* "another" */
};

/* Everything the page shows. */
struct register_view {
	struct register_form form;
	struct faults faults;
	struct place_mine_rows places;
	const struct place_mine *place; /* the one chosen */
	struct option_rows place_options, sexes, languages, methods, relations, owners;
	struct option_rows forms; /* that register somebody: where, and its title */
	int years; /* -1: not known yet */
	bool minor;
	struct phone_check phone, phone2;
	struct patient_namesakes_rows namesakes;
	const char *name_key; /* of the question about namesakes */
	const char *birth_date; /* that will be stored, "" if there is none */
	bool estimated;
};

/* What a new page begins with. */
MUST_CHECK enum status register_form_begin(struct request *, struct register_view *);
/* What was typed, with every fault; ERR_FORBIDDEN for a user without a facility. */
MUST_CHECK enum status register_form_read(struct request *, struct register_view *);

/* The same of a child, whose caregiver has the phone. */
MUST_CHECK enum status register_form_read_child(
    struct request *, struct register_view *);

/* The patient a nurse named as the same person; 0 if she named none. */
int64_t register_form_same(const struct register_view *);
/* What is to be stored, once there is no fault. */
struct registration register_form_registration(
    const struct register_view *, int64_t user_id);

/*
 * For clients who stand in a file: a view with the user's facilities and the
 * choices, to be copied for each of them; then what is typed there, with every
 * fault that the page would find.
 */
MUST_CHECK enum status register_form_open(struct request *, struct register_view *);
bool register_form_place(struct register_view *, int64_t place_id);
MUST_CHECK enum status register_form_check(
    struct request *, struct register_view *, input_source *, void *from);

/* Whole years from a birth date or an age as typed; -1 if neither can be read. */
int register_form_years(const char *birth_date, const char *age, const char *today);

/* Words of the choices, also for the page that corrects them. */
struct option_rows register_form_sexes(struct arena *);
struct option_rows register_form_owners(struct arena *);
struct option_rows register_form_relations(struct arena *);
struct option_rows register_form_languages(struct arena *);
/* "Surgical" of "surgical"; a code nobody knows as it is. */
const char *register_form_method(const char *code);

extern const char *const register_form_sex_codes[];
extern const char *const register_form_owner_codes[];
extern const char *const register_form_relation_codes[];

#endif
