/* child_pages.c - a child is registered, and its doses are recorded. */

#include "site/child_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/dose.h"
#include "core/workflow.h"
#include "gen/child.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define AT_ONCE 20 /* doses of one day */
#define TOLD_SHOWN 5 /* that were told, and that are to come */
#define OLDEST 14 /* years */

/* clang-format off */
static const struct input child_inputs[] = {
	INPUT_TEXT(struct child_form, country, .label = N_("Table of doses"), .required = true, .max = 2),
	INPUT_TICK(struct child_form, named, .label = N_("First name in the texts")),
	INPUT_END
};
static const struct input give_inputs[] = {
	INPUT_DATE(struct dose_form, given_on, .label = N_("Given on"), .required = true),
	INPUT_TEXT(struct dose_form, batch, .label = N_("Batch"), .max = 40),
	INPUT_END
};
/* clang-format on */

/* Registering --------------------------------------------------------------- */

static enum status
read_countries(struct request *rq, struct child_new_view *v)
{
	struct dose_countries_rows rows;
	struct option *at;

	TRY(sql_dose_countries(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct option){ rows.at[i].country, rows.at[i].title };
	v->countries = (struct option_rows){ at, rows.n };
	return OK;
}

static enum status
show_new(struct request *rq, int code, struct child_new_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Register a child"), "patients"));
	page.faulty = code != 200;
	render_child_new(reply_html(rq, code), &page, v);
	return OK;
}

static bool
has_country(const struct child_new_view *v, const char *country)
{
	for (size_t i = 0; i < v->countries.n; i++)
		if (strcmp(v->countries.at[i].value, country) == 0)
			return true;
	return false;
}

enum status
child_new(struct request *rq)
{
	struct child_new_view v = { .form = { .country = "" } };
	struct register_form *f = &v.person.form;

	TRY(register_form_begin(rq, &v.person));
	TRY(read_countries(rq, &v));
	f->sex = "female";
	f->guardian_relation = "mother";
	if (v.countries.n > 0)
		v.form.country = has_country(&v, v.person.place->region)
				     ? v.person.place->region
				     : v.countries.at[0].value;
	return show_new(rq, 200, &v);
}

static void
check_new(struct child_new_view *v)
{
	struct register_view *p = &v->person;
	int64_t today, consent;

	if (p->years > OLDEST)
		fault_add(&p->faults, "birth_date",
		    _("Date of birth: give that of a child under 15 years."));
	if (!has_country(v, v->form.country))
		fault_add(&p->faults, "country",
		    _("Table of doses: choose one from the list."));
	if (!p->form.consent)
		fault_add(&p->faults, "consent",
		    _("Consent: tick this when the caregiver has agreed."));
	if (clock_parse_date(p->form.consent_date, &consent) == OK &&
	    clock_parse_date(p->place->today, &today) == OK && consent > today)
		fault_add(&p->faults, "consent_date",
		    _("Date on the consent form: this day is still to come."));
}

static struct child_new
child_of(const struct child_new_view *v, int64_t user_id)
{
	const struct registration r = register_form_registration(&v->person, user_id);
	struct child_new n = { .place_id = r.place_id,
		.user_id = user_id,
		.facts = r.facts,
		.shared = r.shared,
		.moved = r.moved,
		.had = r.had,
		.country = v->form.country,
		.named = v->form.named,
		.consent_on = v->person.form.consent_date };

	n.facts.phone_owner = "guardian";
	return n;
}

enum status
child_create(struct request *rq)
{
	struct child_new_view v = { .form = { .country = "" } };
	struct child_new new;
	enum status status;
	int64_t id;

	TRY(register_form_read_child(rq, &v.person));
	TRY(read_countries(rq, &v));
	input_read(rq, child_inputs, &v.form, &v.person.faults);
	check_new(&v);
	if (register_form_same(&v.person) != 0)
		return page_done(
		    rq, "/patients/%" PRId64, register_form_same(&v.person));
	if (v.person.faults.n > 0)
		return show_new(rq, 422, &v);
	new = child_of(&v, page_user(rq)->id);
	TRY(tx_savepoint(rq->tx));
	status = child_register(rq->tx, &new, &id);
	if (status == ERR_CONFLICT &&
	    strcmp(tx_constraint(rq->tx), "patient_place_id_number_key") == 0) {
		TRY(tx_back_to_savepoint(rq->tx));
		fault_add(&v.person.faults, "number",
		    _("Number on the clinic card: another client has it. Check the "
		      "card, or leave this empty."));
		return show_new(rq, 422, &v);
	}
	TRY(status);
	return page_done(rq, "/children/%" PRId64 "?notice=registered", id);
}

/* Its doses ----------------------------------------------------------------- */

static enum status
open_child(struct request *rq, struct child_view *v)
{
	v->rq = rq;
	TRY(sql_child_get(rq->tx, rq->id, tx_now(rq->tx), &v->child));
	TRY(sql_dose_card(rq->tx, rq->id, tx_now(rq->tx), &v->card));
	TRY(sql_dose_reminder_list(rq->tx, rq->id, TOLD_SHOWN, &v->told));
	v->name = show_name(rq->arena, v->child->given_name, v->child->family_name);
	v->phone = page_phone(rq, v->child->e164);
	v->form = (struct dose_form){ v->child->today, "" };
	for (size_t i = 0; i < v->card.n; i++)
		v->gives |= dose_may(&v->card.at[i], v->child->today);
	return OK;
}

/* The dose with this id, of which it is said how it was. */
static void
correct(struct child_view *v, int64_t dose_id)
{
	for (size_t i = 0; dose_id != 0 && i < v->card.n; i++)
		if (v->card.at[i].dose_id == dose_id)
			v->wrong = &v->card.at[i];
}

static enum status
show(struct request *rq, int code, struct child_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, arena_printf(rq->arena, "%s, %s", v->name, _("Doses")),
	    "patients"));
	page.faulty = code != 200;
	page_in_zone(rq, &page, v->child->zone);
	rq->reply.shown = "patient";
	rq->reply.shown_id = v->child->id;
	render_child_show(reply_html(rq, code), &page, v);
	return OK;
}

enum status
child_show(struct request *rq)
{
	struct child_view v = { .gives = false };

	TRY(open_child(rq, &v));
	correct(&v, page_number(rq, "dose"));
	if (v.wrong != NULL)
		v.form = (struct dose_form){ v.wrong->given_on, v.wrong->batch };
	return show(rq, 200, &v);
}

bool
dose_ticked(const struct child_view *v, const struct dose_card *d)
{
	const char *id = arena_printf(v->rq->arena, "%" PRId64, d->line_id), *ticked;

	for (size_t i = 0; (ticked = request_field_at(v->rq, "line", i)) != NULL; i++)
		if (strcmp(ticked, id) == 0)
			return true;
	return false;
}

const char *
dose_batch(const struct child_view *v, const struct dose_card *d)
{
	const char *batch = request_field(
	    v->rq, arena_printf(v->rq->arena, "batch%" PRId64, d->line_id));

	return batch != NULL ? batch : "";
}

static const struct dose_card *
card_line(const struct child_view *v, int64_t line_id)
{
	for (size_t i = 0; i < v->card.n; i++)
		if (v->card.at[i].line_id == line_id)
			return &v->card.at[i];
	return NULL;
}

/* clang-format off */
static const char *const fault_words[] = {
	[DOSE_UNKNOWN] = N_("the table of this child has no such dose any more. Look at it again."),
	[DOSE_TO_COME] = N_("this day is still to come. Give today or an earlier day."),
	[DOSE_BEFORE_BIRTH] = N_("this is before the child was born. Check the day, or the date of birth."),
	[DOSE_TOO_OLD] = N_("it is not given any more at the age of that day. Check the day; if it was given all the same, write that into the record."),
	[DOSE_WAITS] = N_("record the one before it first."),
	[DOSE_ORDER] = N_("this day is not between those of the dose before it and the dose after it. Check the days."),
};
/* clang-format on */

/* One of those ticked, or the one that is corrected. */
static enum status
give_one(
    struct request *rq, struct child_view *v, const struct dose_card *d, int64_t line)
{
	enum dose_fault fault;
	const char *batch =
	    v->wrong != NULL || d == NULL ? v->form.batch : dose_batch(v, d);

	TRY(dose_give(rq->tx,
	    &(struct dose_given){ .child_id = rq->id,
		.user_id = page_user(rq)->id,
		.line_id = line,
		.given_on = v->form.given_on,
		.batch = strlen(batch) <= 40 ? batch : "" },
	    &fault));
	if (strlen(batch) > 40)
		fault_add(&v->faults, "given_on",
		    _("Batch: at most 40 letters. Shorten it."));
	else if (fault != DOSE_GOOD)
		fault_add(&v->faults, "given_on",
		    arena_printf(rq->arena, "%s: %s",
			d != NULL ? dose_name(rq->arena, d->vaccine, (int)d->number)
				  : _("Dose"),
			_(fault_words[fault])));
	return OK;
}

static enum status
give_all(struct request *rq, struct child_view *v)
{
	int64_t lines[AT_ONCE];
	size_t n;

	if (page_numbers(rq, "line", AT_ONCE, lines, &n) != OK)
		return ERR_INVALID;
	if (n == 0)
		fault_add(
		    &v->faults, "doses", _("Doses: tick at least one that was given."));
	for (size_t i = 0; i < n && v->faults.n == 0; i++)
		TRY(give_one(rq, v, card_line(v, lines[i]), lines[i]));
	return OK;
}

enum status
child_give(struct request *rq)
{
	struct child_view v = { .gives = false };
	const char *wrong = request_field(rq, "dose");
	int64_t dose_id = 0;
	size_t n;

	TRY(open_child(rq, &v));
	if (wrong != NULL)
		TRY(page_numbers(rq, "dose", 1, &dose_id, &n));
	correct(&v, dose_id);
	input_read(rq, give_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(tx_savepoint(rq->tx));
	TRY(give_all(rq, &v));
	if (v.faults.n > 0) {
		TRY(tx_back_to_savepoint(rq->tx));
		return show(rq, 422, &v);
	}
	return page_done(rq, "/children/%" PRId64 "?notice=%s", rq->id,
	    v.wrong != NULL ? "dose-corrected" : "dose-given");
}

enum status
child_take_back(struct request *rq)
{
	struct child_view v = { .gives = false };
	enum status status;
	int64_t dose_id;
	size_t n;

	TRY(page_numbers(rq, "dose", 1, &dose_id, &n));
	if (n == 0)
		return ERR_INVALID;
	TRY(open_child(rq, &v));
	status = dose_take_back(rq->tx, rq->id, dose_id, page_user(rq)->id);
	if (status == ERR_CONFLICT) {
		correct(&v, dose_id);
		fault_add(&v.faults, "given_on",
		    _("A later dose of it is recorded: take that back first."));
		return show(rq, 422, &v);
	}
	TRY(status);
	return page_done(rq, "/children/%" PRId64 "?notice=dose-taken-back", rq->id);
}

enum status
child_name_texts(struct request *rq)
{
	const struct child_get *child;

	TRY(sql_child_get(rq->tx, rq->id, tx_now(rq->tx), &child));
	TRY(sql_child_named(rq->tx, child->id, request_field(rq, "named") != NULL));
	return page_done(rq, "/children/%" PRId64 "?notice=saved", rq->id);
}
