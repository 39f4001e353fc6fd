/* task_pages.c - one task, with all that is known for doing it. */

#include "site/task_pages.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/access.h"
#include "core/task.h"
#include "core/workflow.h"
#include "ext/phone.h"
#include "gen/task_show.h"
#include "site/form_sheet.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/words.h"

const char *
task_due_line(struct request *rq, const struct task_show *t)
{
	int64_t now = tx_now(rq->tx);
	bool problem = strcmp(t->kind, "problem") == 0;

	if (!t->open)
		return "";
	if (t->starts_at > now)
		return arena_printf(rq->arena, _("Shown again %s."),
		    show_moment(rq->arena, t->starts_at, now, t->zone));
	if (problem)
		return arena_printf(rq->arena, _("Due now, %s."),
		    show_since(rq->arena, t->created_at, now, t->zone));
	if (show_is_late(t->due_at, now, t->zone))
		return arena_printf(rq->arena, _("Due %s: %s."),
		    show_moment(rq->arena, t->due_at, now, t->zone),
		    show_late(rq->arena, t->due_at, now, t->zone));
	if (t->due_at <= now)
		return arena_printf(rq->arena, _("Due today, %s."),
		    show_since(rq->arena, t->due_at, now, t->zone));
	return arena_printf(
	    rq->arena, _("Due %s."), show_by(rq->arena, t->due_at, now, t->zone));
}

static void
say_when(struct request *rq, struct task_view *v)
{
	int64_t now = tx_now(rq->tx);
	const struct task_show *t = v->task;

	v->again = (struct task_later){ .faults = &v->faults,
		.until = v->form.until,
		.day = v->form.day,
		.hour = v->form.hour,
		.reason = v->form.reason };
	task_later_say(rq, &v->again,
	    &(struct task_opening){ t->tomorrow_at, t->three_days_at, t->zone });
	v->day = show_inside(rq->arena, show_follow_up(rq->arena, t->anchor_date,
					    workflow()->follow_up_days, now, t->zone));
	v->due = task_due_line(rq, t);
}

/* What is asked together once it is known which task it is. */
struct task_rest {
	struct task_openers_rows others; /* who is at it besides the reader */
	struct patient_days_rows days;
	const struct nav_counts *counts;
};

/* In one round trip; that the reader has opened it is noted with it. */
static enum status
ask_rest(struct request *rq, struct task_view *v, struct task_rest *rest)
{
	const int64_t me = page_user(rq)->id, now = tx_now(rq->tx);
	const struct task_show *t = v->task;

	TRY(tx_together(rq->tx));
	TRY(sql_task_trail(rq->tx, t->id, &v->trail));
	if (strcmp(t->kind, "free") == 0)
		TRY(sql_service_request_of(rq->tx, t->id, &v->brought));
	if (!t->open && t->owner_id == me)
		TRY(sql_service_request_seen(rq->tx, t->id, now));
	if (*t->rule != '\0')
		TRY(sql_task_actions(rq->tx, t->id, &v->actions));
	if (t->open)
		TRY(sql_place_people(rq->tx, t->place_id, &v->people));
	else
		TRY(sql_task_next_of(rq->tx, t->id, me, now, &v->next));
	if (t->thread_id != 0)
		TRY(sql_message_last(rq->tx, t->thread_id, 5, &v->messages));
	if (t->enrolment_id != 0)
		TRY(sql_patient_days(rq->tx, t->enrolment_id, &rest->days));
	TRY(sql_task_opener(rq->tx, t->id, me, now - TASK_BEGUN, &rest->others));
	TRY(sql_task_opened(rq->tx, t->id, me, now));
	TRY(page_ask(rq, &rest->counts));
	return tx_fetch(rq->tx);
}

/* "appointment:12:came:2" is of appointment 12. */
static int64_t
appointment_of(const struct task_show *t)
{
	static const char start[] = "appointment:";

	return strncmp(t->source, start, strlen(start)) == 0
		   ? strtoll(t->source + strlen(start), NULL, 10)
		   : 0;
}

/* "referral:12:3" is of referral 3. */
static int64_t
referral_of(const struct task_show *t)
{
	static const char start[] = "referral:";
	const char *id = strrchr(t->source, ':');

	return strncmp(t->source, start, strlen(start)) == 0 ? strtoll(id + 1, NULL, 10)
							     : 0;
}

static bool
is_screening(const char *kind)
{
	return strcmp(kind, "screening") == 0;
}

/* All that he was asked, and has answered. */
static enum status
find_screening(struct request *rq, struct task_view *v)
{
	struct screening_of_task_rows of;

	if (!is_screening(v->task->kind))
		return OK;
	TRY(sql_screening_of_task(rq->tx, v->task->id, &of));
	if (of.n == 0)
		return OK;
	v->screening = &of.at[0];
	return sql_screening_told(
	    rq->tx, of.at[0].person_id, page_user(rq)->language, &v->told);
}

/* A task with a form is done by that; a referral's and an appointment's on their own pages. */
static enum status
find_form(struct request *rq, struct task_view *v)
{
	enum status status;
	const char *name;

	v->referral_id = referral_of(v->task);
	v->appointment_id = appointment_of(v->task);
	TRY(find_screening(rq, v));
	v->did_he_come = strstr(v->task->source, ":came:") != NULL;
	if (!v->task->open || v->referral_id != 0 || v->appointment_id != 0 ||
	    is_screening(v->task->kind))
		return OK;
	status = form_of_task(rq->tx, v->task->id, page_user(rq)->id, &name);
	if (status == OK)
		v->form_title = form_sheet_title(rq->arena, name, NULL);
	return status == ERR_NOT_FOUND ? OK : status;
}

/* He may have been registered since it came. */
static enum status
find_client(struct request *rq, struct task_view *v)
{
	const char *typed = request_query(rq, "client");
	const struct task_show *t = v->task;

	v->sought = text_trim(rq->arena, typed != NULL ? typed : "");
	v->may_link = t->open && v->brought.n > 0 &&
		      (t->patient_id == 0 || *v->brought.at[0].person != '\0');
	if (!v->may_link || *v->sought == '\0')
		return OK;
	return sql_task_link_pick(rq->tx, t->place_id, text_fold(rq->arena, v->sought),
	    phone_sought(rq->arena, v->sought), &v->found);
}

static enum status
fill_task(struct request *rq, struct task_view *v, const struct nav_counts **counts)
{
	const struct session_resume *user = page_user(rq);
	struct task_rest rest = { .counts = NULL };
	const struct task_show *t;

	TRY(sql_task_show(rq->tx, rq->id, tx_now(rq->tx), user->zone, &v->task));
	t = v->task;
	TRY(find_form(rq, v));
	TRY(ask_rest(rq, v, &rest));
	*counts = rest.counts;
	TRY(find_client(rq, v));
	if (t->enrolment_id != 0)
		days_strip(rq, &rest.days, t->anchor_date, t->zone, &v->days);
	if (rest.others.n > 0 && t->open)
		v->opened = arena_printf(rq->arena, _("%s opened this %s ago."),
		    rest.others.at[0].name,
		    show_span(rq->arena, tx_now(rq->tx) - rest.others.at[0].seen_at));
	say_when(rq, v);
	v->user_id = user->id;
	v->region = user->region;
	v->mine = t->owner_id == user->id;
	v->outcomes = t->open && strcmp(t->kind, "who") != 0 && v->referral_id == 0 &&
		      v->appointment_id == 0;
	v->may_release = v->mine || strcmp(user->role, "supervisor") == 0;
	v->may_refuse = t->open && v->brought.n > 0;
	v->may_reopen =
	    role_may(user->role, TASK_REOPEN) &&
	    (strcmp(t->status, "completed") == 0 || strcmp(t->status, "failed") == 0);
	return OK;
}

/* What a colleague did while this page was open. */
static const char *
clash_line(struct request *rq, const struct task_view *v)
{
	const struct task_trail *last =
	    v->trail.n > 0 ? &v->trail.at[v->trail.n - 1] : NULL;

	if (last == NULL)
		return _("This task has changed in the meantime.");
	return arena_printf(rq->arena, "%s: %s %s", _("This task has changed"),
	    words_event(last->what, last->user_id != 0),
	    arena_printf(rq->arena, "%s, %s", last->name,
		show_moment(rq->arena, last->at, tx_now(rq->tx), v->task->zone)));
}

enum status
task_page(struct request *rq, int code, struct task_view *v)
{
	const struct nav_counts *counts;
	struct page page;

	v->place = task_place_asked(rq);
	TRY(fill_task(rq, v, &counts));
	if (code == 409)
		v->clash = clash_line(rq, v);
	page_open_with(rq, &page, counts,
	    arena_printf(rq->arena, "%s, %s",
		words_title(rq->arena, v->task->kind, v->task->title, v->task->words),
		v->task->who),
	    "tasks");
	page.faulty = code != 200;
	TRY(task_say_done(rq, &page));
	rq->reply.shown = "task";
	rq->reply.shown_id = rq->id;
	render_task_show(reply_html(rq, code), &page, v);
	return OK;
}

enum status
task_show(struct request *rq)
{
	struct task_view v = { .form = TASK_FORM };

	return task_page(rq, 200, &v);
}

/* A nurse's task: cases are taken and closed on their own page. */
enum status
task_find(struct request *rq, const struct task_lock **t)
{
	TRY(sql_task_lock(rq->tx, rq->id, t));
	return strcmp((*t)->kind, "escalation") == 0 ? ERR_NOT_FOUND : OK;
}
