/* form_sheet.c - see form_sheet.h. */

#include "site/form_sheet.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "core/place.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "ext/xml.h"
#include "form/form_map.h"
#include "site/form_contacts.h"
#include "site/form_html.h"
#include "site/page.h"
#include "site/report_show.h"
#include "site/show.h"
#include "site/task_pages.h"
#include "site/words.h"

#define EARLIER_MOST 4
/* What was said last tells her the most: of earlier reports she sees how they went. */
#define ANSWERS_LAST 8
#define ANSWERS_EARLIER 4

const char *
form_sheet_language(const struct form *form, const char *wanted)
{
	const char *language;

	for (size_t i = 0; (language = form_language(form, i)) != NULL; i++)
		if (wanted != NULL && strcmp(language, wanted) == 0)
			return language;
	return form_language(form, 0) != NULL ? form_language(form, 0) : "";
}

const char *
form_sheet_in(struct request *rq, const struct form *form, const char *wanted)
{
	const char *language = form_sheet_language(form, wanted);

	return *language == '\0' || strcmp(language, page_user(rq)->language) == 0
		   ? ""
		   : arena_printf(rq->arena, "&language=%s", language);
}

void
form_sheet_languages(
    struct request *rq, const struct form *form, struct option_rows *rows)
{
	const struct workflow *w = workflow();
	struct option *at;
	size_t n = 0;

	while (form_language(form, n) != NULL)
		n++;
	ARENA_ARRAY(rq->arena, at, n);
	for (size_t i = 0; i < n; i++) {
		at[i].value = at[i].label = form_language(form, i);
		for (size_t k = 0; w->languages[k] != NULL; k++)
			if (strcmp(w->languages[k], at[i].value) == 0)
				at[i].label = w->language_names[k];
	}
	*rows = (struct option_rows){ at, n };
}

const char *
form_sheet_title(struct arena *arena, const char *name, const char *own)
{
	const struct workflow_form *form = workflow_form_named(name);

	if (form != NULL && form->title != NULL)
		return words_text(arena, form->title);
	return own != NULL && *own != '\0' ? own : name;
}

/* The questions. */

/* Only pages that have something to show are counted. */
static void
number_pages(struct form_entry *entry, int page, struct form_page *v)
{
	for (int p = form_page_after(entry, -1); p >= 0;
	     p = form_page_after(entry, p)) {
		v->of++;
		if (p <= page)
			v->number = v->of;
	}
	v->page = page;
	v->first = form_page_before(entry, page) < 0;
	v->last = form_page_after(entry, page) < 0;
}

enum status
form_sheet_questions(struct request *rq, struct form_filling *filling, int page,
    const struct form_problem *problems, size_t nproblems, struct form_page *v)
{
	struct xml *doc = form_view(filling->entry, page, problems, nproblems);

	TRY(form_contacts_fill(rq, doc));
	number_pages(filling->entry, page, v);
	v->title =
	    form_sheet_title(rq->arena, filling->name, form_title(filling->form));
	v->language = form_sheet_language(filling->form, filling->language);
	v->questions = form_html(rq->arena, doc, &v->questions_len);
	return v->questions != NULL ? OK : ERR_INTERNAL;
}

void
render_form_questions(struct buf *out, const struct form_page *v)
{
	buf_add(out, v->questions, v->questions_len);
}

const char *
form_problems_line(struct arena *arena, const struct form_page *v)
{
	return arena_printf(arena,
	    i18n_many("Nothing is saved yet: %d thing to correct.",
		"Nothing is saved yet: %d things to correct.",
		(unsigned long)v->nproblems),
	    (int)v->nproblems);
}

const char *
form_problem_link(
    struct arena *arena, const struct form_page *v, const struct form_problem *p)
{
	return p->page == v->page ? arena_printf(arena, "#%s", p->name)
				  : arena_printf(arena, "%s?page=%d%s#%s", v->path,
					p->page + 1, v->in, p->name);
}

void
form_sheet_kept(
    struct request *rq, const struct form_filling *filling, struct form_page *v)
{
	v->version = filling->draft_version;
	if (filling->draft_id != 0)
		v->kept = arena_printf(rq->arena, _("Draft of %s kept"),
		    show_moment(
			rq->arena, filling->touched_at, tx_now(rq->tx), filling->zone));
}

/* Earlier reports. */

/*
 * "a.b" to the text of its value, nothing of repeats.  Of a hundred answers some are
 * shown: the others are passed over as they are written.
 */
static void
gather(struct arena *arena, const struct json_span *object, const char *group,
    struct form_map **fields)
{
	struct json_span name, *value = arena_alloc(arena, sizeof *value);

	for (const char *at = object->text; json_step(&at, &name, value);) {
		const char *field = arena_strndup(arena, name.text, name.len);

		if (*group != '\0')
			field = arena_printf(arena, "%s.%s", group, field);
		if (*value->text == '{') {
			gather(arena, value, field, fields);
		} else if (*value->text != '[') {
			form_map_put(arena, fields, field, value);
			value = arena_alloc(arena, sizeof *value);
		}
	}
}

/* NULL for a group, a repeat or nothing. */
static const char *
field_of(struct arena *arena, const struct form_map *fields, const char *path)
{
	const struct json_span *span = form_map_get(fields, path);
	const struct json *value;

	if (span == NULL || json_parse(arena, span->text, span->len, &value) != OK)
		return NULL;
	return json_scalar(arena, value);
}

/* What the form of the report before asks: mostly the next one is of the same. */
struct asked {
	const struct form *form;
	const struct form_question *at;
	size_t n;
};

/* "Outcome: reached, no problem. Pain: 3."; behind the most that are shown "...". */
static enum status
answers_of(struct request *rq, const struct report_list *r, const char *language,
    size_t most, struct asked *asked, const char **words)
{
	const struct form_question *q;
	const struct json_span all = { r->fields, strlen(r->fields) };
	const struct json *hidden;
	struct form_map *fields = NULL;
	const struct form *form;
	struct buf b;
	size_t told = 0;

	*words = "";
	if (r->form_version_id == 0 || !json_gate(all.text, all.len) ||
	    json_parse(
		rq->arena, r->hidden_fields, strlen(r->hidden_fields), &hidden) != OK)
		return OK;
	gather(rq->arena, &all, "", &fields);
	TRY(form_store_known(rq->tx, r->form_version_id, r->sha256, &form));
	if (form != asked->form)
		form_questions(rq->arena, form, language, &asked->at, &asked->n);
	asked->form = form;
	q = asked->at;
	buf_init(&b, rq->arena);
	for (size_t i = 0; i < asked->n; i++) {
		const char *value =
		    q[i].label[0] != '\0' && report_show_tells(&q[i], hidden)
			? field_of(rq->arena, fields, q[i].field)
			: NULL;

		if (value == NULL || *value == '\0')
			continue;
		if (told == most) {
			buf_puts(&b, " …");
			break;
		}
		if (strcmp(q[i].type, "date") == 0)
			value = show_day(rq->arena, value);
		buf_printf(&b, "%s%s: %s.", told++ > 0 ? " " : "", q[i].label,
		    form_answer(rq->arena, form, language, q[i].field, value));
	}
	if (told > 0)
		*words = b.data;
	return OK;
}

static enum status
show_earlier(struct request *rq, const struct report_list_rows *reports,
    const struct form_filling *filling, struct form_page *v)
{
	struct asked asked = { .form = NULL };
	struct form_earlier *at;

	ARENA_ARRAY(rq->arena, at, reports->n);
	v->earlier.at = at;
	for (size_t i = 0; i < reports->n; i++) {
		const struct report_list *r = &reports->at[i];
		struct form_earlier *e = &at[v->earlier.n];

		if (strcmp(r->state, "withdrawn") == 0 ||
		    r->id == filling->subject.report_id)
			continue;
		*e = (struct form_earlier){ .id = r->id,
			.title = form_sheet_title(rq->arena, r->form, r->title),
			.by = show_short_name(rq->arena, r->by_name),
			.at = r->reported_at };
		TRY(answers_of(rq, r, v->language,
		    v->earlier.n == 0 ? ANSWERS_LAST : ANSWERS_EARLIER, &asked,
		    &e->words));
		v->earlier.n++;
	}
	return OK;
}

/* Whom it is about. */

static enum status
about_task(struct request *rq, const struct form_filling *filling, struct form_page *v,
    int64_t *enrolment_id, const char **anchor)
{
	const struct session_resume *user = page_user(rq);
	struct form_about *a = &v->about;
	const struct task_show *t;

	TRY(sql_task_show(
	    rq->tx, filling->subject.task_id, tx_now(rq->tx), user->zone, &t));
	*a = (struct form_about){ .patient_id = t->patient_id,
		.who = t->who,
		.number = t->number,
		.place = t->place_name,
		.zone = t->zone,
		.region = user->region,
		.e164 = t->e164,
		.phone_owner = t->phone_owner_name,
		.phone2 = t->phone2,
		.phone2_owner = t->phone2_owner_name,
		.guardian = t->guardian_name,
		.lives_in = t->lives_in,
		.note = t->note,
		.opted_out = t->opted_out,
		.thread_id = t->thread_id,
		.said = t->said,
		.said_at = t->said_at,
		.said_urgency = t->said_urgency,
		.words = strcmp(t->kind, "free") != 0 ? t->words : "" };
	v->task = true;
	v->heading = words_title(rq->arena, t->kind, t->title, t->words);
	v->urgent = t->open && t->priority <= 2;
	v->due = task_due_line(rq, t);
	v->back = arena_printf(rq->arena, "/tasks/%" PRId64, t->id);
	*enrolment_id = t->enrolment_id;
	*anchor = t->anchor_date;
	return OK;
}

static void
show_patient(struct request *rq, const struct form_filling *filling,
    const struct form_patient *p, struct form_page *v)
{
	v->about = (struct form_about){ .patient_id = p->id,
		.who = show_name(rq->arena, p->given_name, p->family_name),
		.number = p->number,
		.place = p->place_name,
		.zone = p->zone,
		.region = page_user(rq)->region,
		.e164 = p->e164,
		.phone_owner = p->phone_owner_name,
		.phone2 = p->e164_2,
		.phone2_owner = p->phone2_owner_name,
		.guardian = p->guardian_name,
		.lives_in = p->lives_in,
		.note = p->note,
		.opted_out = p->opted_out,
		.thread_id = filling->thread_id,
		.said = "",
		.words = "" };
	v->heading = v->title;
	v->due = "";
	v->back = arena_printf(rq->arena, "/patients/%" PRId64, p->id);
}

/* Nobody yet: he is registered at this facility. */
static enum status
about_nobody(
    struct request *rq, const struct form_filling *filling, struct form_page *v)
{
	const struct place_mine *place;
	struct place_mine_rows places;

	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &places));
	place = place_among(&places, filling->place_id);
	v->about = (struct form_about){ .who = "",
		.number = "",
		.place = place != NULL ? place->name : "",
		.zone = filling->zone,
		.region = page_user(rq)->region,
		.e164 = "",
		.phone_owner = "",
		.phone2 = "",
		.phone2_owner = "",
		.guardian = "",
		.lives_in = "",
		.note = "",
		.said = "",
		.words = "" };
	v->place_id = filling->place_id;
	v->heading = v->title;
	v->due = "";
	v->back = "/patients/new";
	return OK;
}

static void
show_fillers(
    struct request *rq, const struct form_fillers_rows *others, struct form_page *v)
{
	int64_t since;

	if (others->n == 0)
		return;
	since = tx_now(rq->tx) - others->at[0].started_at;
	v->filling = arena_printf(rq->arena, _("%s has been filling this in for %s."),
	    others->at[0].name, show_span(rq->arena, since > MINUTE ? since : MINUTE));
}

enum status
form_sheet_beside(struct request *rq, const struct form_filling *filling,
    struct form_page *v, const struct nav_counts **counts)
{
	const int64_t task_id = filling->subject.task_id, now = tx_now(rq->tx);
	struct form_about *a = &v->about;
	struct form_fillers_rows others = { .n = 0 };
	struct report_list_rows reports = { .n = 0 };
	struct patient_days_rows days = { .n = 0 };
	struct form_patient_rows patients = { .n = 0 };
	struct message_last_rows messages = { .n = 0 };
	int64_t enrolment_id = filling->enrolment_id;
	const char *anchor = NULL;

	a->patient_id = filling->patient_id;
	a->thread_id = filling->thread_id;
	if (task_id != 0)
		TRY(about_task(rq, filling, v, &enrolment_id, &anchor));
	else if (a->patient_id == 0)
		TRY(about_nobody(rq, filling, v));
	TRY(tx_together(rq->tx));
	if (task_id == 0 && a->patient_id != 0)
		TRY(sql_form_patient(rq->tx, a->patient_id, &patients));
	if (a->thread_id != 0)
		TRY(sql_message_last(rq->tx, a->thread_id, 5, &messages));
	if (enrolment_id != 0)
		TRY(sql_patient_days(rq->tx, enrolment_id, &days));
	if (a->patient_id != 0 || task_id != 0)
		TRY(sql_report_list(
		    rq->tx, a->patient_id, task_id, EARLIER_MOST, &reports));
	if (task_id != 0) {
		TRY(sql_form_fillers(rq->tx, task_id, now, &others));
		TRY(sql_task_opened(rq->tx, task_id, page_user(rq)->id, now));
	}
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	if (patients.n > 0) {
		show_patient(rq, filling, &patients.at[0], v);
		anchor = patients.at[0].anchor_date;
	}
	a->messages = messages;
	if (enrolment_id != 0)
		days_strip(rq, &days, anchor, a->zone, &a->days);
	a->day = show_inside(rq->arena, show_follow_up(rq->arena, anchor,
					    workflow()->follow_up_days, now, a->zone));
	show_fillers(rq, &others, v);
	return show_earlier(rq, &reports, filling, v);
}
