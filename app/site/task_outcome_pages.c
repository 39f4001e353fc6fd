/* task_outcome_pages.c - what came of a task, or when to show it again; and on to the next. */

#include <string.h>

#include "base/i18n.h"
#include "core/outcome.h"
#include "core/task.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/task_pages.h"

#define LOOK_MOST 50 /* of the list, for the next */

static const char *const outcomes[] = { "reached-fine", "reached-problem",
	"not-reached", "wrong-number", "came", NULL };
static const char *const findings[] = { "confirmed", "refuted", "not-reached", NULL };
static const char *const agains[] = { "2h", "tomorrow", "stop", NULL };
static const char *const thens[] = { "list", "next", NULL };
static const char *const untils[] = { "2h", "tomorrow", "3days", "own", NULL };

/* clang-format off */
static const struct input outcome_inputs[] = {
	INPUT_CHOICE(struct task_form, outcome, outcomes, .label = N_("Outcome")),
	INPUT_CHOICE(struct task_form, again, agains, .label = N_("Try again")),
	INPUT_LINES(struct task_form, note, .label = N_("Note")),
	INPUT_CHOICE(struct task_form, then, thens, .label = N_("Then")),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* Of a positive in a screening. */
static const struct input finding_inputs[] = {
	INPUT_CHOICE(struct task_form, outcome, findings, .label = N_("Outcome")),
	INPUT_CHOICE(struct task_form, again, agains, .label = N_("Try again")),
	INPUT_LINES(struct task_form, note, .label = N_("Note")),
	INPUT_CHOICE(struct task_form, then, thens, .label = N_("Then")),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
static const struct input later_inputs[] = {
	INPUT_CHOICE(struct task_form, until, untils, .label = N_("Show again"), .required = true),
	INPUT_DATE(struct task_form, day, .label = N_("Day")),
	INPUT_TEXT(struct task_form, hour, .label = N_("Hour"), .max = 5),
	INPUT_TEXT(struct task_form, reason, .label = N_("Because"), .required = true),
	INPUT_NUMBER(struct task_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* clang-format on */

static void
check_outcome(struct task_form *form, struct faults *faults)
{
	bool missed = strcmp(form->outcome, "not-reached") == 0;

	if (*form->outcome == '\0')
		fault_add(faults, "outcome", _("Outcome: choose what happened."));
	if (strcmp(form->outcome, "reached-problem") == 0 && *form->note == '\0')
		fault_add(faults, "note",
		    _("Note: write what the problem is, the supervisor reads it."));
	if (missed && strcmp(form->again, "stop") == 0 && *form->note == '\0')
		fault_add(
		    faults, "note", _("Note: write why nobody needs to try again."));
}

/*
 * The next of the list she came from that is hers or nobody's; ERR_NOT_FOUND after the
 * last.
 */
static enum status
next_of_list(struct request *rq, int64_t *id)
{
	struct task_filter f = task_filter_of(rq, request_query);
	struct task_list_rows rows;

	f.due = strcmp(f.due, "done") == 0 ? "now" : f.due;
	f.after = "";
	TRY(task_rows(rq, &f, 0, LOOK_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct task_list *t = &rows.at[i];

		*id = t->id;
		if (t->id != rq->id &&
		    (t->owner_id == 0 || t->owner_id == page_user(rq)->id))
			return OK;
	}
	return ERR_NOT_FOUND;
}

/*
 * The same client's and his household's first: asked to go on, to the next one; else
 * the page of what is done shows them.
 */
enum status
task_go_on(struct request *rq, const char *then, const char *notice)
{
	struct task_next_of_rows his;
	int64_t id = rq->id;
	enum status status = OK;

	TRY(sql_task_next_of(rq->tx, rq->id, page_user(rq)->id, tx_now(rq->tx), &his));
	if (strcmp(then, "next") != 0 && (his.n == 0 || strcmp(notice, "put-off") == 0))
		return task_led(rq, "/tasks", task_notice(rq, notice));
	if (strcmp(then, "next") == 0 && his.n > 0)
		id = his.at[0].id;
	else if (strcmp(then, "next") == 0)
		status = next_of_list(rq, &id);
	if (status == ERR_NOT_FOUND)
		return task_led(rq, "/tasks", task_notice(rq, "last-task"));
	TRY(status);
	return task_led(rq, task_link(rq->arena, id, "", ""), task_notice(rq, notice));
}

static enum status
settle(struct request *rq, const struct task_form *form, const char **notice)
{
	const struct task_show *t;
	struct task_outcome outcome = { .outcome = form->outcome,
		.note = form->note,
		.user_id = page_user(rq)->id,
		.version = form->version };
	int64_t case_id;

	TRY(sql_task_show(rq->tx, rq->id, tx_now(rq->tx), page_user(rq)->zone, &t));
	outcome.again_at = task_opening_at(form->again, tx_now(rq->tx),
	    &(struct task_opening){ t->tomorrow_at, t->three_days_at, t->zone });
	*notice = "done";
	if (strcmp(form->outcome, "not-reached") == 0) {
		*notice = "put-off";
		if (strcmp(form->again, "stop") == 0) {
			outcome.outcome = "not-found";
			*notice = "done";
		}
	}
	TRY(task_settle(rq->tx, rq->id, &outcome, &case_id));
	if (case_id != 0)
		*notice = "escalated";
	return OK;
}

enum status
task_done(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_lock *t;
	const char *notice;
	enum status status;

	TRY(task_find(rq, &t));
	/* Who wrote is said in the thread, and that finishes the task. */
	if (strcmp(t->kind, "who") == 0)
		return ERR_INVALID;
	input_read(rq,
	    strcmp(t->kind, "screening") == 0 ? finding_inputs : outcome_inputs,
	    &v.form, &v.faults);
	check_outcome(&v.form, &v.faults);
	if (v.faults.n > 0)
		return task_page(rq, 422, &v);
	status = settle(rq, &v.form, &notice);
	if (status == ERR_CONFLICT)
		return task_page(rq, 409, &v);
	TRY(status);
	return task_go_on(rq, v.form.then, notice);
}

enum status
task_later(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };
	const struct task_lock *locked;
	const struct task_show *t;
	enum status status;
	int64_t until;

	TRY(task_find(rq, &locked));
	input_read(rq, later_inputs, &v.form, &v.faults);
	TRY(sql_task_show(rq->tx, rq->id, tx_now(rq->tx), page_user(rq)->zone, &t));
	TRY(task_later_read(rq, &v.faults,
	    &(struct task_later){
		.until = v.form.until, .day = v.form.day, .hour = v.form.hour },
	    &(struct task_opening){ t->tomorrow_at, t->three_days_at, t->zone },
	    &until));
	if (v.faults.n > 0)
		return task_page(rq, 422, &v);
	status = task_hold(rq->tx, rq->id, v.form.version, &locked);
	if (status == ERR_CONFLICT)
		return task_page(rq, 409, &v);
	TRY(status);
	TRY(task_put_off(rq->tx, rq->id, until, "put-off", v.form.reason));
	return task_led(rq, "/tasks", task_notice(rq, "put-off"));
}
