/*
 * form_pages.c - filling in a form: of a task, of a patient, or of a report that is
 * changed.
 *
 * Every button sends the page; what stands in it is kept as a draft before another
 * page is shown.  The script does the same as somebody types, and gets the questions
 * as they follow from that.
 */

#include "site/form_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/report.h"
#include "core/workflow.h"
#include "gen/form_page.h"
#include "site/form_answers.h"
#include "site/form_contacts.h"
#include "site/form_seen.h"
#include "site/form_sheet.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/task_pages.h"

/* One form in somebody's hand, and the page that shows it. */
struct hand {
	struct form_subject subject;
	struct form_filling filling;
	struct form_answers answers;
	struct form_page view;
	const char *path;
};

static struct hand
hand_of_task(struct request *rq)
{
	return (struct hand){ .subject = { .user_id = page_user(rq)->id,
				  .task_id = rq->id },
		.path = arena_printf(rq->arena, "/tasks/%" PRId64 "/form", rq->id) };
}

static struct hand
hand_of_patient(struct request *rq)
{
	return (struct hand){ .subject = { .user_id = page_user(rq)->id,
				  .patient_id = rq->id,
				  .form = rq->name },
		.path = arena_printf(
		    rq->arena, "/patients/%" PRId64 "/forms/%s", rq->id, rq->name) };
}

/* Nobody's yet: it registers him, so the programme offers it for that. */
static struct hand
hand_of_new(struct request *rq)
{
	const struct workflow_form *form = workflow_form_named(rq->name);
	const char *at =
	    rq->method == GET ? request_query(rq, "place") : request_field(rq, "place");

	return (
	    struct hand){ .subject = { .user_id = page_user(rq)->id,
			      .place_id = at != NULL ? strtoll(at, NULL, 10) : 0,
			      .form = form == NULL || form->places ? rq->name : NULL },
		.path = arena_printf(rq->arena, "/patients/new/forms/%s", rq->name) };
}

static struct hand
hand_of_report(struct request *rq)
{
	return (struct hand){ .subject = { .user_id = page_user(rq)->id,
				  .report_id = rq->id },
		.path = arena_printf(rq->arena, "/reports/%" PRId64 "/edit", rq->id) };
}

static enum status
open_hand(struct request *rq, struct hand *h, const char *language)
{
	return form_filling_open(rq->tx, &h->subject,
	    language != NULL && strlen(language) <= 16 ? language
						       : page_user(rq)->language,
	    &h->filling);
}

static int
number_in(const char *text, int most)
{
	int n = 0;

	for (; text != NULL && *text >= '0' && *text <= '9' && n <= most; text++)
		n = n * 10 + (*text - '0');
	return n <= most ? n : most;
}

/* The page asked for if it has something to show, else one near it. */
static int
page_near(const struct hand *h, int page)
{
	int near = form_page_after(h->filling.entry, page - 1);

	if (near < 0)
		near = form_page_before(h->filling.entry, page);
	return near >= 0 ? near : 0;
}

static int
page_sent(struct request *rq, const struct hand *h)
{
	int last = (int)form_pages(h->filling.form) - 1;

	return number_in(request_field(rq, "page"), last >= 0 ? last : 0);
}

/* Showing. */

static enum status
answer(struct request *rq, int code, struct hand *h, int page,
    const struct form_problem *problems, size_t n)
{
	struct form_page *v = &h->view;
	const struct nav_counts *counts;
	struct page frame;

	TRY(form_sheet_questions(rq, &h->filling, page, problems, n, v));
	v->path = h->path;
	v->in = form_sheet_in(rq, h->filling.form, h->filling.language);
	v->problems = problems;
	v->nproblems = n;
	v->report = h->subject.report_id != 0;
	v->task_version = h->filling.task_version;
	v->report_version = h->filling.report_version;
	form_sheet_kept(rq, &h->filling, v);
	form_sheet_languages(rq, h->filling.form, &v->languages);
	TRY(form_sheet_beside(rq, &h->filling, v, &counts));
	page_open_with(rq, &frame, counts,
	    *v->about.who != '\0'
		? arena_printf(rq->arena, "%s, %s", v->heading, v->about.who)
		: v->heading,
	    v->task ? "tasks" : "patients");
	frame.faulty = code != 200 || n > 0;
	rq->reply.shown = v->task ? "task" : "patient";
	rq->reply.shown_id = v->task ? h->subject.task_id : h->filling.patient_id;
	render_form_page(reply_html(rq, code), &frame, v);
	return OK;
}

static enum status
show(struct request *rq, struct hand h)
{
	const struct form_problem *problems = NULL;
	const char *asked = request_query(rq, "page"), *why;
	enum status status;
	size_t n = 0;
	int page;

	status = open_hand(rq, &h, request_query(rq, "language"));
	if (status == ERR_CONFLICT)
		return reply_see_other(rq, "/tasks/%" PRId64, rq->id);
	TRY(status);
	page = asked != NULL ? number_in(asked, FORM_CONTROLS_MAX) - 1 : h.filling.page;
	page = page_near(&h, page);
	if (request_query(rq, "check") != NULL)
		TRY(form_problems(h.filling.entry, page, &problems, &n, &why));
	return answer(rq, 200, &h, page, problems, n);
}

enum status
form_task(struct request *rq)
{
	enum status status = show(rq, hand_of_task(rq));
	const struct task_show *task;

	if (status != ERR_NOT_FOUND)
		return status;
	/* One without a form has its own page. */
	TRY(sql_task_show(rq->tx, rq->id, tx_now(rq->tx), page_user(rq)->zone, &task));
	return reply_see_other(rq, "/tasks/%" PRId64, task->id);
}

enum status
form_patient(struct request *rq)
{
	return show(rq, hand_of_patient(rq));
}

enum status
form_new(struct request *rq)
{
	return show(rq, hand_of_new(rq));
}

enum status
form_report(struct request *rq)
{
	return show(rq, hand_of_report(rq));
}

/* What was sent. */

static enum status
keep(struct request *rq, struct hand *h, int page)
{
	return form_filling_keep(rq->tx, &h->filling,
	    (int32_t)number_in(request_field(rq, "version"), 99999999), page);
}

/* Kept, then shown again by a GET. */
static enum status
go_to(struct request *rq, struct hand *h, int page, const char *language,
    const char *more)
{
	TRY(keep(rq, h, page));
	return reply_see_other(rq, "%s?page=%d%s%s", h->path, page + 1,
	    form_sheet_in(rq, h->filling.form, language), more);
}

/* What her answers led to. */
static const char *
more_at(struct request *rq, const char *name)
{
	return arena_printf(rq->arena, "&notice=form-more#%s", name);
}

/* Of these problems those that she was asked about; the others follow from her answers. */
static size_t
asked_of(struct arena *arena, const struct hand *h, const struct form_problem *all,
    size_t n, int page, const struct form_problem **own)
{
	struct form_problem *at;
	size_t k = 0;

	ARENA_ARRAY(arena, at, n + h->answers.nrefused);
	for (size_t i = 0; i < h->answers.nrefused; i++)
		at[k++] = h->answers.refused[i];
	for (size_t i = 0; i < n; i++)
		if (all[i].page == page && form_answers_asked(&h->answers, all[i].name))
			at[k++] = all[i];
	*own = at;
	return k;
}

static enum status
report_back(struct request *rq, struct hand *h, const struct report_saved *saved)
{
	const char *go = request_field(rq, "go");
	const char *notice = saved->case_id != 0 ? "escalated"
			     : saved->put_off    ? "put-off"
						 : "done";

	if (h->subject.report_id != 0)
		return page_done(rq, "/reports/%" PRId64 "?notice=saved", rq->id);
	if (h->subject.task_id != 0)
		return task_go_on(rq,
		    go != NULL && strcmp(go, "next") == 0 ? "next" : "list", notice);
	if (saved->registered != 0)
		return page_done(
		    rq, "/patients/%" PRId64 "/registered", saved->registered);
	if (h->filling.patient_id == 0)
		return page_done(
		    rq, "/reports/%" PRId64 "?notice=saved", saved->report_id);
	return page_done(rq, "/patients/%" PRId64 "?notice=saved", rq->id);
}

static enum status
report_now(struct request *rq, struct hand *h, struct report_saved *saved)
{
	const char *why = request_field(rq, "why");

	if (h->subject.report_id != 0)
		return report_edit(rq->tx, &h->filling,
		    (int32_t)number_in(request_field(rq, "report"), 99999999),
		    why != NULL ? why : "", saved);
	return report_save(rq->tx, &h->filling,
	    &(struct report_send){ .once = page_once_sent(rq),
		.task_version = (int32_t)number_in(request_field(rq, "task"), 99999999),
		.said = &h->view.said },
	    saved);
}

static const char *
field_sent(struct request *rq, const char *name)
{
	const char *text = request_field(rq, name);

	return text != NULL ? text : "";
}

/* Whether somebody like him is registered: as the page that registers a client asks. */
static void
show_known(struct request *rq, struct hand *h, const struct report_saved *saved)
{
	struct form_page *v = &h->view;

	if (saved->known.e164 == NULL)
		return;
	v->known = saved->known;
	v->phone = (struct phone_check){ .e164 = v->known.e164,
		.shown = page_phone(rq, v->known.e164),
		.fault = v->known.doubt,
		.doubtful = v->known.doubt != NULL,
		.sure = v->said.phone_sure,
		.users = v->known.users,
		.elsewhere = v->known.elsewhere };
}

/* He has a record: there is nobody to register. */
static enum status
same_person(struct request *rq, struct hand *h, int64_t patient_id)
{
	TRY(form_filling_discard(rq->tx, &h->subject));
	return page_done(rq, "/patients/%" PRId64, patient_id);
}

static enum status
clash(struct request *rq, struct hand *h, int page, const char *words)
{
	h->view.clash = words;
	return answer(rq, 409, h, page, NULL, 0);
}

/* What saving it found: kept, so that a link to another page loses nothing. */
static enum status
refused(struct request *rq, struct hand *h, int page, const struct report_saved *saved)
{
	struct form_problem *at;

	ARENA_ARRAY(rq->arena, at, saved->nfaults);
	for (size_t i = 0; i < saved->nfaults; i++) {
		const char *name = saved->faults[i].name;

		at[i] = (struct form_problem){ .name = name,
			.path = "",
			.label = "",
			.words = saved->faults[i].words,
			.page = *name == 'q' ? form_page_of(h->filling.entry, name)
					     : page };
	}
	show_known(rq, h, saved);
	TRY(keep(rq, h, page));
	return answer(rq, 422, h, page, at, saved->nfaults);
}

/*
 * Pressed twice, and the first has been saved meanwhile: this one leads to the same.
 * The one that is being saved is waited for.
 */
static enum status
as_the_first(struct request *rq, bool *was)
{
	const char *once = page_once_sent(rq);
	const struct report_turn *turn;

	if (once != NULL)
		TRY(sql_report_turn(rq->tx, once, &turn));
	return page_done_before(rq, was);
}

/* What was asked is right: it is stored, unless an answer led to something more. */
static enum status
finish(struct request *rq, struct hand *h, int page)
{
	struct report_saved saved = { .nfaults = 0 };
	const struct form_problem *problems;
	const char *why;
	enum status status;
	bool was = false;
	size_t n;

	TRY(form_problems(h->filling.entry, -1, &problems, &n, &why));
	if (n > 0)
		return go_to(rq, h, problems[0].page, request_field(rq, "in"),
		    problems[0].page == page ? more_at(rq, problems[0].name)
					     : "&check=1");
	h->view.said = (struct person_said){ field_sent(rq, "asked_phone"),
		field_sent(rq, "same_phone"), field_sent(rq, "asked_name"),
		field_sent(rq, "same_name"), *field_sent(rq, "phone_sure") != '\0' };
	status = report_now(rq, h, &saved);
	if (status == ERR_INVALID && saved.nfaults > 0)
		return refused(rq, h, page, &saved);
	if (status == ERR_INVALID && saved.same != 0)
		return same_person(rq, h, saved.same);
	/* Pressed twice: what waited for the first leads to the same. */
	if (status == ERR_CONFLICT || saved.again)
		TRY(as_the_first(rq, &was));
	if (was)
		return OK;
	if (status == ERR_CONFLICT)
		return clash(rq, h, page, _("This has changed in the meantime."));
	TRY(status);
	return report_back(rq, h, &saved);
}

/* Names of ours only. */
static bool
is_name(const char *name)
{
	return name[strspn(name, "qrg0123456789.")] == '\0' && strlen(name) <= 64;
}

/* To a place in the page. */
static const char *
anchor_of(struct request *rq, const char *name, const char *part)
{
	return is_name(name) ? arena_printf(rq->arena, "#%s%s", name, part) : "";
}

/* The page once more, with those whom her search found. */
static const char *
looked_for(struct request *rq, const char *name, const char *notice)
{
	return arena_printf(rq->arena, "%s%s%s", form_contacts_sought(rq, name), notice,
	    anchor_of(rq, name, ""));
}

static enum status
go_on(struct request *rq, struct hand *h, int page, bool save)
{
	const struct form_problem *problems, *own;
	const char *why, *led_to, *open, *in = request_field(rq, "in");
	size_t n, mine;
	int next = form_page_after(h->filling.entry, page);

	if ((open = form_contacts_open(rq, &h->answers)) != NULL)
		return go_to(rq, h, page, in, looked_for(rq, open, "&notice=choose"));
	TRY(form_problems(h->filling.entry, page, &problems, &n, &why));
	mine = asked_of(rq->arena, h, problems, n, page, &own);
	if (mine > 0)
		return answer(rq, 422, h, page, own, mine);
	if (n > 0)
		return go_to(rq, h, page, in, more_at(rq, problems[0].name));
	save = save && next < 0;
	led_to = form_seen_first_new(rq->arena, &h->filling, &h->answers, page, save);
	if (led_to != NULL)
		return go_to(rq, h, form_page_of(h->filling.entry, led_to), in,
		    more_at(rq, led_to));
	return save ? finish(rq, h, page)
		    : go_to(rq, h, next >= 0 ? next : page, in, "");
}

/* To the page where a picture is brought: what she typed is kept first. */
static enum status
bring_picture(struct request *rq, struct hand *h, int page, const char *name)
{
	TRY(keep(rq, h, page));
	if (!is_name(name))
		return reply_see_other(rq, "%s?page=%d", h->path, page + 1);
	return reply_see_other(rq, "/drafts/%" PRId64 "/picture?question=%s%s",
	    h->filling.draft_id, name,
	    form_sheet_in(rq, h->filling.form, request_field(rq, "in")));
}

/* The buttons besides those that lead on, and where the page is then. */
static enum status
press(struct request *rq, struct hand *h, const char **anchor, bool *pressed)
{
	const char *add = request_field(rq, "add"), *clear = request_field(rq, "clear"),
		   *find = request_field(rq, "find");

	*anchor = add != NULL     ? anchor_of(rq, add, "-more")
		  : clear != NULL ? anchor_of(rq, clear, "")
		  : find != NULL  ? looked_for(rq, find, "")
				  : "";
	return form_answers_press(rq, h->filling.entry, pressed);
}

/* The typed answers in the entry, and all that follows from them. */
static enum status
take(struct request *rq, struct hand *h, int *page)
{
	const char *why;

	TRY(open_hand(rq, h, request_field(rq, "in")));
	*page = page_sent(rq, h);
	TRY(form_answers_put(rq, h->filling.entry, &h->answers));
	h->filling.seen = form_seen_with(rq->arena, h->filling.seen, &h->answers);
	return form_compute(h->filling.entry, &why);
}

static enum status
obey(struct request *rq, struct hand *h, int page)
{
	const char *go = request_field(rq, "go"),
		   *language = request_field(rq, "language"),
		   *in = request_field(rq, "in"),
		   *picture = request_field(rq, "picture"), *anchor;
	int before = form_page_before(h->filling.entry, page);
	bool pressed;

	TRY(press(rq, h, &anchor, &pressed));
	if (pressed)
		return go_to(rq, h, page, in, anchor);
	if (picture != NULL)
		return bring_picture(rq, h, page, picture);
	if (language != NULL)
		return go_to(rq, h, page, language, "");
	if (go != NULL && strcmp(go, "back") == 0)
		return go_to(rq, h, before >= 0 ? before : page, in, "");
	return go_on(rq, h, page, go == NULL || strcmp(go, "on") != 0);
}

static bool
is_gone(struct request *rq, const struct hand *h)
{
	return h->filling.draft_id == 0 &&
	       number_in(request_field(rq, "version"), 99999999) > 0;
}

static enum status
send(struct request *rq, struct hand h)
{
	enum status status;
	bool was = false;
	int page = 0;

	if (request_field(rq, "discard") != NULL) {
		TRY(form_filling_discard(rq->tx, &h.subject));
		return page_done(rq, "%s?notice=draft-gone", h.path);
	}
	status = take(rq, &h, &page);
	/* The draft that this page knew of is gone, or its task is closed. */
	if (status == ERR_CONFLICT || (status == OK && is_gone(rq, &h)))
		TRY(as_the_first(rq, &was));
	if (was)
		return OK;
	if (status == ERR_CONFLICT)
		return page_done(rq, "/tasks/%" PRId64 "?notice=done-by-other", rq->id);
	TRY(status);
	status = obey(rq, &h, page);
	return status == ERR_CONFLICT
		   ? clash(
			 rq, &h, page, _("You have changed this form in another tab."))
		   : status;
}

enum status
form_task_send(struct request *rq)
{
	return send(rq, hand_of_task(rq));
}

enum status
form_patient_send(struct request *rq)
{
	return send(rq, hand_of_patient(rq));
}

enum status
form_new_send(struct request *rq)
{
	return send(rq, hand_of_new(rq));
}

enum status
form_report_send(struct request *rq)
{
	return send(rq, hand_of_report(rq));
}

/* As somebody types. */

/* What has an answer may be told to be wrong; what has none is not asked for yet. */
static enum status
wrong_so_far(struct request *rq, struct hand *h, int page,
    const struct form_problem **wrong, size_t *n)
{
	const struct form_problem *all;
	struct form_problem *at;
	const char *why;
	size_t found, k = 0;

	TRY(form_problems(h->filling.entry, page, &all, &found, &why));
	ARENA_ARRAY(rq->arena, at, found);
	for (size_t i = 0; i < found; i++) {
		const char *value = form_value(h->filling.entry, all[i].path);

		if (value != NULL && *value != '\0')
			at[k++] = all[i];
	}
	*wrong = at;
	*n = k;
	return OK;
}

static enum status
draft(struct request *rq, struct hand h)
{
	const struct form_problem *wrong;
	const char *anchor;
	enum status status;
	bool pressed;
	size_t n;
	int page;

	status = take(rq, &h, &page);
	if (status == ERR_CONFLICT) {
		reply_header(rq, "X-Location",
		    arena_printf(
			rq->arena, "/tasks/%" PRId64 "?notice=done-by-other", rq->id));
		return reply_nothing(rq, 204);
	}
	TRY(status);
	TRY(press(rq, &h, &anchor, &pressed));
	status = keep(rq, &h, page);
	if (status != OK && status != ERR_CONFLICT)
		return status;
	TRY(wrong_so_far(rq, &h, page, &wrong, &n));
	TRY(form_sheet_questions(rq, &h.filling, page, wrong, n, &h.view));
	h.view.task = h.subject.task_id != 0;
	form_sheet_kept(rq, &h.filling, &h.view);
	if (status == ERR_CONFLICT)
		h.view.kept =
		    _("Open in another tab as well: what is typed last counts.");
	render_form_parts(reply_html(rq, status == ERR_CONFLICT ? 409 : 200), &h.view);
	return OK;
}

enum status
form_task_draft(struct request *rq)
{
	return draft(rq, hand_of_task(rq));
}

enum status
form_patient_draft(struct request *rq)
{
	return draft(rq, hand_of_patient(rq));
}

enum status
form_new_draft(struct request *rq)
{
	return draft(rq, hand_of_new(rq));
}

enum status
form_report_draft(struct request *rq)
{
	return draft(rq, hand_of_report(rq));
}
