/* patient_edit_pages.c - correcting what is known of a client. */

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/number.h"
#include "core/patient.h"
#include "core/workflow.h"
#include "gen/patient_edit.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/patient_pages.h"
#include "site/register_form.h"
#include "site/show.h"
#include "site/words.h"

/* clang-format off */
static const struct input edit_inputs[] = {
	INPUT_TEXT(struct patient_form, given_name, .label = N_("First name"), .required = true, .max = 80),
	INPUT_TEXT(struct patient_form, family_name, .label = N_("Surname"), .max = 80),
	INPUT_DATE(struct patient_form, birth_date, .label = N_("Date of birth"), .required = true),
	INPUT_CHOICE(struct patient_form, sex, register_form_sex_codes, .label = N_("Sex"), .required = true),
	INPUT_TEXT(struct patient_form, number, .label = N_("Number on the clinic card"), .required = true, .max = 40),
	INPUT_TEXT(struct patient_form, language, .label = N_("Language of his SMS"), .required = true),
	INPUT_TEXT(struct patient_form, lives_in, .label = N_("Lives in"), .max = 120),
	INPUT_CHOICE(struct patient_form, phone_owner, register_form_owner_codes,
	    .label = N_("Whose phone it is"), .required = true),
	INPUT_TEXT(struct patient_form, phone_owner_name, .label = N_("Name and relation of the owner"), .max = 80),
	INPUT_TEXT(struct patient_form, phone2, .label = N_("Second phone"), .max = 60),
	INPUT_TEXT(struct patient_form, phone2_owner_name, .label = N_("Whose second phone it is"), .max = 80),
	INPUT_TEXT(struct patient_form, guardian_name, .label = N_("Guardian’s name"), .max = 80),
	INPUT_CHOICE(struct patient_form, guardian_relation, register_form_relation_codes,
	    .label = N_("Relation of the guardian")),
	INPUT_LINES(struct patient_form, note, .label = N_("Note"), .max = 1000),
	INPUT_NUMBER(struct patient_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

static enum status
open_edit(struct request *rq, struct patient_edit_view *v)
{
	v->sexes = register_form_sexes(rq->arena);
	v->owners = register_form_owners(rq->arena);
	v->relations = register_form_relations(rq->arena);
	v->languages = register_form_languages(rq->arena);
	v->phone2.e164 = "";
	return sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &v->patient);
}

static struct patient_form
stored_form(const struct patient_get *p)
{
	return (struct patient_form){ .given_name = p->given_name,
		.family_name = p->family_name,
		.birth_date = p->birth_date,
		.sex = p->sex,
		.number = p->number,
		.language = p->language,
		.phone_owner = p->phone_owner,
		.phone_owner_name = p->phone_owner_name,
		.phone2 = p->phone2_typed,
		.phone2_owner_name = p->phone2_owner_name,
		.guardian_name = p->guardian_name,
		.guardian_relation = p->guardian_relation,
		.lives_in = p->lives_in,
		.note = p->note,
		.version = p->version };
}

static enum status
show_edit(struct request *rq, int code, const struct patient_edit_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Edit client"), "patients"));
	page.faulty = v->faults.n > 0 || v->clash;
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_patient_edit(reply_html(rq, code), &page, v);
	return OK;
}

enum status
patient_edit(struct request *rq)
{
	struct patient_edit_view view = { .clash = false };

	TRY(open_edit(rq, &view));
	view.form = stored_form(view.patient);
	return show_edit(rq, 200, &view);
}

static bool
has_option(const struct option_rows *options, const char *value)
{
	for (size_t i = 0; i < options->n; i++)
		if (strcmp(options->at[i].value, value) == 0)
			return true;
	return false;
}

static enum status
check_edit(struct request *rq, struct patient_edit_view *v)
{
	const struct patient_form *f = &v->form;
	const struct patient_get *p = v->patient;
	int years = register_form_years(f->birth_date, "", p->today);

	if (*f->birth_date != '\0' && p->is_child && years < 0)
		fault_add(&v->faults, "birth_date",
		    _("Date of birth: this day is still to come. Correct it."));
	else if (*f->birth_date != '\0' && !p->is_child &&
		 years < workflow()->minimum_age)
		fault_add(&v->faults, "birth_date",
		    arena_printf(rq->arena,
			_("Date of birth: the programme follows clients from %d "
			  "years. Check the year."),
			workflow()->minimum_age));
	if (years >= 0 && years < workflow()->adult_age && *f->guardian_name == '\0')
		fault_add(&v->faults, "guardian_name",
		    arena_printf(rq->arena,
			_("Guardian’s name: he is %d, please give who agrees for "
			  "him."),
			years));
	if (!has_option(&v->languages, f->language))
		fault_add(&v->faults, "language",
		    _("Language of his SMS: choose one from the list."));
	if (strcmp(f->phone_owner, "other") == 0 && *f->phone_owner_name == '\0')
		fault_add(&v->faults, "phone_owner_name",
		    _("Name and relation of the owner: please say whose phone it "
		      "is."));
	if (*f->phone2 == '\0')
		return OK;
	TRY(phone_check(
	    rq, _("Second phone"), f->phone2, p->region, p->id, &v->phone2));
	if (v->phone2.fault != NULL && !v->phone2.doubtful)
		fault_add(&v->faults, "phone2", v->phone2.fault);
	if (*v->phone2.e164 != '\0' && strcmp(v->phone2.e164, p->e164) == 0)
		fault_add(&v->faults, "phone2",
		    _("Second phone: this is the first one again. Give another, or "
		      "none."));
	return OK;
}

static struct patient_facts
facts(const struct patient_edit_view *v)
{
	const struct patient_form *f = &v->form;

	return (struct patient_facts){ .number = f->number,
		.given_name = f->given_name,
		.family_name = f->family_name,
		.sex = f->sex,
		.birth_date = f->birth_date,
		.birth_estimated = v->patient->birth_estimated &&
				   strcmp(f->birth_date, v->patient->birth_date) == 0,
		.language = f->language,
		.phone_owner = f->phone_owner,
		.phone_owner_name = f->phone_owner_name,
		.phone2 = v->phone2.e164,
		.phone2_typed = f->phone2,
		.phone2_owner_name = f->phone2_owner_name,
		.guardian_name = f->guardian_name,
		.guardian_relation = f->guardian_relation,
		.lives_in = f->lives_in,
		.note = f->note };
}

/* Where what is stored by now is not what stands in this form. */
static enum status
show_clash(struct request *rq, struct patient_edit_view *v)
{
	const struct patient_form now = stored_form(v->patient);
	struct clash *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, COUNT_OF(edit_inputs));
	for (const struct input *in = edit_inputs; in->name != NULL; in++) {
		const char *typed, *stored;

		if (in->kind == INPUT_NUMBER_KIND)
			continue;
		memcpy(&typed, (const char *)&v->form + in->offset, sizeof typed);
		memcpy(&stored, (const char *)&now + in->offset, sizeof stored);
		if (strcmp(typed, stored) != 0)
			at[n++] = (struct clash){ words_column(in->name), stored };
	}
	v->clashes = (struct clash_rows){ at, n };
	v->clash = true;
	return show_edit(rq, 409, v);
}

enum status
patient_edit_save(struct request *rq)
{
	struct patient_edit_view view = { .clash = false };
	struct patient_facts changed;
	enum status status;

	TRY(open_edit(rq, &view));
	input_read(rq, edit_inputs, &view.form, &view.faults);
	TRY(check_edit(rq, &view));
	if (view.faults.n > 0)
		return show_edit(rq, 422, &view);
	if (view.form.version != view.patient->version)
		return show_clash(rq, &view);
	changed = facts(&view);
	TRY(tx_savepoint(rq->tx));
	status = patient_change(rq->tx, rq->id, (int32_t)view.form.version, &changed);
	if (status == ERR_CONFLICT) {
		TRY(tx_back_to_savepoint(rq->tx));
		if (strcmp(tx_constraint(rq->tx), "patient_place_id_number_key") != 0) {
			TRY(open_edit(rq, &view));
			return show_clash(rq, &view);
		}
		fault_add(&view.faults, "number",
		    _("Number on the clinic card: another client has it. Check the "
		      "card."));
		return show_edit(rq, 422, &view);
	}
	TRY(status);
	return page_done(rq, "/patients/%" PRId64 "?notice=saved", rq->id);
}

/* The phone number. */

struct phone_form {
	const char *phone, *phone_owner, *same_phone, *asked_phone;
	bool phone_sure, welcome;
	int64_t version;
};

/* clang-format off */
static const char *const same_phone_codes[] = { "shared", "same", "moved",
	"wrong", NULL };

static const struct input phone_inputs[] = {
	INPUT_TEXT(struct phone_form, phone, .label = N_("Mobile phone"), .max = 60),
	INPUT_CHOICE(struct phone_form, phone_owner, register_form_owner_codes, .label = N_("Whose phone it is")),
	INPUT_CHOICE(struct phone_form, same_phone, same_phone_codes, .label = N_("Who uses this phone")),
	INPUT_TEXT(struct phone_form, asked_phone, .max = 20),
	INPUT_TICK(struct phone_form, phone_sure),
	INPUT_TICK(struct phone_form, welcome),
	INPUT_NUMBER(struct phone_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

static enum status
open_phone(struct request *rq, struct patient_phone_view *v)
{
	*v = (struct patient_phone_view){ .owners = register_form_owners(rq->arena),
		.same_phone = "",
		.check = { .e164 = "", .shown = "" } };
	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &v->patient));
	v->phone = v->patient->phone_typed;
	v->phone_owner = v->patient->phone_owner;
	v->welcome =
	    strcmp(v->patient->state, "active") == 0 && v->patient->opted_out_at == 0;
	return OK;
}

static enum status
phone_page(struct request *rq, int code, const struct patient_phone_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Correct the phone number"), "patients"));
	page.faulty = v->faults.n > 0 || v->clash;
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_patient_phone(reply_html(rq, code), &page, v);
	return OK;
}

enum status
patient_phone(struct request *rq)
{
	struct patient_phone_view view;

	TRY(open_phone(rq, &view));
	return phone_page(rq, 200, &view);
}

static enum status
check_phone(struct request *rq, struct patient_phone_view *v, struct phone_form *f)
{
	const struct patient_get *p = v->patient;

	TRY(phone_check(rq, _("Mobile phone"), f->phone, p->region, p->id, &v->check));
	v->check.sure = f->phone_sure;
	if (v->check.fault != NULL && !(v->check.doubtful && f->phone_sure))
		fault_add(&v->faults, "phone", v->check.fault);
	if (*v->check.e164 == '\0' || !phone_check_known(&v->check) ||
	    strcmp(v->check.e164, p->e164) == 0)
		return OK;
	if (*f->same_phone == '\0' || strcmp(f->asked_phone, v->check.e164) != 0) {
		f->same_phone = "";
		fault_add(&v->faults, "same_phone",
		    _("Mobile phone: this number is already in use. Say who this "
		      "is."));
	} else if (strcmp(f->same_phone, "wrong") == 0) {
		fault_add(
		    &v->faults, "phone", _("Mobile phone: please correct the number."));
	} else if (strcmp(f->same_phone, "moved") == 0 && v->check.elsewhere > 0) {
		fault_add(&v->faults, "same_phone",
		    _("Mobile phone: a client of another facility has it. That it is "
		      "not his any more is said there."));
	} else if (strcmp(f->same_phone, "same") == 0) {
		fault_add(&v->faults, "same_phone",
		    _("Mobile phone: if both records are of one person, open the "
		      "other by its link and go on there."));
	}
	return OK;
}

static enum status
save_phone(
    struct request *rq, const struct patient_phone_view *v, const struct phone_form *f)
{
	bool shared = strcmp(f->same_phone, "shared") == 0;
	const char *owner = *f->phone_owner != '\0' ? f->phone_owner : v->phone_owner;

	if (strcmp(f->same_phone, "moved") == 0)
		TRY(number_given(
		    rq->tx, v->check.e164, &v->check.users, false, page_user(rq)->id));
	TRY(patient_change_phone(rq->tx, rq->id, (int32_t)f->version,
	    &(const struct patient_phone){ .e164 = v->check.e164,
		.typed = f->phone,
		.owner = shared && strcmp(owner, "own") == 0 ? "shared" : owner,
		.shared = shared }));
	if (!f->welcome)
		return page_done(rq, "/patients/%" PRId64 "?notice=saved", rq->id);
	TRY(patient_send_welcome(rq->tx, rq->id, OUTBOX_AUTOMATIC));
	return page_done(rq, "/patients/%" PRId64 "/registered", rq->id);
}

enum status
patient_phone_save(struct request *rq)
{
	struct patient_phone_view view;
	struct phone_form form;

	TRY(open_phone(rq, &view));
	input_read(rq, phone_inputs, &form, &view.faults);
	TRY(check_phone(rq, &view, &form));
	view.phone = form.phone;
	view.same_phone = form.same_phone;
	view.welcome = form.welcome;
	if (*form.phone_owner != '\0')
		view.phone_owner = form.phone_owner;
	if (view.faults.n > 0)
		return phone_page(rq, 422, &view);
	view.clash = form.version != view.patient->version;
	return view.clash ? phone_page(rq, 409, &view) : save_phone(rq, &view, &form);
}
