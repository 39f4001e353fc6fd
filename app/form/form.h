/*
 * form.h - XForms as the CHT's tools write them: a definition, one filling of it, and
 * the documents that it makes.
 *
 * A form is read whole or refused: every control, function and attribute that is not
 * supported is named with its line.  docs/forms.md says what is supported, and what
 * differs from Enketo.
 *
 * A definition and a filling live in the arenas they were made in; a filling is of
 * one request: its instance is kept as text between requests (form_instance) and
 * taken up again (form_resume).
 */

#ifndef FORM_FORM_H
#define FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct json;
struct xml;

#define FORM_XML_MAX ((size_t)1024 * 1024)
#define FORM_CONTROLS_MAX 2000
#define FORM_BINDS_MAX 4000
#define FORM_DEPTH_MAX 32
#define FORM_CHOICES_MAX 20000 /* in all lists together */
#define FORM_REPEATS_MAX 500 /* instances of repeats in one filling */
#define FORM_ELEMENTS_MAX 50000 /* in one filling */
#define FORM_FAULTS_MAX 100
#define FORM_VALUE_MAX 10000 /* bytes of one answer */
#define FORM_INSTANCE_MAX ((size_t)1024 * 1024)

/* ---------------------------------------------------- a definition --- */

struct form;

struct form_fault {
	int line; /* 0 where none is known */
	bool warning; /* the form is taken nevertheless */
	const char *what; /* "the control <rank> is not supported" */
};
struct form_faults {
	const struct form_fault *at; /* in the order of their lines */
	size_t n;
	size_t errors; /* those that are no warnings */
};

/*
 * ERR_INVALID with all that is wrong, at most FORM_FAULTS_MAX; warnings also come with
 * OK.  The text need not outlive the call.
 */
MUST_CHECK enum status form_load(
    struct arena *, const char *xml, size_t len, struct form **, struct form_faults *);

/*
 * A filling about nobody, and thrown away: ERR_INVALID with ${why} for a form whose
 * calculations or repeats go beyond the limits however it is opened.
 */
MUST_CHECK enum status form_try(struct arena *, const struct form *, const char **why);

/*
 * Instances that are files (XML, CSV, GeoJSON) are put into the text of the form, as
 * far as they are there.  ERR_INVALID with ${why} for a file that cannot be read.
 */
struct form_media {
	/* The text of a file, NULL if there is none. */
	const char *(*file)(void *with, struct arena *, const char *name, size_t *len);
	void *with;
};
MUST_CHECK enum status form_media_take(struct arena *, const struct form_media *,
    const char **xml, size_t *len, const char **why);

const char *form_id(const struct form *); /* "client_review", of the instance */
const char *form_title(const struct form *); /* as <h:title> has it */
/* "person" of contact:person:create; NULL for a form that makes a report. */
const char *form_contact_type(const struct form *);
/* The i-th language of its texts, the default one first; NULL past the end. */
const char *form_language(const struct form *, size_t i);
/* The name of the i-th instance that is a file ("facilities.xml"); NULL past the end. */
const char *form_file(const struct form *, size_t i);
/* Where it is named; 0 past the end. */
int form_file_line(const struct form *, size_t i);
/* The i-th element that becomes a document of its own; false past the end. */
struct form_made {
	const char *name; /* of the element */
	const char *type; /* "person", of a contact its own; "" if it says none */
	int line;
};
bool form_makes(struct arena *, const struct form *, size_t i, struct form_made *);
/* The i-th function that it uses, NULL past the end: for an admin. */
const char *form_function(const struct form *, size_t i);

/* What it asks, in order: for an admin, and for showing a report. */
struct form_question {
	const char *path; /* "/client_review/review/seen" */
	const char *field; /* "review.seen": where it stands in a report's fields */
	const char *type; /* as in the view document */
	const char *label; /* plain text, outputs as "..."; "" if it has none */
	bool hidden; /* by its appearance, or its group's */
	bool group, repeat;
};
/* In that language, or the default one. */
void form_questions(struct arena *, const struct form *, const char *language,
    const struct form_question **, size_t *count);
/*
 * What a value of a select says in words, joined by ", "; the value itself where it is
 * no choice of the definition, or the field is none of its questions.
 */
const char *form_answer(struct arena *, const struct form *, const char *language,
    const char *field, const char *value);

/* ------------------------------------------------------ one filling --- */

struct form_context {
	const char *zone; /* of the facility: every date is a local one there */
	int64_t now_ms; /* business time, since 1970 */
	const char *language; /* of the labels; NULL or unknown: the form's default */
	/* Each may be NULL. */
	const struct json *content; /* of the task or profile: contract 2.3 */
	const struct json *user; /* what inputs/user gets */
	const struct json *contact_summary; /* the object of its "context" */
	const struct json *user_contact_summary;
	/* More members of contact_summary, asked for once a form looks at it. */
	const struct json *(*more_summary)(void *with, struct arena *);
	const struct json *charts; /* an array, for z-score() */
	/* Of a contact form: the document that it edits. */
	const struct json *edited;
	/* A new random one; NULL: secret_uuid(). */
	const char *(*uuid)(void *with, struct arena *);
	/* The text of a file that the form names, NULL if there is none. */
	const char *(*file)(void *with, struct arena *, const char *name, size_t *len);
	/* The hydrated document of a contact that was chosen, NULL if unknown. */
	const struct json *(*contact)(void *with, struct arena *, const char *id);
	void *with;
};

struct form_entry;

/*
 * A new filling: defaults, preloads, content, first calculations.  ERR_INVALID with
 * ${why} (words) if that cannot be computed within the limits.
 */
MUST_CHECK enum status form_begin(struct arena *, const struct form *,
    const struct form_context *, struct form_entry **, const char **why);
/*
 * One that was kept: a draft, or the instance of a report that is edited.
 * ERR_INVALID with ${why} for what is no instance of this form.
 */
MUST_CHECK enum status form_resume(struct arena *, const struct form *,
    const struct form_context *, const char *instance, size_t len, struct form_entry **,
    const char **why);
/*
 * One from the fields of a report, for those of which no instance is kept.  What the
 * form has no place for is left out.
 */
MUST_CHECK enum status form_from_fields(struct arena *, const struct form *,
    const struct form_context *, const struct json *fields, struct form_entry **,
    const char **why);
/* The whole instance as XML text: for form_resume. */
const char *form_instance(struct form_entry *);

/*
 * Names are those of the view document: "q12", within repeats "q12.2" (one number for
 * each repeat, from 1).  Several choices of one select are joined by a space; "" is no
 * answer.  ERR_NOT_FOUND for a name that is none, ERR_FORBIDDEN for what cannot be
 * typed now (not relevant, read-only), ERR_INVALID for what is no value of the
 * question; ${why} (words, may be NULL) each time.  A value that is merely not yet right
 * (a date half typed) is kept, and form_problems() tells of it.
 */
MUST_CHECK enum status form_put(
    struct form_entry *, const char *name, const char *value, const char **why);
/*
 * Of a question of the type "picture" the name of the file that is kept; form_put()
 * only takes it away, so that nobody types the name of another's.
 */
MUST_CHECK enum status form_put_picture(
    struct form_entry *, const char *name, const char *file, const char **why);
/*
 * What such a question asks, as plain text, and the name that it has now ("": none);
 * NULL if there is none to be answered now.
 */
const char *form_picture_label(
    struct form_entry *, const char *name, const char **file);
/* The name is "r5", or "r5.1" within another repeat; the new one is the last. */
MUST_CHECK enum status form_repeat_add(
    struct form_entry *, const char *name, const char **why);
/* The name is of an instance: "r5.2". */
MUST_CHECK enum status form_repeat_remove(
    struct form_entry *, const char *name, const char **why);
/* Relevance and calculations, in order, after form_put() and the two above. */
MUST_CHECK enum status form_compute(struct form_entry *, const char **why);

/*
 * Paths to names, for who has answers by path: "/r/g/q", "/r/rep[2]/q"; or without the
 * root, with dots: "g.q", "rep[2].q".  NULL if there is no such question.
 */
const char *form_name_of(struct form_entry *, const char *path);
/* The same, or of what is calculated the question that it comes from. */
const char *form_name_behind(struct form_entry *, const char *path);
/*
 * Adds the instances of repeats that a path names ("/r/rep[3]/q"), where a nurse could
 * add them; ERR_NOT_FOUND if there can be no such place.
 */
MUST_CHECK enum status form_make_place(
    struct form_entry *, const char *path, const char **why);
/* What a path holds now: "" for a group, NULL if it is not there. */
const char *form_value(struct form_entry *, const char *path);
bool form_relevant(struct form_entry *, const char *path);

/* Pages are numbered from 0; one without anything to show is passed over. */
size_t form_pages(const struct form *);
/* The next page after ${page} (-1: the first) with something to show; -1 if none. */
int form_page_after(struct form_entry *, int page);
int form_page_before(struct form_entry *, int page);
/* Where a question (or the group or repeat of that name) is; 0 if unknown. */
int form_page_of(struct form_entry *, const char *name);

struct form_problem {
	const char *name; /* of the question: "q12.2" */
	const char *path; /* "/r/rep[2]/q" */
	const char *label; /* plain text */
	const char *words; /* in the language of the form, or of the page */
	int page;
};
/* Of one page, or of all (-1): not answered, of the wrong type, against a constraint. */
MUST_CHECK enum status form_problems(struct form_entry *, int page,
    const struct form_problem **, size_t *count, const char **why);

/*
 * What a page shows now, as templates/form.xsl wants it.  A page of -1 is the whole
 * form.  The document is in the arena of the entry.
 */
struct xml *form_view(
    struct form_entry *, int page, const struct form_problem *, size_t nproblems);

/* ------------------------------------------------- what is stored --- */

struct form_save_context {
	const char *form; /* the name it is stored under; NULL: form_id() */
	const char *report_id; /* of the report; NULL: a new one */
	int64_t reported_date; /* ms; 0: now */
	/* The author: _id and parents, and a phone; NULL: context->user's. */
	const struct json *author;
	const char
	    *sha256; /* of the form's file, in hex; NULL: form_version left out */
	int64_t version_ms; /* when that was uploaded */
	/*
	 * It takes the place of a report that was stored: what its instanceID was is its
	 * deprecatedID now (OpenRosa), and it gets a new one.
	 */
	bool edited;
};
struct form_document {
	const char *id;
	const char *type; /* "data_record", "person", "clinic"...; "" if it says none */
	const char *json;
	const char *path; /* of the element it was made from: "/r/child" */
};
struct form_saved {
	/* The report first (or the contact, of a contact form), then what it makes. */
	const struct form_document *documents;
	size_t n;
	const char *fields; /* the report's, as JSON: every leaf a string */
	const char *hidden_fields; /* a JSON array */
};
/*
 * ERR_CONFLICT while there are problems: ask form_problems().  ERR_INVALID with ${why}
 * for what cannot be stored.
 */
MUST_CHECK enum status form_save(struct form_entry *, const struct form_save_context *,
    struct form_saved *, const char **why);

#endif
