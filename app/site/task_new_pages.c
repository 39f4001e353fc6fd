/* task_new_pages.c - a task that a person makes. */

#include "site/task_new_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/task.h"
#include "ext/phone.h"
#include "ext/secret.h"
#include "gen/task_new.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/task_pages.h"

/* clang-format off */
static const struct input new_inputs[] = {
	INPUT_TEXT(struct task_new_form, title, .label = N_("What is to be done"), .required = true),
	INPUT_TEXT(struct task_new_form, client, .label = N_("Client"), .max = 80),
	INPUT_NUMBER(struct task_new_form, patient_id, .label = N_("Client"), .min = 0, .max = INT64_MAX),
	INPUT_DATE(struct task_new_form, day, .label = N_("Due day"), .required = true),
	INPUT_TEXT(struct task_new_form, hour, .label = N_("by"), .max = 5, .required = true),
	INPUT_NUMBER(struct task_new_form, to, .label = N_("For"), .min = 0, .max = INT64_MAX),
	INPUT_TICK(struct task_new_form, urgent, .label = N_("Urgent")),
	INPUT_END
};
/* clang-format on */

static enum status
show(struct request *rq, int code, struct task_new_view *v)
{
	struct page page;

	v->user_id = page_user(rq)->id;
	TRY(sql_place_people(
	    rq->tx, v->patient != NULL ? v->patient->place_id : 0, &v->people));
	TRY(page_open(rq, &page, _("New task"), "tasks"));
	page.faulty = code != 200;
	render_task_new(reply_html(rq, code), &page, v);
	return OK;
}

/* The client whose page led here, or who was chosen. */
static enum status
know(struct request *rq, struct task_new_view *v, int64_t patient_id)
{
	TRY(sql_patient_get(rq->tx, patient_id, tx_now(rq->tx), &v->patient));
	v->form.patient_id = patient_id;
	return OK;
}

enum status
task_new(struct request *rq)
{
	struct task_new_view v = { .form = { .title = "", .client = "" } };

	if (request_query(rq, "patient_id") != NULL)
		TRY(know(rq, &v, page_number(rq, "patient_id")));
	v.form.day = clock_local_date(rq->arena, tx_now(rq->tx),
	    v.patient != NULL ? v.patient->zone : page_user(rq)->zone);
	v.form.hour = "16:30";
	return show(rq, 200, &v);
}

/* By a name or a number: one is he, of several somebody chooses. */
static enum status
find_client(struct request *rq, struct task_new_view *v)
{
	if (v->form.patient_id != 0)
		return know(rq, v, v->form.patient_id);
	if (*v->form.client == '\0') {
		fault_add(&v->faults, "client",
		    _("Client: write a name or the number on the card."));
		return OK;
	}
	TRY(sql_patient_pick(rq->tx, text_fold(rq->arena, v->form.client),
	    phone_sought(rq->arena, v->form.client), &v->found));
	if (v->found.n == 1)
		return know(rq, v, v->found.at[0].id);
	fault_add(&v->faults, "client",
	    v->found.n == 0 ? _("Client: nobody is called so, or has this number.")
			    : _("Client: several fit. Choose one below."));
	return OK;
}

/* Whom it is given to works where the client is. */
static enum status
check_owner(struct request *rq, struct task_new_view *v)
{
	if (v->form.to == 0 || v->patient == NULL)
		return OK;
	TRY(sql_place_people(rq->tx, v->patient->place_id, &v->people));
	for (size_t i = 0; i < v->people.n; i++)
		if (v->people.at[i].id == v->form.to)
			return OK;
	fault_add(&v->faults, "to",
	    _("For: choose somebody who works at the client’s facility."));
	return OK;
}

enum status
task_create(struct request *rq)
{
	struct task_new_view v = { .patient = NULL };
	int64_t task_id, due = 0;

	input_read(rq, new_inputs, &v.form, &v.faults);
	TRY(find_client(rq, &v));
	TRY(check_owner(rq, &v));
	TRY(task_moment(rq, &v.faults,
	    &(const struct task_moment){ v.form.day, v.form.hour,
		v.patient != NULL ? v.patient->zone : page_user(rq)->zone, _("Due day"),
		_("by") },
	    &due));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(task_raise(rq->tx,
	    &(struct task_new){ .kind = "free",
		.source = arena_printf(rq->arena, "free:%s", secret_uuid(rq->arena)),
		.place_id = v.patient->place_id,
		.patient_id = v.patient->id,
		.thread_id = v.patient->thread_id,
		.enrolment_id = v.patient->enrolment_id,
		.priority = v.form.urgent ? TASK_ASAP : TASK_ROUTINE,
		.performer = "nurse",
		.words = v.form.title,
		.starts_at = tx_now(rq->tx),
		.due_at = due,
		.owner_id = v.form.to,
		.created_by = page_user(rq)->id },
	    &task_id));
	return page_done(rq, "/tasks/%" PRId64 "?notice=task-made", task_id);
}
