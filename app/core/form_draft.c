/* form_draft.c - what somebody is filling in: see form_store.h. */

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "core/form_store.h"
#include "core/workflow.h"
#include "ext/json.h"

/* What it sees ------------------------------------------------------------- */

static enum status
read(struct arena *arena, const char *text, const struct json **json)
{
	*json = NULL;
	return text == NULL ? OK : json_parse(arena, text, strlen(text), json);
}

/* 17 of "patient-17"; 0 for anything else. */
static int64_t
id_after(const char *prefix, const char *id)
{
	size_t len = strlen(prefix);
	const char *digits = id + len;

	if (strncmp(id, prefix, len) != 0 || *digits == '\0' || strlen(digits) > 18 ||
	    strspn(digits, "0123456789") != strlen(digits))
		return 0;
	return strtoll(digits, NULL, 10);
}

/* For what the form asks while it is filled in. */
struct seen_by {
	struct tx *tx;
	int64_t patient_id;
};

/* "last": the latest report of each form, which only few forms look at. */
static const struct json *
last_reports(void *with, struct arena *arena)
{
	const struct seen_by *by = with;
	const struct form_last *last;
	const struct json *json;

	if (by->patient_id == 0 || sql_form_last(by->tx, by->patient_id, &last) != OK ||
	    read(arena, last->summary, &json) != OK)
		return NULL;
	return json;
}

/* Who was chosen in the form, by the id of the document: "patient-17", "place-3". */
static const struct json *
chosen(void *with, struct arena *arena, const char *id)
{
	struct tx *tx = ((struct seen_by *)with)->tx;
	const struct form_seen *seen;
	const struct json *content, *contact;
	const char *found;
	int64_t patient_id = id_after("patient-", id),
		place_id = id_after("place-", id);

	if (patient_id == 0 && place_id == 0)
		return NULL;
	if (sql_form_seen(tx, 0, patient_id, place_id, "", tx_now(tx), &seen) != OK ||
	    read(arena, seen->content, &content) != OK)
		return NULL;
	contact = json_get(content, "contact");
	/* Of a facility that is not hers it is one that is. */
	found = json_text(json_get(contact, "_id"));
	return found != NULL && strcmp(found, id) == 0 ? contact : NULL;
}

static enum status
ask_seen(struct tx *tx, const struct form_subject *s, const struct form_seen **seen)
{
	return sql_form_seen(tx, s->task_id, s->patient_id, s->place_id,
	    s->form != NULL ? s->form : "", tx_now(tx), seen);
}

/*
 * Content with source, source_id, task_id, what the rule's modifyContent added and the
 * contact with his parents; the user; a summary of the contact.
 */
static enum status
context_from(struct tx *tx, const struct form_seen *seen, struct form_context *context)
{
	struct arena *arena = tx_arena(tx);
	struct seen_by *by = arena_alloc(arena, sizeof *by);

	*by = (struct seen_by){ tx, seen->patient_id };
	*context = (struct form_context){ .zone = seen->zone,
		.now_ms = tx_now(tx) / 1000,
		.charts = workflow()->charts,
		.more_summary = last_reports,
		.contact = chosen,
		.with = by };
	TRY(read(arena, seen->content, &context->content));
	TRY(read(arena, seen->summary, &context->contact_summary));
	return read(arena, seen->who, &context->user);
}

/* Opening ------------------------------------------------------------------ */

/* Which version, and what stands in it; NULL: nothing yet. */
struct begun {
	int64_t form_version_id;
	const char *instance;
	const struct form_version_get *version; /* NULL: not read yet */
};

#define VERSION_OF(arena, row)                                                    \
	version_of(                                                               \
	    (arena), &(const struct form_version_get){ .form_id = (row)->form_id, \
			 .form_version_id = (row)->form_version_id,               \
			 .number = (row)->number,                                 \
			 .name = (row)->name,                                     \
			 .title = (row)->title,                                   \
			 .sha256 = (row)->sha256,                                 \
			 .created_at = (row)->created_at })

static const struct form_version_get *
version_of(struct arena *arena, const struct form_version_get *row)
{
	struct form_version_get *version = arena_alloc(arena, sizeof *version);

	*version = *row;
	return version;
}

/* What is there; all of it is asked for at once where the form is known. */
struct looked {
	const struct form_draft_get *draft; /* NULL: none */
	struct form_current_rows current; /* none of a form that is retired */
	const struct form_seen *seen; /* NULL: not asked for yet */
};

static enum status
draft_of(struct tx *tx, const struct form_subject *s, struct form_draft_get_rows *rows)
{
	return sql_form_draft_get(tx, s->user_id, s->task_id, s->report_id,
	    s->patient_id, s->form != NULL ? s->form : "", rows);
}

static enum status
look(struct tx *tx, const struct form_subject *s, struct looked *l)
{
	struct form_draft_get_rows drafts;

	*l = (struct looked){ .draft = NULL };
	TRY(tx_together(tx));
	TRY(draft_of(tx, s, &drafts));
	if (s->task_id == 0 && s->report_id == 0)
		TRY(sql_form_current(tx, s->form, &l->current));
	if (s->task_id == 0 && s->patient_id != 0)
		TRY(ask_seen(tx, s, &l->seen));
	TRY(tx_fetch(tx));
	if (drafts.n > 0)
		l->draft = &drafts.at[0];
	return OK;
}

/* As a new one: the version in use. */
static enum status
begin_new(struct tx *tx, const struct form_current_rows *current, struct begun *begun)
{
	if (current->n == 0)
		return ERR_NOT_FOUND;
	*begun = (struct begun){ current->at[0].form_version_id, NULL,
		VERSION_OF(tx_arena(tx), &current->at[0]) };
	return OK;
}

/* What she said before the task was opened again is where she goes on. */
static enum status
begin_task(struct tx *tx, struct form_filling *f, struct begun *begun)
{
	const struct report_withdrawn *before;
	struct form_current_rows current;
	const char *name = f->subject.form;
	enum status status;

	if (name == NULL)
		TRY(form_of_task(tx, f->subject.task_id, f->subject.user_id, &name));
	f->subject.form = name;
	status = sql_report_withdrawn(
	    tx, f->subject.task_id, f->subject.user_id, name, &before);
	if (status == ERR_NOT_FOUND) {
		TRY(sql_form_current(tx, name, &current));
		return begin_new(tx, &current, begun);
	}
	TRY(status);
	f->from_withdrawn = true;
	*begun = (struct begun){ before->form_version_id, before->instance, NULL };
	return OK;
}

static enum status
begin_report(const struct report_get *r, struct begun *begun)
{
	if (r->form_version_id == 0 || r->instance == NULL || r->parent_id != 0)
		return ERR_NOT_FOUND;
	*begun = (struct begun){ r->form_version_id, r->instance, NULL };
	return OK;
}

static void
take_draft(struct form_filling *f, const struct form_draft_get *d)
{
	f->draft_id = d->id;
	f->draft_version = d->version;
	f->started_at = d->started_at;
	f->touched_at = d->touched_at;
}

/* The draft, or where one begins; of a report whom it is about. */
static enum status
find(struct tx *tx, struct form_filling *f, struct looked *l, struct begun *begun)
{
	struct form_subject *s = &f->subject;
	const struct report_get *r = NULL;

	if (s->report_id != 0) {
		TRY(sql_report_get(tx, s->report_id, &r));
		f->report_version = r->version;
		s->patient_id = r->patient_id;
		s->form = r->form;
	}
	TRY(look(tx, s, l));
	if (l->draft != NULL) {
		take_draft(f, l->draft);
		f->page = l->draft->page;
		f->seen = l->draft->seen;
		s->place_id = l->draft->place_id;
		*begun = (struct begun){ l->draft->form_version_id, l->draft->instance,
			VERSION_OF(tx_arena(tx), l->draft) };
		return OK;
	}
	if (r != NULL)
		return begin_report(r, begun);
	return s->task_id != 0 ? begin_task(tx, f, begun)
			       : begin_new(tx, &l->current, begun);
}

/* A form that cannot be taken up is begun anew: the page says so, and the log. */
static enum status
enter(struct tx *tx, struct form_filling *f, const char *instance)
{
	struct arena *arena = tx_arena(tx);
	const char *why = "";
	enum status status;

	if (instance != NULL) {
		status = form_resume(arena, f->form, &f->context, instance,
		    strlen(instance), &f->entry, &why);
		if (status != ERR_INVALID || f->subject.report_id != 0)
			return status;
		log_warn("form=%s what was kept of it cannot be read: %s", f->name,
		    why != NULL ? why : "");
	}
	status = form_begin(arena, f->form, &f->context, &f->entry, &why);
	if (status == ERR_INVALID)
		log_error(
		    "form=%s cannot be begun: %s", f->name, why != NULL ? why : "");
	return status;
}

enum status
form_filling_open(struct tx *tx, const struct form_subject *subject,
    const char *language, struct form_filling *f)
{
	const struct form_version_get *version;
	const struct form_seen *seen;
	struct looked looked;
	struct begun begun;

	*f = (struct form_filling){ .subject = *subject, .seen = "" };
	if (subject->task_id == 0 && subject->report_id == 0 && subject->form == NULL)
		return ERR_NOT_FOUND;
	TRY(find(tx, f, &looked, &begun));
	version = begun.version;
	if (version == NULL)
		TRY(sql_form_version_get(tx, begun.form_version_id, &version));
	f->name = f->subject.form = version->name;
	f->title = version->title;
	f->form_id = version->form_id;
	f->form_version_id = version->form_version_id;
	f->number = version->number;
	f->sha256 = version->sha256;
	f->version_at = version->created_at;
	seen = looked.seen;
	if (seen == NULL)
		TRY(ask_seen(tx, &f->subject, &seen));
	TRY(context_from(tx, seen, &f->context));
	if (subject->task_id != 0 && !seen->open)
		return ERR_CONFLICT;
	f->context.language = f->language = language;
	f->place_id = seen->place_id;
	f->patient_id = seen->patient_id;
	f->thread_id = seen->thread_id;
	f->enrolment_id = seen->enrolment_id;
	f->task_version = subject->task_id != 0 ? seen->task_version : 0;
	f->zone = seen->zone;
	TRY(form_store_known(tx, f->form_version_id, f->sha256, &f->form));
	return enter(tx, f, begun.instance);
}

/* Keeping ------------------------------------------------------------------ */

/* Another tab began a draft in the same moment: fine if it says the same. */
static enum status
begun_elsewhere(struct tx *tx, struct form_filling *f, const char *instance)
{
	struct form_draft_get_rows drafts;

	TRY(draft_of(tx, &f->subject, &drafts));
	if (drafts.n == 0 || strcmp(drafts.at[0].instance, instance) != 0)
		return ERR_CONFLICT;
	take_draft(f, &drafts.at[0]);
	return OK;
}

static enum status
keep_new(struct tx *tx, struct form_filling *f, const char *instance, int page)
{
	struct form_draft_add_rows added;

	TRY(sql_form_draft_add(tx, f->subject.user_id, f->place_id, f->patient_id,
	    f->subject.task_id, f->subject.report_id, f->form_id, f->form_version_id,
	    instance, page, f->seen, tx_now(tx), &added));
	if (added.n == 0)
		return begun_elsewhere(tx, f, instance);
	f->draft_id = added.at[0].id;
	f->draft_version = 1;
	f->started_at = f->touched_at = tx_now(tx);
	return OK;
}

enum status
form_filling_keep(
    struct tx *tx, struct form_filling *f, int32_t draft_version, int page)
{
	const char *instance = form_instance(f->entry);
	struct form_draft_keep_rows kept;

	f->page = page;
	if (f->draft_id == 0)
		return keep_new(tx, f, instance, page);
	TRY(sql_form_draft_keep(tx, f->draft_id, draft_version, instance, page, f->seen,
	    tx_now(tx), &kept));
	if (kept.n == 0)
		return ERR_CONFLICT;
	f->draft_version = kept.at[0].version;
	f->touched_at = tx_now(tx);
	return OK;
}

enum status
form_filling_discard(struct tx *tx, const struct form_subject *s)
{
	return sql_form_draft_drop(tx, s->user_id, s->task_id, s->report_id,
	    s->patient_id, s->form != NULL ? s->form : "");
}
