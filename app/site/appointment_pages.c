/* appointment_pages.c - a client is expected: booked, moved, cancelled, and whether he came. */

#include "site/appointment_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/appointment.h"
#include "core/workflow.h"
#include "gen/appointment.h"
#include "site/appointment_check.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define HIS_MOST 10

static const char *const tolds[] = { "confirmed", "change", "came", "missed", "reopen",
	NULL };

/* clang-format off */
static const struct input book_inputs[] = {
	INPUT_TEXT(struct appointment_form, what, .label = N_("What for"), .max = 40),
	INPUT_DATE(struct appointment_form, day, .label = N_("Day"), .required = true),
	INPUT_TEXT(struct appointment_form, hour, .label = N_("Hour"), .max = 5, .required = true),
	INPUT_TEXT(struct appointment_form, note, .label = N_("Remark"), .max = APPOINTMENT_NOTE_MAX),
	INPUT_END
};
static const struct input move_inputs[] = {
	INPUT_DATE(struct appointment_form, day, .label = N_("Day"), .required = true),
	INPUT_TEXT(struct appointment_form, hour, .label = N_("Hour"), .max = 5, .required = true),
	INPUT_TEXT(struct appointment_form, note, .label = N_("Because"), .max = 200),
	INPUT_NUMBER(struct appointment_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
static const struct input cancel_inputs[] = {
	INPUT_TEXT(struct appointment_form, reason, .label = N_("Because"), .max = 200, .required = true),
	INPUT_NUMBER(struct appointment_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
static const struct input say_inputs[] = {
	INPUT_CHOICE(struct appointment_form, what, tolds, .label = N_("What he said"), .required = true),
	INPUT_NUMBER(struct appointment_form, version, .min = 0, .max = INT32_MAX),
	INPUT_END
};
static const struct appointment_form nothing_typed = { "", "", "", "", "", 0 };
/* clang-format on */

static struct option_rows
what_options(struct request *rq)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	struct option *at;

	ARENA_ARRAY(rq->arena, at, w->nvisits);
	for (size_t i = 0; i < w->nvisits; i++)
		at[i] = (struct option){ w->visits[i].name,
			appointment_what(rq->arena, w->visits[i].name) };
	return (struct option_rows){ at, w->nvisits };
}

static enum status
open_patient(struct request *rq, int64_t patient_id, struct appointment_view *v)
{
	TRY(sql_patient_get(rq->tx, patient_id, tx_now(rq->tx), &v->patient));
	TRY(sql_appointment_his(rq->tx, patient_id, HIS_MOST, &v->his));
	v->name = show_name(rq->arena, v->patient->given_name, v->patient->family_name);
	v->region = page_user(rq)->region;
	v->whats = what_options(rq);
	return OK;
}

static enum status
open_one(struct request *rq, struct appointment_view *v)
{
	TRY(sql_appointment_show(rq->tx, rq->id, tx_now(rq->tx), &v->a));
	TRY(sql_appointment_reminders(rq->tx, rq->id, &v->told));
	return open_patient(rq, v->a->patient_id, v);
}

static enum status
show(struct request *rq, int code, struct appointment_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->name, _("Appointments")), "patients"));
	page.faulty = code != 200;
	page_in_zone(rq, &page, v->patient->zone);
	rq->reply.shown = "patient";
	rq->reply.shown_id = v->patient->id;
	if (v->a != NULL)
		render_appointment_show(reply_html(rq, code), &page, v);
	else
		render_appointment_book(reply_html(rq, code), &page, v);
	return OK;
}

/* When he may come ---------------------------------------------------------- */

/* How much later than agreed. */
static void
check_later(struct request *rq, struct appointment_view *v)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	int64_t day, old;

	if (v->a != NULL && clock_parse_date(v->form.day, &day) == OK &&
	    clock_parse_date(v->a->day, &old) == OK && day > old + w->change_days &&
	    *v->form.note == '\0')
		fault_add(&v->faults, "note",
		    arena_printf(rq->arena,
			_("Because: it is more than %d days after the day agreed. "
			  "Write why, or choose one sooner."),
			w->change_days));
}

/* *others: who else is expected then. */
static enum status
check_moment(struct request *rq, struct appointment_view *v, int64_t *others)
{
	const struct appointment_check *c;

	*others = 0;
	appointment_check_typed(
	    &v->faults, v->form.day, v->form.hour, v->patient->today);
	if (fault_for(&v->faults, "day") != NULL ||
	    fault_for(&v->faults, "hour") != NULL)
		return OK;
	TRY(sql_appointment_check(rq->tx, v->patient->place_id, v->form.day,
	    v->form.hour, tx_now(rq->tx), &c));
	*others = c->others;
	check_later(rq, v);
	if (v->faults.n == 0 || c->past)
		appointment_check_open(rq, &v->faults,
		    &(struct appointment_calendar){
			c->past, c->closed, c->opens_next, v->patient->zone });
	return OK;
}

/* Booking ------------------------------------------------------------------- */

/* The first that is still to come, of those that have a day. */
static void
suggest(struct request *rq, struct appointment_view *v)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	int64_t anchor, today;

	v->form.what = w->visits[w->nvisits - 1].name;
	v->form.hour = "09:00";
	if (v->patient->anchor_date == NULL ||
	    clock_parse_date(v->patient->anchor_date, &anchor) != OK ||
	    clock_parse_date(v->patient->today, &today) != OK)
		return;
	for (size_t i = 0; i < w->nvisits; i++) {
		if (w->visits[i].day == 0 || anchor + w->visits[i].day <= today)
			continue;
		v->form.what = w->visits[i].name;
		v->form.day = clock_date(rq->arena, anchor + w->visits[i].day);
		return;
	}
}

enum status
appointment_new(struct request *rq)
{
	struct appointment_view v = { .form = nothing_typed };

	TRY(open_patient(rq, rq->id, &v));
	if (v.whats.n == 0)
		return ERR_NOT_FOUND;
	if (v.patient->enrolment_id == 0)
		return page_done(rq, "/children/%" PRId64, rq->id);
	suggest(rq, &v);
	return show(rq, 200, &v);
}

enum status
appointment_create(struct request *rq)
{
	struct appointment_view v = { .form = nothing_typed };
	enum status status;
	int64_t id, others;

	TRY(open_patient(rq, rq->id, &v));
	input_read(rq, book_inputs, &v.form, &v.faults);
	if (workflow_visit_named(v.form.what) == NULL)
		fault_add(&v.faults, "what",
		    _("What for: choose one that the programme has."));
	if (v.patient->died_on != NULL)
		fault_add(&v.faults, "day", _("He has died: he is not expected."));
	/* Whoever misses an appointment is looked for as one in follow-up is. */
	if (v.patient->enrolment_id == 0)
		fault_add(&v.faults, "day",
		    _("Day: only who is in follow-up is booked. A child is told of its "
		      "doses: see Doses on its record."));
	TRY(check_moment(rq, &v, &others));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = appointment_book(rq->tx,
	    &(struct appointment_new){ .patient_id = rq->id,
		.user_id = page_user(rq)->id,
		.day = v.form.day,
		.hour = v.form.hour,
		.what = v.form.what,
		.note = v.form.note },
	    &id);
	if (status == ERR_CONFLICT) {
		fault_add(&v.faults, "day",
		    _("Day: he is expected on that day already. Change that "
		      "appointment, below, or choose another day."));
		return show(rq, 422, &v);
	}
	TRY(status);
	return page_done(rq, "/appointments/%" PRId64 "?notice=%s", id,
	    others > 0 ? "booked-others" : "booked");
}

/* One that is booked -------------------------------------------------------- */

static void
begin_form(struct appointment_view *v)
{
	v->form.day = v->a->day;
	v->form.hour = v->a->hour;
	v->form.version = v->a->version;
}

enum status
appointment_open(struct request *rq)
{
	struct appointment_view v = { .form = nothing_typed };

	TRY(open_one(rq, &v));
	begin_form(&v);
	return show(rq, 200, &v);
}

static enum status
clash(struct request *rq, struct appointment_view *v)
{
	TRY(tx_back_to_savepoint(rq->tx));
	TRY(open_one(rq, v));
	v->form.version = v->a->version;
	v->clash = _("This appointment has changed meanwhile: look at it again.");
	return show(rq, 409, v);
}

/* To the list of that day, to the tasks, or to the appointment. */
static enum status
back(struct request *rq, const char *notice)
{
	const char *to = request_field(rq, "back");
	int64_t day;

	if (to != NULL && strcmp(to, "tasks") == 0)
		return page_done(rq, "/tasks?notice=%s", notice);
	if (to != NULL && strcmp(to, "diary") == 0)
		return page_done(rq, "/diary?notice=%s", notice);
	if (to != NULL && clock_parse_date(to, &day) == OK)
		return page_done(rq, "/diary?from=%s&notice=%s", to, notice);
	return page_done(rq, "/appointments/%" PRId64 "?notice=%s", rq->id, notice);
}

static struct appointment_deed
deed(struct request *rq, const struct appointment_view *v)
{
	return (struct appointment_deed){ .id = rq->id,
		.version = v->form.version,
		.user_id = page_user(rq)->id,
		.note = *v->form.reason != '\0' ? v->form.reason : v->form.note };
}

enum status
appointment_shift(struct request *rq)
{
	struct appointment_view v = { .form = nothing_typed };
	struct appointment_deed d;
	enum status status;
	int64_t others;

	TRY(open_one(rq, &v));
	input_read(rq, move_inputs, &v.form, &v.faults);
	TRY(check_moment(rq, &v, &others));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	d = deed(rq, &v);
	TRY(tx_savepoint(rq->tx));
	status = appointment_move(rq->tx, &d, v.form.day, v.form.hour);
	if (status == ERR_CONFLICT)
		return clash(rq, &v);
	if (status == ERR_INVALID) {
		fault_add(&v.faults, "day",
		    _("Day: he is expected on that day already. Choose another."));
		return show(rq, 422, &v);
	}
	TRY(status);
	return back(rq, "moved-to");
}

enum status
appointment_drop(struct request *rq)
{
	struct appointment_view v = { .form = nothing_typed };
	struct appointment_deed d;
	enum status status;

	TRY(open_one(rq, &v));
	begin_form(&v);
	input_read(rq, cancel_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	d = deed(rq, &v);
	TRY(tx_savepoint(rq->tx));
	status = appointment_cancel(rq->tx, &d);
	if (status == ERR_CONFLICT)
		return clash(rq, &v);
	TRY(status);
	return back(rq, "appointment-cancelled");
}

enum status
appointment_say(struct request *rq)
{
	/* clang-format off */
	static const struct {
		const char *told, *notice;
		enum status (*tell)(struct tx *, const struct appointment_deed *);
	} deeds[] = {
		{ "confirmed", "appointment-confirmed", appointment_confirm },
		{ "change", "appointment-change", appointment_wants_change },
		{ "came", "appointment-came", appointment_came },
		{ "missed", "appointment-missed", appointment_missed },
		{ "reopen", "appointment-reopened", appointment_reopen },
	};
	/* clang-format on */
	struct appointment_view v = { .form = nothing_typed };
	struct appointment_deed d;
	enum status status = ERR_NOT_FOUND;
	size_t i = 0;

	TRY(open_one(rq, &v));
	begin_form(&v);
	input_read(rq, say_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	d = deed(rq, &v);
	while (strcmp(deeds[i].told, v.form.what) != 0)
		i++;
	TRY(tx_savepoint(rq->tx));
	status = deeds[i].tell(rq->tx, &d);
	if (status == ERR_CONFLICT)
		return clash(rq, &v);
	if (status == ERR_INVALID) {
		fault_add(&v.faults, "state",
		    _("He is still to come: wait until his hour has passed."));
		return show(rq, 422, &v);
	}
	TRY(status);
	return back(rq, deeds[i].notice);
}
