/* register_form.c - see register_form.h. */

#include "site/register_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/place.h"
#include "core/workflow.h"
#include "ext/phone.h"
#include "site/page.h"

#define OLDEST 120 /* years */

/* clang-format off */
const char *const register_form_sex_codes[] = { "male", "female", "other", "unknown", NULL };
static const char *const sex_words[] = { N_("Male"), N_("Female"), N_("Other"), N_("Not known"), NULL };
const char *const register_form_owner_codes[] = { "own", "shared", "guardian", "other", NULL };
static const char *const owner_words[] = { N_("His own"), N_("Shared with another client"),
	N_("His guardian’s"), N_("Somebody else’s"), NULL };
const char *const register_form_relation_codes[] = { "", "mother", "father", "other", NULL };
static const char *const relation_words[] = { N_("Choose"), N_("Mother"), N_("Father"),
	N_("Other guardian"), NULL };
static const char *const same_phone_codes[] = { "shared", "same", "moved",
	"wrong", NULL };
static const char *const same_name_codes[] = { "other", "same", NULL };
static const char *const method_words[][2] = {
	{ "surgical", N_("Surgical") },
	{ "device", N_("Device") },
};

static const struct input inputs[] = {
	INPUT_TEXT(struct register_form, given_name, .label = N_("First name"), .required = true, .max = 80),
	INPUT_TEXT(struct register_form, family_name, .label = N_("Surname"), .max = 80),
	INPUT_DATE(struct register_form, birth_date, .label = N_("Date of birth")),
	INPUT_TEXT(struct register_form, age, .label = N_("Age"), .max = 3),
	INPUT_CHOICE(struct register_form, sex, register_form_sex_codes, .label = N_("Sex"), .required = true),
	INPUT_TEXT(struct register_form, number, .label = N_("Number on the clinic card"), .max = 40),
	INPUT_TEXT(struct register_form, lives_in, .label = N_("Lives in"), .max = 120),
	INPUT_TEXT(struct register_form, guardian_name, .label = N_("Guardian’s name"), .max = 80),
	INPUT_CHOICE(struct register_form, guardian_relation, register_form_relation_codes,
	    .label = N_("Relation of the guardian")),
	INPUT_TICK(struct register_form, guardian_consent, .label = N_("Consent of the guardian")),
	INPUT_TEXT(struct register_form, phone, .label = N_("Mobile phone"), .max = 60),
	INPUT_TICK(struct register_form, phone_sure, .label = N_("Mobile phone")),
	INPUT_CHOICE(struct register_form, phone_owner, register_form_owner_codes,
	    .label = N_("Whose phone it is"), .required = true),
	INPUT_TEXT(struct register_form, phone_owner_name, .label = N_("Name and relation of the owner"), .max = 80),
	INPUT_TEXT(struct register_form, phone2, .label = N_("Second phone"), .max = 60),
	INPUT_TICK(struct register_form, owner_consent, .label = N_("Consent of whose phone it is")),
	INPUT_TEXT(struct register_form, phone2_owner_name, .label = N_("Whose second phone it is"), .max = 80),
	INPUT_TEXT(struct register_form, language, .label = N_("Language of his SMS"), .required = true),
	INPUT_NUMBER(struct register_form, place_id, .label = N_("Facility"), .min = 1, .max = INT64_MAX),
	INPUT_DATE(struct register_form, anchor_date, .label = N_("Date of the procedure"), .required = true),
	INPUT_TEXT(struct register_form, method, .label = N_("Method"), .required = true),
	INPUT_TICK(struct register_form, consent, .label = N_("Consent")),
	INPUT_DATE(struct register_form, consent_date, .label = N_("Date on the consent form")),
	INPUT_LINES(struct register_form, note, .label = N_("Note"), .max = 1000),
	INPUT_CHOICE(struct register_form, same_phone, same_phone_codes, .label = N_("Who uses this phone")),
	INPUT_TEXT(struct register_form, asked_phone, .max = 20),
	INPUT_CHOICE(struct register_form, same_name, same_name_codes, .label = N_("Whether he is the same person")),
	INPUT_TEXT(struct register_form, asked_name, .max = 400),
	INPUT_NUMBER(struct register_form, thread_id, .label = N_("Thread"), .min = 1, .max = INT64_MAX),
	INPUT_TEXT(struct register_form, then, .max = 20),
	INPUT_END
};
/* Of a child: what is asked for in other words, or has to be there. */
static const struct input child_inputs[] = {
	INPUT_TEXT(struct register_form, given_name, .label = N_("First name"), .required = true, .max = 80),
	INPUT_TEXT(struct register_form, family_name, .label = N_("Surname"), .max = 80),
	INPUT_DATE(struct register_form, birth_date, .label = N_("Date of birth"), .required = true),
	INPUT_CHOICE(struct register_form, sex, register_form_sex_codes, .label = N_("Sex"), .required = true),
	INPUT_TEXT(struct register_form, number, .label = N_("Number on the clinic card"), .max = 40),
	INPUT_TEXT(struct register_form, lives_in, .label = N_("Lives in"), .max = 120),
	INPUT_TEXT(struct register_form, guardian_name, .label = N_("Caregiver’s name"), .required = true, .max = 80),
	INPUT_TEXT(struct register_form, phone, .label = N_("Mobile phone"), .max = 60),
	INPUT_TEXT(struct register_form, language, .label = N_("Language of the SMS"), .required = true),
	INPUT_DATE(struct register_form, consent_date, .label = N_("Date on the consent form")),
	INPUT_END
};
/* clang-format on */

struct option_rows
register_form_sexes(struct arena *arena)
{
	return field_options(arena, register_form_sex_codes, sex_words);
}

struct option_rows
register_form_owners(struct arena *arena)
{
	return field_options(arena, register_form_owner_codes, owner_words);
}

struct option_rows
register_form_relations(struct arena *arena)
{
	return field_options(arena, register_form_relation_codes, relation_words);
}

struct option_rows
register_form_languages(struct arena *arena)
{
	return field_options(arena, workflow()->languages, workflow()->language_names);
}

const char *
register_form_method(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(method_words); i++)
		if (strcmp(method_words[i][0], code) == 0)
			return _(method_words[i][1]);
	return code;
}

static struct option_rows
register_form_methods(struct arena *arena)
{
	const char *const *codes = workflow()->methods;
	struct option *at;
	size_t n = 0;

	while (codes[n] != NULL)
		n++;
	ARENA_ARRAY(arena, at, n);
	for (size_t i = 0; i < n; i++)
		at[i] = (struct option){ codes[i], register_form_method(codes[i]) };
	return (struct option_rows){ at, n };
}

/* Ages. */

static bool
read_age(const char *typed, int64_t *age)
{
	char *end;
	long n = strtol(typed, &end, 10);

	*age = n;
	return *typed != '\0' && *end == '\0' && n >= 0 && n <= OLDEST;
}

int
register_form_years(const char *birth_date, const char *age, const char *today)
{
	int year, month, day, now_year, now_month, now_day;
	int64_t born, now, years;

	if (*birth_date == '\0')
		return read_age(age, &years) ? (int)years : -1;
	if (clock_parse_date(birth_date, &born) != OK ||
	    clock_parse_date(today, &now) != OK || born > now)
		return -1;
	clock_civil(born, &year, &month, &day);
	clock_civil(now, &now_year, &now_month, &now_day);
	return now_year - year -
	       (now_month < month || (now_month == month && now_day < day));
}

/* The birth date of somebody of this age: in the middle of the year it may be. */
static const char *
register_form_birth(struct arena *arena, int64_t age, const char *today)
{
	int year, month, day;
	int64_t now;

	if (clock_parse_date(today, &now) != OK)
		return "";
	clock_civil(now, &year, &month, &day);
	now = clock_day_number(year - (int)age, month, day > 28 ? 28 : day) - 182;
	return clock_date(arena, now);
}

/* Checks that need more than one field. */

static bool
listed(const char *const *codes, const char *code)
{
	for (; *codes != NULL; codes++)
		if (strcmp(*codes, code) == 0)
			return true;
	return false;
}

static void
check_birth(struct request *rq, struct register_view *v)
{
	const struct register_form *f = &v->form;
	int64_t age;

	v->birth_date = "";
	v->years = register_form_years(f->birth_date, f->age, v->place->today);
	if (*f->birth_date != '\0') {
		v->birth_date = f->birth_date;
		if (v->years < 0 || v->years > OLDEST)
			fault_add(&v->faults, "birth_date",
			    _("Date of birth: this cannot be. Correct it, or clear "
			      "it and give his age."));
	} else if (*f->age == '\0') {
		fault_add(&v->faults, "birth_date",
		    _("Date of birth: please give it, or his age in years."));
	} else if (!read_age(f->age, &age)) {
		fault_add(&v->faults, "age", _("Age: write whole years, such as 24."));
	} else {
		v->birth_date = register_form_birth(rq->arena, age, v->place->today);
		v->estimated = true;
	}
}

static void
check_age(struct request *rq, struct register_view *v)
{
	const struct register_form *f = &v->form;
	const char *field = *f->birth_date != '\0' ? "birth_date" : "age";

	v->minor =
	    v->years >= workflow()->minimum_age && v->years < workflow()->adult_age;
	if (v->years >= 0 && v->years < workflow()->minimum_age)
		fault_add(&v->faults, field,
		    arena_printf(rq->arena,
			_("Age: he is %d. The programme follows clients from %d "
			  "years; he cannot be registered."),
			v->years, workflow()->minimum_age));
	if (!v->minor)
		return;
	if (*f->guardian_name == '\0')
		fault_add(&v->faults, "guardian_name",
		    arena_printf(rq->arena,
			_("Guardian’s name: he is %d, please give who agrees for "
			  "him."),
			v->years));
	if (*f->guardian_relation == '\0')
		fault_add(&v->faults, "guardian_relation",
		    _("Relation of the guardian: please choose one."));
	if (!f->guardian_consent)
		fault_add(&v->faults, "guardian_consent",
		    _("Consent of the guardian: tick this when the guardian has "
		      "signed. Without it he cannot be registered."));
}

static void
check_dates(struct request *rq, struct register_view *v)
{
	const struct register_form *f = &v->form;
	int64_t today, anchor, consent;

	if (clock_parse_date(v->place->today, &today) != OK)
		return;
	if (clock_parse_date(f->anchor_date, &anchor) == OK) {
		if (anchor > today)
			fault_add(&v->faults, "anchor_date",
			    _("Date of the procedure: this day is still to come. "
			      "Give today or an earlier day."));
		else if (today - anchor > workflow()->follow_up_days)
			fault_add(&v->faults, "anchor_date",
			    arena_printf(rq->arena,
				_("Date of the procedure: more than %d days ago, "
				  "his follow-up is over. Check the date."),
				workflow()->follow_up_days));
	}
	if (!f->consent)
		fault_add(&v->faults, "consent",
		    _("Consent: tick this when he has signed the form."));
	if (clock_parse_date(f->consent_date, &consent) == OK && consent > today)
		fault_add(&v->faults, "consent_date",
		    _("Date on the consent form: this day is still to come."));
}

static enum status
check_phones(struct request *rq, struct register_view *v)
{
	const struct register_form *f = &v->form;

	TRY(phone_check(
	    rq, _("Mobile phone"), f->phone, v->place->region, 0, &v->phone));
	v->phone.sure = f->phone_sure;
	if (v->phone.fault != NULL && !(v->phone.doubtful && v->phone.sure))
		fault_add(&v->faults, "phone", v->phone.fault);
	if (*f->phone2 != '\0') {
		TRY(phone_check(
		    rq, _("Second phone"), f->phone2, v->place->region, 0, &v->phone2));
		if (v->phone2.fault != NULL && !v->phone2.doubtful)
			fault_add(&v->faults, "phone2", v->phone2.fault);
		if (*v->phone2.e164 != '\0' &&
		    strcmp(v->phone2.e164, v->phone.e164) == 0)
			fault_add(&v->faults, "phone2",
			    _("Second phone: this is the first one again. Give "
			      "another, or none."));
	}
	if (strcmp(f->phone_owner, "other") == 0 && *f->phone_owner_name == '\0')
		fault_add(&v->faults, "phone_owner_name",
		    _("Name and relation of the owner: please say whose phone it "
		      "is."));
	return OK;
}

static bool
answered(const char *answer, const char *asked, const char *about)
{
	return *answer != '\0' && strcmp(asked, about) == 0;
}

/* A number or a name that is known already is asked about, once. */
static enum status
check_known(struct request *rq, struct register_view *v)
{
	struct register_form *f = &v->form;

	if (*v->phone.e164 != '\0' && phone_check_known(&v->phone)) {
		if (!answered(f->same_phone, f->asked_phone, v->phone.e164)) {
			f->same_phone = "";
			fault_add(&v->faults, "same_phone",
			    _("Mobile phone: this number is already in use. Say who "
			      "this is."));
		} else if (strcmp(f->same_phone, "wrong") == 0) {
			fault_add(&v->faults, "phone",
			    _("Mobile phone: please correct the number."));
		} else if (strcmp(f->same_phone, "moved") == 0 &&
			   v->phone.elsewhere > 0) {
			fault_add(&v->faults, "same_phone",
			    _("Mobile phone: a client of another facility has it. That "
			      "it is not his any more is said there."));
		} else if (strcmp(f->same_phone, "same") == 0 &&
			   v->phone.users.n != 1) {
			fault_add(&v->faults, "same_phone",
			    _("Mobile phone: several clients use it. Open the right "
			      "one by its link."));
		}
	}
	v->name_key = text_fold(
	    rq->arena, arena_printf(rq->arena, "%s%s%s", f->given_name,
			   *f->family_name != '\0' ? " " : "", f->family_name));
	if (*f->given_name == '\0' || *v->birth_date == '\0' || v->years < 0)
		return OK;
	TRY(sql_patient_namesakes(
	    rq->tx, v->name_key, v->birth_date, v->estimated, &v->namesakes));
	if (v->namesakes.n > 0 && !answered(f->same_name, f->asked_name, v->name_key)) {
		f->same_name = "";
		fault_add(&v->faults, "same_name",
		    _("Name: a client of this name and age is registered already. "
		      "Say whether he is the same."));
	}
	return OK;
}

enum status
register_form_open(struct request *rq, struct register_view *v)
{
	struct option *places;

	*v = (struct register_view){ .years = -1 };
	v->name_key = v->birth_date = "";
	v->phone = v->phone2 = (struct phone_check){ .e164 = "", .shown = "" };
	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &v->places));
	if (v->places.n == 0)
		return ERR_FORBIDDEN;
	ARENA_ARRAY(rq->arena, places, v->places.n);
	for (size_t i = 0; i < v->places.n; i++)
		places[i] = (struct option){ arena_printf(rq->arena, "%lld",
						 (long long)v->places.at[i].id),
			v->places.at[i].name };
	v->place_options = (struct option_rows){ places, v->places.n };
	v->place = &v->places.at[0];
	v->sexes = register_form_sexes(rq->arena);
	v->owners = register_form_owners(rq->arena);
	v->relations = register_form_relations(rq->arena);
	v->languages = register_form_languages(rq->arena);
	v->methods = register_form_methods(rq->arena);
	return OK;
}

bool
register_form_place(struct register_view *v, int64_t id)
{
	const struct place_mine *place = place_among(&v->places, id);

	if (place != NULL)
		v->place = place;
	return place != NULL;
}

static enum status
keep_of_last(struct request *rq, struct register_view *v, int64_t patient_id)
{
	const struct patient_again *last;
	enum status status = sql_patient_again(rq->tx, patient_id, &last);

	if (status != OK)
		return status == ERR_NOT_FOUND ? OK : status;
	(void)register_form_place(v, last->place_id);
	v->form.anchor_date = last->anchor_date;
	v->form.method = last->method;
	v->form.language = last->language;
	return OK;
}

enum status
register_form_begin(struct request *rq, struct register_view *v)
{
	struct register_form *f = &v->form;
	int64_t after = page_number(rq, "after");
	enum status status;

	TRY(register_form_open(rq, v));
	input_read(rq, inputs, f, &v->faults);
	v->faults.n = 0; /* nothing has been typed yet */
	if (after != 0)
		TRY(keep_of_last(rq, v, after));
	f->place_id = v->place->id;
	if (*f->anchor_date == '\0')
		f->anchor_date = v->place->today;
	if (*f->language == '\0')
		f->language = v->place->language;
	f->consent_date = v->place->today;
	f->sex = "male";
	f->phone_owner = "own";
	f->thread_id = page_number(rq, "thread");
	if (f->thread_id != 0) {
		const struct thread_number *number;

		status = sql_thread_number(rq->tx, f->thread_id, &number);
		if (status != OK && status != ERR_NOT_FOUND)
			return status;
		if (status == OK)
			f->phone =
			    phone_shown(rq->arena, number->e164, v->place->region);
		else
			f->thread_id = 0;
	}
	return OK;
}

static void
check_place(struct register_view *v)
{
	struct register_form *f = &v->form;

	if (v->places.n == 1 && f->place_id == 0)
		f->place_id = v->place->id;
	if (!register_form_place(v, f->place_id))
		fault_add(
		    &v->faults, "place_id", _("Facility: please choose one of yours."));
	if (*f->consent_date == '\0')
		f->consent_date = v->place->today;
	if (!listed(workflow()->languages, f->language))
		fault_add(&v->faults, "language",
		    _("Language of his SMS: choose one from the list."));
}

/* What has been read, but for what a single field shows. */
static enum status
check(struct request *rq, struct register_view *v)
{
	const struct register_form *f = &v->form;

	check_place(v);
	check_birth(rq, v);
	check_age(rq, v);
	check_dates(rq, v);
	if (!listed(workflow()->methods, f->method))
		fault_add(&v->faults, "method", _("Method: choose one from the list."));
	TRY(check_phones(rq, v));
	return check_known(rq, v);
}

enum status
register_form_read(struct request *rq, struct register_view *v)
{
	TRY(register_form_open(rq, v));
	input_read(rq, inputs, &v->form, &v->faults);
	return check(rq, v);
}

enum status
register_form_check(
    struct request *rq, struct register_view *v, input_source *source, void *from)
{
	input_read_from(rq, source, from, inputs, &v->form, &v->faults);
	return check(rq, v);
}

enum status
register_form_read_child(struct request *rq, struct register_view *v)
{
	TRY(register_form_open(rq, v));
	input_read(rq, inputs, &v->form, &v->faults);
	v->faults.n = 0;
	input_read(rq, child_inputs, &v->form, &v->faults);
	check_place(v);
	if (*v->form.birth_date != '\0')
		check_birth(rq, v);
	v->minor = true;
	TRY(check_phones(rq, v));
	return check_known(rq, v);
}

int64_t
register_form_same(const struct register_view *v)
{
	const struct register_form *f = &v->form;

	if (strcmp(f->same_phone, "same") == 0 && v->phone.users.n == 1)
		return v->phone.users.at[0].id;
	if (strcmp(f->same_name, "same") == 0 && v->namesakes.n == 1)
		return v->namesakes.at[0].id;
	return 0;
}

/* Two people share the number. */
static bool
shares(const struct register_view *v)
{
	return strcmp(v->form.same_phone, "shared") == 0 &&
	       phone_check_known(&v->phone);
}

static const char *
owner_of(const struct register_view *v)
{
	return shares(v) && strcmp(v->form.phone_owner, "own") == 0
		   ? "shared"
		   : v->form.phone_owner;
}

static struct patient_facts
facts(const struct register_view *v)
{
	const struct register_form *f = &v->form;

	return (struct patient_facts){ .number = f->number,
		.given_name = f->given_name,
		.family_name = f->family_name,
		.sex = f->sex,
		.birth_date = v->birth_date,
		.birth_estimated = v->estimated,
		.language = f->language,
		.phone = v->phone.e164,
		.phone_typed = f->phone,
		.phone_owner = owner_of(v),
		.phone_owner_name = f->phone_owner_name,
		.phone2 = v->phone2.e164,
		.phone2_typed = f->phone2,
		.phone2_owner_name = f->phone2_owner_name,
		.guardian_name = v->minor ? f->guardian_name : "",
		.guardian_relation = v->minor ? f->guardian_relation : "",
		.lives_in = f->lives_in,
		.note = f->note };
}

struct registration
register_form_registration(const struct register_view *v, int64_t user_id)
{
	return (struct registration){ .place_id = v->place->id,
		.user_id = user_id,
		.facts = facts(v),
		.enrolment = { .anchor_date = v->form.anchor_date,
		    .method = v->form.method,
		    .consent_date = v->form.consent_date,
		    .consent_by = user_id,
		    .guardian_consent = v->minor && v->form.guardian_consent,
		    .owner_consent =
			v->form.owner_consent && strcmp(owner_of(v), "own") != 0 },
		.shared = shares(v),
		.moved = strcmp(v->form.same_phone, "moved") == 0 &&
			 phone_check_known(&v->phone),
		.had = v->phone.users,
		.thread_id = v->form.thread_id,
		.welcome = OUTBOX_AUTOMATIC };
}
