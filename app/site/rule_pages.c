/* rule_pages.c - why there is, or is no, task; and which rules fail. */

#include "site/rule_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/workflow.h"
#include "gen/rule_list.h"
#include "gen/rule_why.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define LOOKS 15 /* one a second: then whoever answers does not run */

/* ------------------------------------------------------- why, for a client --- */

static int64_t
task_of(const struct rule_tasks_rows *tasks, const char *emission)
{
	for (size_t i = 0; emission != NULL && i < tasks->n; i++)
		if (strcmp(tasks->at[i].emission, emission) == 0)
			return tasks->at[i].id;
	return 0;
}

/* The lines of one verdict, in their order. */
static struct why_lines
lines_of(struct request *rq, const struct rule_lines *lines, enum rule_verdict verdict,
    const struct rule_tasks_rows *tasks)
{
	const struct workflow_words words = { .first_name = NULL };
	struct why_line *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, at, lines->n);
	for (size_t i = 0; i < lines->n; i++) {
		const struct rule_line *line = &lines->at[i];

		if (line->verdict != verdict)
			continue;
		at[n++] = (struct why_line){ .line = line,
			.title = line->title != NULL
				     ? workflow_text(rq->arena, page_user(rq)->language,
					   line->title, &words)
				     : NULL,
			.task_id = task_of(tasks, line->emission) };
	}
	return (struct why_lines){ at, n };
}

static bool
is_said(const struct why_lines *lines, int64_t task_id)
{
	for (size_t i = 0; i < lines->n; i++)
		if (lines->at[i].task_id == task_id)
			return true;
	return false;
}

/* Made by people, by what he wrote, or by a rule that says nothing of it any more. */
static enum status
fill_others(struct request *rq, struct why_view *v)
{
	struct patient_tasks_rows rows;
	struct patient_tasks *at;
	size_t n = 0;

	TRY(sql_patient_tasks(rq->tx, rq->id, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		if (!is_said(&v->tasks, rows.at[i].id))
			at[n++] = rows.at[i];
	v->others = (struct patient_tasks_rows){ at, n };
	return OK;
}

static enum status
read_answer(struct request *rq, struct why_view *v)
{
	const struct rule_speech speech = { show_day, v->patient->zone };
	const char *text = v->answer->answer;
	struct rule_explanation explanation;
	struct rule_tasks_rows tasks;
	struct rule_lines lines;

	if (*text == '\0')
		return OK;
	v->unreadable =
	    rule_explain_read(rq->arena, text, strlen(text), &explanation) != OK;
	if (v->unreadable)
		return OK;
	TRY(sql_rule_tasks(rq->tx, rq->id, &tasks));
	rule_explain_lines(rq->arena, &explanation, &speech, &lines);
	v->tasks = lines_of(rq, &lines, RULE_TASK, &tasks);
	v->stopped = lines_of(rq, &lines, RULE_STOPPED, &tasks);
	v->none = lines_of(rq, &lines, RULE_NO_TASK, &tasks);
	return fill_others(rq, v);
}

/* Looks again in a second, with or without a script, but not for ever. */
static void
look_again(struct request *rq, struct why_view *v)
{
	int64_t looks = page_number(rq, "n");

	v->late = looks >= LOOKS;
	if (!v->late)
		reply_header(rq, "Refresh",
		    arena_printf(rq->arena,
			"1; url=/patients/%" PRId64 "/why?n=%" PRId64 "&task=%" PRId64,
			rq->id, looks + 1, v->task_id));
}

enum status
rule_why(struct request *rq)
{
	struct why_view v = { .csrf = page_user(rq)->csrf,
		.once = page_once(rq),
		.task_id = page_number(rq, "task") };
	enum status status;
	struct page page;

	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &v.patient));
	v.name = show_name(rq->arena, v.patient->given_name, v.patient->family_name);
	status = sql_rule_answer(rq->tx, rq->id, &v.answer);
	if (status == ERR_NOT_FOUND)
		v.answer = NULL;
	else if (status != OK)
		return status;
	if (v.answer != NULL)
		TRY(read_answer(rq, &v));
	v.waits = v.answer != NULL && v.answer->waits;
	if (v.waits)
		look_again(rq, &v);
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, _("Why these tasks? %s"), v.name), "patients"));
	page_in_zone(rq, &page, v.patient->zone);
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_rule_why(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
rule_why_ask(struct request *rq)
{
	const struct patient_get *patient;

	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &patient));
	TRY(sql_rule_ask(rq->tx, rq->id, tx_now(rq->tx)));
	return page_done(rq, "/patients/%" PRId64 "/why?task=%" PRId64, rq->id,
	    page_number(rq, "task"));
}

/* ---------------------------------------------------------- which rules fail --- */

static bool
same_place(const struct rule_failing *a, const struct rule_failing_subjects *b)
{
	return strcmp(a->rule, b->rule) == 0 && strcmp(a->file, b->file) == 0 &&
	       a->line == b->line;
}

static enum status
fill_groups(struct request *rq, struct rule_list_view *v)
{
	struct rule_failing_subjects_rows subjects = { .n = 0 };
	struct rule_failing_rows rows;
	struct rule_group *groups;

	TRY(sql_rule_failing(rq->tx, &rows));
	if (v->names)
		TRY(sql_rule_failing_subjects(rq->tx, &subjects));
	ARENA_ARRAY(rq->arena, groups, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		size_t from = 0;

		groups[i] = (struct rule_group){ .row = &rows.at[i] };
		while (
		    from < subjects.n && !same_place(&rows.at[i], &subjects.at[from]))
			from++;
		groups[i].at = &subjects.at[from];
		while (from + groups[i].n < subjects.n &&
		       same_place(&rows.at[i], &subjects.at[from + groups[i].n]))
			groups[i].n++;
	}
	v->groups = (struct rule_groups){ groups, rows.n };
	return OK;
}

enum status
rule_list(struct request *rq)
{
	struct rule_list_view v = { .zone = page_user(rq)->zone,
		.region = page_user(rq)->region };
	const struct rule_behind *behind;
	struct page page;

	v.names = strcmp(page_user(rq)->role, "supervisor") == 0;
	TRY(sql_rule_state(rq->tx, tx_now(rq->tx), &v.state));
	TRY(sql_rule_behind(rq->tx, tx_now(rq->tx), &behind));
	if (behind->since != 0)
		v.behind =
		    show_moment(rq->arena, behind->since, tx_now(rq->tx), v.zone);
	TRY(sql_rule_zones(rq->tx, &v.zones));
	TRY(fill_groups(rq, &v));
	TRY(page_open(rq, &page, _("Rules"), "rules"));
	render_rule_list(reply_html(rq, 200), &page, &v);
	return OK;
}
