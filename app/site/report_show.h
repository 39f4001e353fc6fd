/*
 * report_show.h - a report in the words of its form: questions with their answers, and
 * what was changed from what to what.
 */

#ifndef SITE_REPORT_SHOW_H
#define SITE_REPORT_SHOW_H

#include "ext/json.h"
#include "form/form.h"
#include "web/request.h"

/* The numbers of pictures; of a question in a repeat there may be several. */
struct report_pictures {
	const int64_t *at;
	size_t n;
};

/* One question, or the heading of a group of them. */
struct report_line {
	const char *label;
	const char *words; /* the answer; NULL: a heading */
	struct report_pictures pictures; /* in the place of the words */
};
struct report_lines {
	const struct report_line *at;
	size_t n;
};

/* Whether its answer is for people: no machine's id, nothing that the report hides. */
bool report_show_tells(const struct form_question *, const struct json *hidden_fields);

/* Of the form's questions those with an answer; of a report without a form all fields. */
void report_show_lines(struct request *, const struct form *, const struct json *fields,
    const struct json *hidden_fields, struct report_lines *);

/* One answer that is another now. */
struct report_edited {
	const char *label, *from, *to; /* "" is no answer */
	struct report_pictures from_pictures, to_pictures;
};
struct report_changes {
	const struct report_edited *at;
	size_t n;
};
void report_show_changes(struct request *, const struct form *,
    const struct json *before, const struct json *after, struct report_changes *);

/*
 * Adds to the notice of a task that was done, or taken back, whom its report registered:
 * that stays.
 */
struct page;
MUST_CHECK enum status report_show_registered(
    struct request *, int64_t task_id, struct page *);

/* Of a version that is still there; NULL where the report has none. */
MUST_CHECK enum status report_show_form(
    struct request *, int64_t form_version_id, const struct form **);

#endif
