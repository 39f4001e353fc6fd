/*
 * form_admin_pages.c - the programme's forms: brought, checked, looked at, retired.
 */

#include "site/form_admin_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "gen/form_admin.h"
#include "site/form_answers.h"
#include "site/form_sheet.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/words.h"

/* All of them. */

enum status
form_admin_list(struct request *rq)
{
	struct form_list_rows forms;
	struct page page;

	TRY(sql_form_list(rq->tx, &forms));
	TRY(page_open(rq, &page, _("Forms"), "forms"));
	render_form_admin_list(reply_html(rq, 200), &page, &forms);
	return OK;
}

/* Bringing one. */

static enum status
show_new(struct request *rq, int code, const struct form_new_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Bring a form"), "forms"));
	page.faulty = code != 200;
	render_form_admin_new(reply_html(rq, code), &page, v);
	return OK;
}

enum status
form_admin_new(struct request *rq)
{
	const char *name = request_query(rq, "name");

	return show_new(rq, 200,
	    &(struct form_new_view){
		.name = name != NULL ? name : "", .file_name = "" });
}

/* "client_review" of "client_review.xml". */
static const char *
name_of(struct arena *arena, const char *file_name)
{
	size_t len = strlen(file_name);

	if (len > 4 && strcmp(file_name + len - 4, ".xml") == 0)
		return arena_strndup(arena, file_name, len - 4);
	return file_name;
}

static struct form_fault_rows
faults_of(struct arena *arena, const struct form_faults *all, bool warnings)
{
	struct form_fault *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, all->n);
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].warning == warnings)
			at[n++] = all->at[i];
	return (struct form_fault_rows){ at, n };
}

/* The same form sent twice is the same version: nothing is new in the second. */
static enum status
store(struct request *rq, const struct form_file *file, struct form_new_view *v)
{
	struct form_stored stored;
	enum status status = form_store_put(rq->tx, file, &stored);

	if (status == ERR_INVALID) {
		v->wrong = faults_of(rq->arena, &stored.faults, false);
		v->notes = faults_of(rq->arena, &stored.faults, true);
		return show_new(rq, 422, v);
	}
	TRY(status);
	return page_done(rq, "/admin/forms/%" PRId64 "?notice=%s", stored.form_id,
	    stored.fresh ? "form-new" : "form-same");
}

enum status
form_admin_upload(struct request *rq)
{
	const struct multipart_part *part = request_file(rq, "file");
	const char *name = request_field(rq, "name");
	struct form_new_view v = { .name = name != NULL ? name : "", .file_name = "" };

	if (part == NULL || *part->file_name == '\0' || part->len == 0) {
		fault_add(
		    &v.faults, "file", _("File: please choose one that is not empty."));
		return show_new(rq, 422, &v);
	}
	v.file_name = part->file_name;
	return store(rq,
	    &(struct form_file){
		.name = *v.name != '\0' ? v.name : name_of(rq->arena, v.file_name),
		.xml = part->data,
		.len = part->len,
		.user_id = page_user(rq)->id,
		.again = true },
	    &v);
}

/* One. */

static const char *
functions_of(struct arena *arena, const struct form *form)
{
	const char *word;
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; (word = form_function(form, i)) != NULL; i++)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", word);
	return b.len > 0 ? b.data : "";
}

/* "English, Shona"; one that the programme does not know by its code. */
static const char *
languages_of(struct request *rq, const struct form *form)
{
	struct option_rows all;
	struct buf b;

	form_sheet_languages(rq, form, &all);
	buf_init(&b, rq->arena);
	for (size_t i = 0; i < all.n; i++)
		buf_printf(&b, "%s%s", i > 0 ? ", " : "", all.at[i].label);
	return b.len > 0 ? b.data : "";
}

/* What workflow.json does with it, for which nobody has to make a rule. */
static const char *
offered(struct request *rq, const char *name)
{
	const struct workflow_form *form = workflow_form_named(name);
	struct buf b;

	if (form == NULL)
		return "";
	buf_init(&b, rq->arena);
	for (size_t i = 0; form->kinds[i] != NULL; i++)
		buf_printf(
		    &b, "%s“%s”", b.len > 0 ? ", " : "", words_task(form->kinds[i]));
	if (form->patients)
		buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", _("on a client’s page"));
	if (form->places)
		buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", _("for somebody new"));
	return b.len > 0 ? b.data : "";
}

/* The rules that name it, each with its open tasks; then what else is open. */
static enum status
uses_of(struct request *rq, const char *name, struct form_use_rows *uses)
{
	struct form_tasks_rows tasks;
	struct form_rules_rows rules;
	struct form_use *at;
	size_t n;

	TRY(sql_form_tasks(rq->tx, name, &tasks));
	TRY(sql_form_rules(rq->tx, name, &rules));
	ARENA_ARRAY(rq->arena, at, rules.n + tasks.n);
	for (n = 0; n < rules.n; n++)
		at[n] = (struct form_use){ .title = "",
			.rule = rules.at[n].rule,
			.where = rules.at[n].line > 0
				     ? arena_printf(rq->arena, "%s:%d",
					   rules.at[n].file, rules.at[n].line)
				     : rules.at[n].file };
	for (size_t i = 0; i < tasks.n; i++) {
		const struct form_tasks *t = &tasks.at[i];
		size_t k = 0;

		while (k < rules.n && strcmp(at[k].rule, t->rule) != 0)
			k++;
		if (k == rules.n)
			k = n++;
		at[k].title =
		    words_title(rq->arena, t->kind, t->title, words_task(t->kind));
		at[k].rule = t->rule;
		at[k].where = k < rules.n ? at[k].where : "";
		at[k].open += t->n;
	}
	*uses = (struct form_use_rows){ at, n };
	return OK;
}

/* The notes of the check, once more: they hold for what is in use. */
static enum status
check_latest(struct request *rq, struct form_admin_view *v)
{
	const struct form_version_xml *xml;
	const struct form_question *questions;
	struct form_stored stored;
	struct form *form;
	size_t n;

	TRY(sql_form_version_xml(rq->tx, v->versions.at[0].id, &xml));
	if (form_store_check(rq->arena,
		&(struct form_file){
		    .name = v->form->name, .xml = xml->xml, .len = strlen(xml->xml) },
		&form, &stored) != OK)
		return ERR_INTERNAL;
	v->notes = faults_of(rq->arena, &stored.faults, true);
	v->languages = languages_of(rq, form);
	v->functions = functions_of(rq->arena, form);
	form_questions(rq->arena, form, page_user(rq)->language, &questions, &n);
	for (size_t i = 0; i < n; i++)
		v->questions += !questions[i].group && !questions[i].repeat &&
				!questions[i].hidden &&
				strcmp(questions[i].type, "note") != 0;
	return OK;
}

enum status
form_admin_show(struct request *rq)
{
	struct form_admin_view v = { .languages = "", .functions = "" };
	struct page page;

	TRY(sql_form_get(rq->tx, rq->id, &v.form));
	TRY(sql_form_versions(rq->tx, rq->id, &v.versions));
	TRY(uses_of(rq, v.form->name, &v.uses));
	if (v.versions.n == 0)
		return ERR_NOT_FOUND;
	TRY(check_latest(rq, &v));
	v.offered = offered(rq, v.form->name);
	v.title = form_sheet_title(rq->arena, v.form->name, v.versions.at[0].title);
	TRY(page_open(rq, &page, v.title, "forms"));
	render_form_admin(reply_html(rq, 200), &page, &v);
	return OK;
}

/* The version that the query names, else the latest. */
static enum status
version_asked(struct request *rq, const struct form_versions **version)
{
	int64_t number = page_number(rq, "version");
	struct form_versions_rows rows;

	TRY(sql_form_versions(rq->tx, rq->id, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (number == 0 || rows.at[i].number == number) {
			*version = &rows.at[i];
			return OK;
		}
	return ERR_NOT_FOUND;
}

enum status
form_admin_file(struct request *rq)
{
	const struct form_versions *version;
	const struct form_version_xml *xml;
	const struct form_get *form;
	char *name;

	TRY(sql_form_get(rq->tx, rq->id, &form));
	TRY(version_asked(rq, &version));
	TRY(sql_form_version_xml(rq->tx, version->id, &xml));
	name = arena_printf(rq->arena, "%s.xml", form->name);
	for (char *c = name; *c != '\0'; c++)
		if (*c == ':')
			*c = '-';
	buf_puts(reply_file(rq, "application/xml; charset=utf-8", name), xml->xml);
	return OK;
}

static enum status
set_retired(struct request *rq, bool retired)
{
	const struct form_get *form;

	TRY(sql_form_get(rq->tx, rq->id, &form));
	TRY(sql_form_retire(rq->tx, rq->id, retired ? tx_now(rq->tx) : 0,
	    retired ? page_user(rq)->id : 0));
	return page_done(rq, "/admin/forms/%" PRId64 "?notice=%s", rq->id,
	    retired ? "form-retired" : "form-back");
}

enum status
form_admin_retire(struct request *rq)
{
	return set_retired(rq, true);
}

enum status
form_admin_return(struct request *rq)
{
	return set_retired(rq, false);
}

/* Looking at it, and trying it: the entry is this request's, and ends with it. */

/* Nobody: what the form would know of a client and of a task. */
static const char invented[] =
    "{\"source\":\"task\",\"source_id\":\"preview\",\"task_id\":\"preview\","
    "\"contact\":{"
    "\"_id\":\"patient-0\",\"type\":\"person\",\"name\":\"Tinashe Moyo\","
    "\"patient_id\":\"R-0001\",\"sex\":\"male\",\"date_of_birth\":\"2000-01-01\","
    "\"phone\":\"+263770000000\",\"parent\":{\"_id\":\"place-0\",\"name\":\"Clinic\"}}"
    "}";

/* The language of the button, else that of the page. */
static const char *
language_asked(struct request *rq)
{
	const char *pressed = request_field(rq, "language"),
		   *in = request_field(rq, "in"),
		   *asked = request_query(rq, "language");

	return pressed != NULL ? pressed
	       : in != NULL    ? in
	       : asked != NULL ? asked
			       : page_user(rq)->language;
}

/* What was tried so far comes back with the page, and is kept nowhere else. */
static enum status
begin(struct request *rq, struct form_filling *f)
{
	const char *kept = request_field(rq, "kept"), *why = NULL;
	enum status status = ERR_INVALID;

	f->language = form_sheet_language(f->form, language_asked(rq));
	f->zone = page_user(rq)->zone;
	f->context = (struct form_context){ .zone = f->zone,
		.now_ms = tx_now(rq->tx) / 1000,
		.charts = workflow()->charts,
		.language = f->language };
	TRY(json_parse(rq->arena, invented, strlen(invented), &f->context.content));
	f->context.user = json_get(f->context.content, "contact");
	if (kept != NULL && *kept != '\0')
		status = form_resume(rq->arena, f->form, &f->context, kept,
		    strlen(kept), &f->entry, &why);
	return status != ERR_INVALID
		   ? status
		   : form_begin(rq->arena, f->form, &f->context, &f->entry, &why);
}

static enum status
show_preview(struct request *rq, struct form_preview_view *v, struct form_filling *f,
    const struct form_problem *problems, size_t n)
{
	struct page page;

	TRY(form_sheet_questions(rq, f, -1, problems, n, &v->sheet));
	v->sheet.problems = problems;
	v->sheet.nproblems = n;
	v->kept = form_instance(f->entry);
	form_sheet_languages(rq, f->form, &v->languages);
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, _("Preview: %s"), v->sheet.title), "forms"));
	render_form_admin_preview(reply_html(rq, 200), &page, v);
	return OK;
}

static enum status
open_preview(struct request *rq, struct form_preview_view *v, struct form_filling *f)
{
	const struct form_versions *version;

	TRY(sql_form_get(rq->tx, rq->id, &v->form));
	TRY(version_asked(rq, &version));
	v->number = version->number;
	f->name = v->form->name;
	TRY(form_store_load(rq->tx, version->id, &f->form));
	return begin(rq, f);
}

enum status
form_admin_preview(struct request *rq)
{
	struct form_preview_view v = { .number = 0 };
	struct form_filling f = { .draft_id = 0 };

	TRY(open_preview(rq, &v, &f));
	return show_preview(rq, &v, &f, NULL, 0);
}

/* No picture is kept of a trial: it is answered as if one had been brought. */
static enum status
press_picture(struct request *rq, struct form_entry *entry)
{
	const char *name = request_field(rq, "picture"), *why = NULL;
	enum status status;

	if (name == NULL)
		return OK;
	status = form_put_picture(entry, name, _("picture"), &why);
	if (status != OK && status != ERR_NOT_FOUND && status != ERR_FORBIDDEN)
		return status;
	return form_compute(entry, &why);
}

enum status
form_admin_try(struct request *rq)
{
	struct form_preview_view v = { .number = 0 };
	struct form_filling f = { .draft_id = 0 };
	const struct form_problem *problems;
	struct form_answers answers;
	const char *why = NULL;
	bool pressed;
	size_t n;

	TRY(open_preview(rq, &v, &f));
	TRY(form_answers_put(rq, f.entry, &answers));
	TRY(form_compute(f.entry, &why));
	TRY(form_answers_press(rq, f.entry, &pressed));
	TRY(press_picture(rq, f.entry));
	TRY(form_problems(f.entry, -1, &problems, &n, &why));
	return show_preview(rq, &v, &f, problems, n);
}
