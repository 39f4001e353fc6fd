/*
 * task_act_pages.c - what can be done about a task besides doing it: a remark, giving
 * it to a colleague, refusing what others asked, opening it again, taking back what one
 * did last.
 */

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "core/outcome.h"
#include "core/task.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/task_pages.h"

/* clang-format off */
static const struct input remark_inputs[] = {
	INPUT_TEXT(struct task_form, add, .label = N_("Remark"), .max = 500, .required = true),
	INPUT_END
};
static const struct input refuse_inputs[] = {
	INPUT_TEXT(struct task_form, refusal, .label = N_("Why not"), .max = 500, .required = true),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
static const struct input link_inputs[] = {
	INPUT_NUMBER(struct task_form, client, .label = N_("Client"), .min = 1, .max = INT64_MAX, .required = true),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
static const struct input reopen_inputs[] = {
	INPUT_TEXT(struct task_form, add, .label = N_("Why"), .max = 500, .required = true),
	INPUT_END
};
static const struct input assign_inputs[] = {
	INPUT_NUMBER(struct task_form, to, .label = N_("Give to"), .min = 1, .max = INT64_MAX, .required = true),
	INPUT_TEXT(struct task_form, reason, .label = N_("Remark")),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* clang-format on */

enum status
task_remark(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_lock *t;

	TRY(task_find(rq, &t));
	input_read(rq, remark_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return task_page(rq, 422, &v);
	TRY(task_note(rq->tx, rq->id, page_user(rq)->id, "note", v.form.add));
	return task_led(rq, task_link(rq->arena, rq->id, "", ""), "notice=saved");
}

/* What she sent, with the task held; shown: it cannot be done, and the page says why. */
static enum status
hold(struct request *rq, const struct input *inputs, struct task_view *v, bool *shown)
{
	const struct task_lock *t;
	enum status status;

	*shown = true;
	TRY(task_find(rq, &t));
	input_read(rq, inputs, &v->form, &v->faults);
	if (v->faults.n > 0)
		return task_page(rq, 422, v);
	status = task_hold(rq->tx, rq->id, v->form.version, &t);
	if (status == ERR_CONFLICT)
		return task_page(rq, 409, v);
	*shown = false;
	return status;
}

/* To herself is taking it from whoever has it: that is seen in the trail. */
enum status
task_give(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_assign *given;
	enum status status;
	bool shown;

	TRY(hold(rq, assign_inputs, &v, &shown));
	if (shown)
		return OK;
	status = sql_task_assign(rq->tx, rq->id, v.form.to, v.form.reason, &given);
	if (status == ERR_NOT_FOUND) {
		fault_add(&v.faults, "to",
		    _("Give to: choose somebody who works at this facility."));
		return task_page(rq, 422, &v);
	}
	TRY(status);
	return task_led(
	    rq, task_link(rq->arena, rq->id, "", ""), task_notice(rq, "assigned"));
}

/* Whoever asked for it is told why. */
enum status
task_refuse(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_refuse *refused;
	bool shown;

	TRY(hold(rq, refuse_inputs, &v, &shown));
	if (shown)
		return OK;
	TRY(sql_task_refuse(
	    rq->tx, rq->id, page_user(rq)->id, v.form.refusal, &refused));
	return task_led(rq, "/tasks", "notice=refused");
}

/* Whom it is about, if he came as no client of ours. */
enum status
task_link_client(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_link *linked;
	enum status status;
	bool shown;

	TRY(hold(rq, link_inputs, &v, &shown));
	if (shown)
		return OK;
	status = sql_task_link(rq->tx, rq->id, v.form.client, &linked);
	if (status == ERR_NOT_FOUND) {
		fault_add(&v.faults, "client",
		    _("Client: choose a client of the facility of this task."));
		return task_page(rq, 422, &v);
	}
	TRY(status);
	return task_led(rq, task_link(rq->arena, rq->id, "", ""), "notice=linked");
}

enum status
task_open_again(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_reopen *open;
	const struct task_lock *t;
	enum status status;

	TRY(task_find(rq, &t));
	input_read(rq, reopen_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return task_page(rq, 422, &v);
	status = sql_task_reopen(rq->tx, rq->id, page_user(rq)->id, v.form.add, &open);
	if (status == ERR_NOT_FOUND)
		return task_page(rq, 409, &v);
	TRY(status);
	return task_led(rq, task_link(rq->arena, rq->id, "", ""), "notice=reopened");
}

enum status
task_take_back(struct request *rq)
{
	static const char *const notices[] = {
		[UNDONE] = "taken-back",
		[UNDONE_CASE] = "taken-back-all",
		[UNDONE_SAID] = "taken-back-said",
		[UNDO_LATE] = "undo-late",
		[UNDO_TOUCHED] = "undo-touched",
		[UNDO_TOLD] = "undo-told",
	};
	enum task_undone undone;
	const struct task_lock *t;

	TRY(task_find(rq, &t));
	TRY(task_undo(rq->tx, rq->id, page_user(rq)->id, &undone));
	return task_led(rq, task_link(rq->arena, rq->id, "", ""),
	    arena_printf(rq->arena, "notice=%s", notices[undone]));
}
