/*
 * report.h - what was filled in and saved, what follows from it, and what it said
 * before somebody changed it.  docs/reports.md.
 *
 * Saving is one transaction: the report is stored, its task is settled as the page of
 * outcomes would (core/outcome.h), the people that the form registers are registered,
 * further reports in it are stored, and the draft is gone.
 */

#ifndef CORE_REPORT_H
#define CORE_REPORT_H

#include <stdbool.h>

#include "core/form_store.h"
#include "core/report_person.h"

struct report_send {
	const char *once; /* the page's key, a uuid: of one key there is one report */
	int32_t task_version; /* as it was shown; 0: any will do */
	const struct person_said *said; /* of whom it registers; NULL: nothing */
};

/* What is wrong, where it is no matter of form_problems(). */
#define REPORT_FAULTS_MAX 16
struct report_fault {
	const char *name; /* of the question; "" where it is no one question's */
	const char *words; /* a sentence */
};

struct report_saved {
	int64_t report_id;
	bool again; /* this key has saved it before: nothing was done now */
	const char *outcome; /* of the task, "" where none was said */
	bool put_off; /* nobody was reached: the task is tried again */
	int64_t case_id; /* that a problem became or joined, else 0 */
	int64_t registered; /* the patient whom the form registered, else 0 */
	/* Of ERR_INVALID, all at once. */
	struct report_fault faults[REPORT_FAULTS_MAX];
	size_t nfaults;
	/* Somebody like him is registered: faults are "same_phone", "same_name". */
	struct person_known known;
	/*
	 * It is this patient, she says, and the form does nothing but register him.
	 * Another form is saved then, about him.
	 */
	int64_t same;
};

/*
 * What was filled in becomes a report.  ERR_INVALID: form_problems() finds something, or
 * fault says why; ERR_CONFLICT: the task is closed or has changed since.  Nothing is
 * changed then, and the transaction goes on.
 */
MUST_CHECK enum status report_save(struct tx *, struct form_filling *,
    const struct report_send *, struct report_saved *);

/*
 * A report says something else from now on; its id, its time, its task and what that
 * led to stay as they are.  The filling is of a report.  ERR_CONFLICT if it was
 * changed since this version was shown, or has been withdrawn.
 */
MUST_CHECK enum status report_edit(struct tx *, struct form_filling *,
    int32_t report_version, const char *why, struct report_saved *);

/* A report that was not filled in on a page: by text, or a part of another. */
struct report_new {
	const char *doc_id; /* NULL: a new one */
	const char *form;
	const char *fields, *hidden_fields; /* JSON; hidden_fields NULL: none */
	const char *doc; /* JSON: what stands beside fields; NULL: nothing */
	int64_t place_id, patient_id; /* 0: nobody's */
	int64_t phone_id; /* it came from; 0: not by text */
	int64_t user_id; /* 0: by itself */
	int64_t at; /* when it was reported; 0: now */
	int64_t parent_id, task_id; /* it is a part of this report; 0: whole */
	bool attempt; /* as that one is */
};
MUST_CHECK enum status report_add(
    struct tx *, const struct report_new *, int64_t *report_id);

#endif
