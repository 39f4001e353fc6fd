/*
 * form_store.h - the programme's forms with their versions, and what people are
 * filling in.
 *
 * A version is written once.  Who has begun a form goes on with the version in which
 * he began, whatever is uploaded or retired meanwhile.  A draft is its writer's own:
 * one of each task, of each form for a patient, of each report that is being changed.
 */

#ifndef CORE_FORM_STORE_H
#define CORE_FORM_STORE_H

#include <stdbool.h>

#include "form/form.h"
#include "gen/sql.h"

/* The programme's, as workflow.json's or a CHT configuration's forms/app/NAME.xml. */
struct form_file {
	const char *name; /* as tasks.js calls it */
	const char *xml;
	size_t len;
	int64_t user_id; /* who uploads it; 0: it comes with the programme */
	bool again; /* a version that was there before becomes the latest once more */
};

struct form_stored {
	int64_t form_id;
	int32_t number; /* of the version that is now the latest */
	bool fresh; /* false: nothing was new */
	struct form_faults faults; /* warnings too */
};

/*
 * What form_load says of it, and what only the whole product can: that a part that
 * becomes a document of its own is a person or a report, and that the name can be one.
 * ERR_INVALID with every fault found.
 */
MUST_CHECK enum status form_store_check(
    struct arena *, const struct form_file *, struct form **, struct form_stored *);
/*
 * Checks it and keeps it as the next version, unless the latest says the same, or,
 * without again, one before it did.
 */
MUST_CHECK enum status form_store_put(
    struct tx *, const struct form_file *, struct form_stored *);
/* The definition of a version, kept by the process for the next who asks. */
MUST_CHECK enum status form_store_load(
    struct tx *, int64_t form_version_id, const struct form **);
/* The same for who has read the hash with it. */
MUST_CHECK enum status form_store_known(
    struct tx *, int64_t form_version_id, const char *sha256, const struct form **);

/*
 * The form that a task opens: the first of its actions' forms, else the one that
 * workflow.json offers for its kind.  ERR_NOT_FOUND if the programme has none, or it
 * is retired and nobody of this user's began it: then the page of outcomes is there.
 */
MUST_CHECK enum status form_of_task(
    struct tx *, int64_t task_id, int64_t user_id, const char **name);

/*
 * What a form is filled in about: a task, a report that is to be changed, or a form's
 * name with a patient or with nobody yet (it registers him).
 */
struct form_subject {
	int64_t user_id;
	int64_t task_id;
	int64_t report_id;
	int64_t patient_id;
	int64_t place_id; /* with nobody yet: who registers him where; 0: any of hers */
	const char *form; /* of a task NULL: the one that it opens */
};

/* One form in somebody's hand. */
struct form_filling {
	struct form_subject subject;
	const char *name; /* of the form */
	const char *title; /* as the form itself has it */
	int64_t form_id, form_version_id;
	int32_t number; /* of the version */
	const char *sha256; /* of its text */
	int64_t version_at; /* when it was uploaded */
	const struct form *form;
	struct form_context context;
	struct form_entry *entry;
	/* The draft; 0 if nothing is kept yet, and then the form is as it begins. */
	int64_t draft_id;
	int32_t draft_version; /* as it is shown; a page sends it back */
	int page;
	/* The names of the questions that she was shown, separated by spaces. */
	const char *seen;
	int64_t started_at, touched_at;
	/* What stands in it was said before the task was opened again. */
	bool from_withdrawn;
	/* Whom it is about, as far as that is known: 0. */
	int64_t place_id, patient_id, thread_id, enrolment_id;
	int32_t task_version;
	int32_t report_version; /* of the report that is changed */
	const char *zone;
	const char *language; /* of the reader */
};

/*
 * The draft that this user keeps about it, or the form as it begins, with all that it
 * sees of the patient, the task and the user; computed.  language is the reader's, of
 * the labels.  It is good within the transaction.
 * ERR_NOT_FOUND: no such task, patient, report or form for this user;
 * ERR_CONFLICT: the task is closed.
 */
MUST_CHECK enum status form_filling_open(struct tx *, const struct form_subject *,
    const char *language, struct form_filling *);
/*
 * Keeps what stands in the entry, and the page.  draft_version is what the page sent
 * (0: it knew of none): ERR_CONFLICT if another tab has kept something else since.
 * Sending the same twice is fine.
 */
MUST_CHECK enum status form_filling_keep(
    struct tx *, struct form_filling *, int32_t draft_version, int page);
/* Forgets the draft; fine if there is none. */
MUST_CHECK enum status form_filling_discard(struct tx *, const struct form_subject *);

#endif
