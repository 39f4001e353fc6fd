/* report_person.c - see report_person.h. */

#include "core/report_person.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/workflow.h"
#include "ext/phone.h"

#define OLDEST 110
#define NAME_MAX_LETTERS 80

struct reader {
	struct tx *tx;
	struct arena *arena;
	const struct json *person;
	const struct place_of_person *place;
	struct registration *to;
	struct person_known *known;
	struct person_faults *faults;
	bool born; /* his date of birth can be one */
};

static void
wrong(struct reader *r, const char *field, const char *words)
{
	for (size_t i = 0; i < r->faults->n; i++)
		if (strcmp(r->faults->at[i].field, field) == 0)
			return;
	if (r->faults->n < PERSON_FAULTS_MAX)
		r->faults->at[r->faults->n++] = (struct person_fault){ field, words };
}

/* Trimmed, never NULL; of several names the first that says something. */
static const char *
said(const struct reader *r, const char *const *names)
{
	for (; *names != NULL; names++) {
		const char *text = json_scalar(r->arena, json_get(r->person, *names));

		if (text != NULL && *(text = text_trim(r->arena, text)) != '\0')
			return text;
	}
	return "";
}
#define SAID(r, ...) said((r), (const char *const[]){ __VA_ARGS__, NULL })

static bool
listed(const char *const *list, const char *word)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

/* "Tinashe Moyo": the first word and the others, unless both stand apart. */
static void
read_name(struct reader *r)
{
	struct patient_facts *f = &r->to->facts;
	const char *name = SAID(r, "name"), *space = strchr(name, ' ');

	f->given_name = SAID(r, "given_name", "first_name");
	f->family_name = SAID(r, "family_name", "last_name", "surname");
	if (*f->given_name == '\0') {
		f->given_name = space == NULL ? name
					      : arena_strndup(r->arena, name,
						    (size_t)(space - name));
		f->family_name = space == NULL ? "" : text_trim(r->arena, space);
	}
	if (*f->given_name == '\0')
		wrong(r, "name", _("Name: please fill this in."));
	if (text_length(f->given_name) > NAME_MAX_LETTERS ||
	    text_length(f->family_name) > NAME_MAX_LETTERS)
		wrong(r, "name", _("Name: it is too long."));
}

static int
years_between(int64_t born, int64_t today)
{
	int y1, m1, d1, y2, m2, d2;

	clock_civil(born, &y1, &m1, &d1);
	clock_civil(today, &y2, &m2, &d2);
	return y2 - y1 - (m2 < m1 || (m2 == m1 && d2 < d1));
}

static void
read_guardian(struct reader *r, int years)
{
	struct patient_facts *f = &r->to->facts;

	f->guardian_name = f->guardian_relation = "";
	if (years >= workflow()->adult_age)
		return;
	f->guardian_name = SAID(r, "guardian_name");
	f->guardian_relation = SAID(r, "guardian_relation");
	r->to->enrolment.guardian_consent =
	    strcmp(SAID(r, "guardian_consent"), "yes") == 0;
	if (*f->guardian_name == '\0')
		wrong(r, "guardian_name",
		    _("Guardian’s name: please give who agrees for him."));
	if (!r->to->enrolment.guardian_consent)
		wrong(r, "guardian_consent",
		    _("Consent of the guardian: without it he cannot be "
		      "registered."));
}

static void
read_birth(struct reader *r, int64_t today)
{
	struct patient_facts *f = &r->to->facts;
	int64_t born;
	int years;

	f->birth_date = SAID(r, "date_of_birth", "dob", "birth_date");
	if (strlen(f->birth_date) > 10) /* with a time of the day */
		f->birth_date = arena_strndup(r->arena, f->birth_date, 10);
	if (clock_parse_date(f->birth_date, &born) != OK || born > today) {
		wrong(r, "date_of_birth",
		    _("Date of birth: please give a day that there is."));
		return;
	}
	years = years_between(born, today);
	r->born = years <= OLDEST;
	if (!r->born)
		wrong(r, "date_of_birth",
		    _("Date of birth: please give a day that there is."));
	else if (years < workflow()->minimum_age)
		wrong(r, "date_of_birth",
		    arena_printf(r->arena,
			_("Age: he is %d. The programme follows clients from %d "
			  "years; he cannot be registered."),
			years, workflow()->minimum_age));
	read_guardian(r, years);
}

static void
read_follow_up(struct reader *r, int64_t today)
{
	struct enrolment_new *e = &r->to->enrolment;
	int64_t anchor;

	e->anchor_date = SAID(r, "enrollment_date", "anchor_date", "procedure_date");
	if (*e->anchor_date == '\0')
		e->anchor_date = r->place->today;
	e->method = SAID(r, "method");
	if (*e->method == '\0')
		e->method = workflow()->methods[0];
	e->consent_date = r->place->today;
	if (clock_parse_date(e->anchor_date, &anchor) != OK || anchor > today)
		wrong(r, "enrollment_date",
		    _("Date of the procedure: give today or an earlier day."));
	else if (today - anchor > workflow()->follow_up_days)
		wrong(r, "enrollment_date",
		    arena_printf(r->arena,
			_("Date of the procedure: more than %d days ago, his "
			  "follow-up is over. Check the date."),
			workflow()->follow_up_days));
	if (!listed(workflow()->methods, e->method))
		wrong(r, "method", _("Method: choose one from the list."));
	if (strcmp(SAID(r, "consent"), "no") == 0)
		wrong(r, "consent", _("Consent: without it he cannot be registered."));
}

/* E.164 of what was typed, "" where nothing was or it is wrong. */
static const char *
read_phone(struct reader *r, const char *field, const char *label, const char *typed,
    const char **doubt)
{
	struct phone phone;
	enum phone_fault fault;
	const char *words;

	if (*typed == '\0')
		return "";
	fault = phone_read(r->arena, typed, r->place->region, &phone);
	words = registration_phone_words(r->arena, label, fault, phone.kind);
	if (words != NULL && fault != PHONE_NOT_VALID) {
		wrong(r, field, words);
		return "";
	}
	*doubt = words;
	return phone.e164;
}

static enum status
read_phones(struct reader *r)
{
	static const char *const owners[] = { "own", "shared", "guardian", "other",
		NULL };
	const struct phone_used_elsewhere *elsewhere;
	struct patient_facts *f = &r->to->facts;
	const char *doubt = NULL;

	f->phone_typed = SAID(r, "phone", "phone_number");
	f->phone2_typed = SAID(r, "alternate_phone", "phone_alternate", "alt_phone");
	f->phone2_owner_name = "";
	f->phone =
	    read_phone(r, "phone", _("Mobile phone"), f->phone_typed, &r->known->doubt);
	f->phone2 = read_phone(
	    r, "alternate_phone", _("Second phone"), f->phone2_typed, &doubt);
	if (*f->phone_typed == '\0')
		wrong(r, "phone", _("Mobile phone: please fill this in."));
	if (*f->phone2 != '\0' && strcmp(f->phone, f->phone2) == 0)
		f->phone2 = f->phone2_typed = "";
	f->phone_owner = SAID(r, "phone_owner");
	f->phone_owner_name = SAID(r, "phone_owner_name");
	if (!listed(owners, f->phone_owner))
		f->phone_owner = "own";
	if (*f->phone == '\0')
		return OK;
	TRY(sql_patient_phone_users(r->tx, f->phone, 0, &r->known->users));
	TRY(sql_phone_used_elsewhere(r->tx, f->phone, &elsewhere));
	r->known->e164 = f->phone;
	r->known->elsewhere = elsewhere->patients;
	r->to->shared = r->known->users.n > 0 || elsewhere->patients > 0;
	if (r->to->shared && strcmp(f->phone_owner, "own") == 0)
		f->phone_owner = "shared";
	return OK;
}

static enum status
read_namesakes(struct reader *r)
{
	const struct patient_facts *f = &r->to->facts;

	if (*f->given_name == '\0' || !r->born)
		return OK;
	r->known->name_key = text_fold(
	    r->arena, arena_printf(r->arena, "%s%s%s", f->given_name,
			  *f->family_name != '\0' ? " " : "", f->family_name));
	return sql_patient_namesakes(
	    r->tx, r->known->name_key, f->birth_date, false, &r->known->namesakes);
}

static void
read_rest(struct reader *r)
{
	static const char *const sexes[] = { "male", "female", "other", "unknown",
		NULL };
	struct patient_facts *f = &r->to->facts;

	f->number = SAID(r, "patient_id", "vmmc_no");
	f->sex = SAID(r, "sex");
	if (!listed(sexes, f->sex))
		f->sex = *f->sex == '\0' ? "male" : "unknown";
	f->language = SAID(r, "language_preference", "language");
	if (!listed(workflow()->languages, f->language))
		f->language = r->place->language;
	f->lives_in = SAID(r, "lives_in", "address");
	f->note = SAID(r, "note", "notes");
	if (text_length(f->number) > 40)
		wrong(r, "patient_id", _("Number on the card: it is too long."));
	if (text_length(f->note) > 2000 || text_length(f->lives_in) > 200)
		wrong(r, "note", _("Note: it is too long."));
}

enum status
report_person_read(struct tx *tx, const struct json *person, int64_t place_id,
    int64_t user_id, struct registration *to, struct person_known *known,
    struct person_faults *faults)
{
	struct reader r = { .tx = tx,
		.arena = tx_arena(tx),
		.person = person,
		.to = to,
		.known = known,
		.faults = faults };
	int64_t today;

	faults->n = 0;
	*known = (struct person_known){ .e164 = "", .name_key = "" };
	*to = (struct registration){ .place_id = place_id,
		.user_id = user_id,
		.enrolment = { .consent_by = user_id },
		.welcome = OUTBOX_AUTOMATIC };
	TRY(sql_place_of_person(tx, place_id, tx_now(tx), &r.place));
	TRY(clock_parse_date(r.place->today, &today));
	read_name(&r);
	read_birth(&r, today);
	read_follow_up(&r, today);
	TRY(read_phones(&r));
	read_rest(&r);
	TRY(read_namesakes(&r));
	return faults->n == 0 ? OK : ERR_INVALID;
}
