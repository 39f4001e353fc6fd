/* picture_pages.c - a picture that a form asks for: brought, and shown. */

#include "site/picture_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "core/form_picture.h"
#include "gen/picture.h"
#include "site/form_sheet.h"
#include "site/page.h"
#include "site/pages.h"

/* Where the form of a draft is filled in. */
static const char *
path_of(struct arena *arena, const struct form_subject *s)
{
	if (s->task_id != 0)
		return arena_printf(arena, "/tasks/%" PRId64 "/form", s->task_id);
	if (s->report_id != 0)
		return arena_printf(arena, "/reports/%" PRId64 "/edit", s->report_id);
	if (s->patient_id != 0)
		return arena_printf(
		    arena, "/patients/%" PRId64 "/forms/%s", s->patient_id, s->form);
	return arena_printf(arena, "/patients/new/forms/%s", s->form);
}

static enum status
subject_of(struct request *rq, struct form_subject *s)
{
	const struct form_draft_about *d;

	TRY(sql_form_draft_about(rq->tx, rq->id, page_user(rq)->id, &d));
	*s = (struct form_subject){ .user_id = page_user(rq)->id,
		.task_id = d->task_id,
		.report_id = d->report_id,
		.patient_id = d->patient_id,
		.place_id = d->place_id,
		.form = d->form };
	return OK;
}

/* ERR_NOT_FOUND: the draft is gone, or asks no such thing any more. */
static enum status
open_question(struct request *rq, const char *question, const char *language,
    struct form_filling *f, struct picture_view *v)
{
	struct form_subject subject;
	const char *file, *path;

	TRY(subject_of(rq, &subject));
	path = path_of(rq->arena, &subject);
	TRY(form_filling_open(rq->tx, &subject,
	    language != NULL && *language != '\0' && strlen(language) <= 16
		? language
		: page_user(rq)->language,
	    f));
	v->label =
	    question != NULL ? form_picture_label(f->entry, question, &file) : NULL;
	if (v->label == NULL)
		return ERR_NOT_FOUND;
	v->draft_id = f->draft_id;
	v->question = question;
	v->kept = form_picture_id(file);
	v->title = form_sheet_title(rq->arena, f->name, f->title);
	v->language = form_sheet_language(f->form, f->language);
	v->back = arena_printf(rq->arena, "%s?page=%d%s#%s-field", path,
	    form_page_of(f->entry, question) + 1,
	    form_sheet_in(rq, f->form, f->language), question);
	return OK;
}

static enum status
show(struct request *rq, int code, const struct form_filling *f,
    const struct picture_view *v)
{
	struct page page;

	TRY(page_open(
	    rq, &page, v->label, f->subject.task_id != 0 ? "tasks" : "patients"));
	page.faulty = code != 200;
	page.brings = true;
	rq->reply.shown = f->patient_id != 0 ? "patient" : NULL;
	rq->reply.shown_id = f->patient_id;
	render_picture(reply_html(rq, code), &page, v);
	return OK;
}

enum status
picture_bring(struct request *rq)
{
	struct form_filling f;
	struct picture_view v = { .kept = 0 };
	enum status status = open_question(
	    rq, request_query(rq, "question"), request_query(rq, "language"), &f, &v);

	/* The task is done meanwhile. */
	if (status == ERR_CONFLICT)
		return ERR_NOT_FOUND;
	TRY(status);
	return show(rq, 200, &f, &v);
}

static const char *
fault_words(enum picture_fault fault)
{
	switch (fault) {
	case PICTURE_KIND:
		return _("Picture: this is neither a JPEG nor a PNG. Save it as one of "
			 "them, or take it with another camera.");
	case PICTURE_TOO_LARGE:
		return _("Picture: this is larger than 8 MB or 50 million points. Take "
			 "it again, smaller.");
	default:
		return _("Picture: this file is damaged and cannot be read. Choose it "
			 "again, or take another picture.");
	}
}

/* What was brought, drawn anew; a fault is in the view. */
static enum status
draw(struct request *rq, struct picture_view *v, struct picture *picture)
{
	const struct multipart_part *part = request_file(rq, "file");
	enum picture_fault fault;
	enum status status;

	if (part == NULL || *part->file_name == '\0' || part->len == 0) {
		fault_add(&v->faults, "file",
		    _("Picture: please choose a file that is not empty."));
		return OK;
	}
	status = picture_draw(rq->arena, part->data, part->len, picture, &fault);
	if (status == ERR_INVALID) {
		fault_add(&v->faults, "file", fault_words(fault));
		return OK;
	}
	return status;
}

enum status
picture_take(struct request *rq)
{
	struct form_filling f;
	struct picture_view v = { .kept = 0 };
	struct picture picture;
	enum status status = open_question(
	    rq, request_field(rq, "question"), request_field(rq, "language"), &f, &v);

	if (status == ERR_CONFLICT)
		return page_done(rq, "/tasks?notice=done-by-other");
	TRY(status);
	TRY(draw(rq, &v, &picture));
	if (v.faults.n > 0)
		return show(rq, 422, &f, &v);
	status = form_picture_keep(rq->tx, &f, v.question, &picture);
	if (status == ERR_INVALID)
		fault_add(&v.faults, "file",
		    arena_printf(rq->arena,
			_("Picture: %d were brought for this draft already. Save the "
			  "form, and change the report then."),
			FORM_PICTURES_MAX));
	else if (status != ERR_CONFLICT)
		TRY(status);
	else
		fault_add(&v.faults, "file",
		    _("Picture: the form was changed in another tab in this moment. "
		      "Choose the picture again."));
	if (v.faults.n > 0)
		return show(rq, status == ERR_CONFLICT ? 409 : 422, &f, &v);
	return page_done(rq, "%s", v.back);
}

enum status
picture_show(struct request *rq)
{
	struct picture_file file;
	int64_t patient_id;
	bool small = request_query(rq, "small") != NULL;

	TRY(form_picture_get(rq->tx, rq->id, small, &file, &patient_id));
	/* The small one is part of a page that is noted itself. */
	rq->reply.shown = small || patient_id == 0 ? NULL : "patient";
	rq->reply.shown_id = patient_id;
	buf_add(reply_bytes(rq, "image/jpeg"), file.jpeg, file.len);
	return OK;
}
