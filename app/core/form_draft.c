/* form_draft.c - what somebody is filling in: see form_store.h. */

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "core/form_store.h"
#include "ext/json.h"

/* What it sees ------------------------------------------------------------- */

static enum status
read(struct arena *arena, const char *text, const struct json **json)
{
	*json = NULL;
	return text == NULL ? OK : json_parse(arena, text, strlen(text), json);
}

/* A client who was chosen in the form, by the id of his document: "patient-17". */
static const struct json *
chosen(void *with, struct arena *arena, const char *id)
{
	static const char prefix[] = "patient-";
	struct tx *tx = with;
	const struct form_seen *seen;
	const struct json *content;
	const char *digits = id + sizeof prefix - 1;
	enum status status;

	if (strncmp(id, prefix, sizeof prefix - 1) != 0 || *digits == '\0' ||
	    strlen(digits) > 18 || strspn(digits, "0123456789") != strlen(digits))
		return NULL;
	status =
	    sql_form_seen(tx, 0, strtoll(digits, NULL, 10), 0, "", tx_now(tx), &seen);
	if (status != OK || read(arena, seen->content, &content) != OK)
		return NULL;
	return json_get(content, "contact");
}

enum status
form_context_of(struct tx *tx, const struct form_subject *subject,
    struct form_context *context, const struct form_seen **seen)
{
	struct arena *arena = tx_arena(tx);

	TRY(sql_form_seen(tx, subject->task_id, subject->patient_id, subject->place_id,
	    subject->form != NULL ? subject->form : "", tx_now(tx), seen));
	*context = (struct form_context){ .zone = (*seen)->zone,
		.now_ms = tx_now(tx) / 1000,
		.contact = chosen,
		.with = tx };
	TRY(read(arena, (*seen)->content, &context->content));
	TRY(read(arena, (*seen)->summary, &context->contact_summary));
	return read(arena, (*seen)->who, &context->user);
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

static enum status
draft_of(struct tx *tx, const struct form_subject *s, const struct form_draft_get **d)
{
	enum status status = sql_form_draft_get(tx, s->user_id, s->task_id,
	    s->report_id, s->patient_id, s->form != NULL ? s->form : "", d);

	if (status == ERR_NOT_FOUND) {
		*d = NULL;
		return OK;
	}
	return status;
}

/* As a new one: the version in use. */
static enum status
begin_new(struct tx *tx, struct form_filling *f, struct begun *begun)
{
	const struct form_current *current;

	TRY(sql_form_current(tx, f->subject.form, &current));
	*begun = (struct begun){ current->form_version_id, NULL,
		VERSION_OF(tx_arena(tx), current) };
	return OK;
}

/* What she said before the task was opened again is where she goes on. */
static enum status
begin_task(struct tx *tx, struct form_filling *f, struct begun *begun)
{
	const struct report_withdrawn *before;
	const char *name = f->subject.form;
	enum status status;

	if (name == NULL)
		TRY(form_of_task(tx, f->subject.task_id, f->subject.user_id, &name));
	f->subject.form = name;
	status = sql_report_withdrawn(
	    tx, f->subject.task_id, f->subject.user_id, name, &before);
	if (status == ERR_NOT_FOUND)
		return begin_new(tx, f, begun);
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

/* The draft, or where one begins; of a report whom it is about. */
static enum status
find(struct tx *tx, struct form_filling *f, struct begun *begun)
{
	struct form_subject *s = &f->subject;
	const struct form_draft_get *d;
	const struct report_get *r = NULL;

	if (s->report_id != 0) {
		TRY(sql_report_get(tx, s->report_id, &r));
		f->report_version = r->version;
		s->patient_id = r->patient_id;
		s->form = r->form;
	}
	TRY(draft_of(tx, s, &d));
	if (d != NULL) {
		f->draft_id = d->id;
		f->draft_version = d->version;
		f->page = d->page;
		f->started_at = d->started_at;
		f->touched_at = d->touched_at;
		s->place_id = d->place_id;
		*begun = (struct begun){ d->form_version_id, d->instance,
			VERSION_OF(tx_arena(tx), d) };
		return OK;
	}
	if (r != NULL)
		return begin_report(r, begun);
	return s->task_id != 0 ? begin_task(tx, f, begun) : begin_new(tx, f, begun);
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
	struct begun begun;

	*f = (struct form_filling){ .subject = *subject };
	if (subject->task_id == 0 && subject->report_id == 0 && subject->form == NULL)
		return ERR_NOT_FOUND;
	TRY(find(tx, f, &begun));
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
	TRY(form_context_of(tx, &f->subject, &f->context, &seen));
	if (subject->task_id != 0 && !seen->open)
		return ERR_CONFLICT;
	f->context.language = f->language = language;
	f->place_id = seen->place_id;
	f->patient_id = seen->patient_id;
	f->thread_id = seen->thread_id;
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
	const struct form_draft_get *d;

	TRY(draft_of(tx, &f->subject, &d));
	if (d == NULL || strcmp(d->instance, instance) != 0)
		return ERR_CONFLICT;
	f->draft_id = d->id;
	f->draft_version = d->version;
	f->started_at = d->started_at;
	f->touched_at = d->touched_at;
	return OK;
}

static enum status
keep_new(struct tx *tx, struct form_filling *f, const char *instance, int page)
{
	struct form_draft_add_rows added;

	TRY(sql_form_draft_add(tx, f->subject.user_id, f->place_id, f->patient_id,
	    f->subject.task_id, f->subject.report_id, f->form_id, f->form_version_id,
	    instance, page, tx_now(tx), &added));
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
	TRY(sql_form_draft_keep(
	    tx, f->draft_id, draft_version, instance, page, tx_now(tx), &kept));
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
