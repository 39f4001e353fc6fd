/*
 * text_report.h - what a text of the programme's text forms becomes: a report, or an
 * answer that says what is wrong with it.
 */

#ifndef CORE_TEXT_REPORT_H
#define CORE_TEXT_REPORT_H

#include <stdbool.h>

#include "core/text_form.h"
#include "db/tx.h"

/*
 * The pack's text_forms.json into the arena, which is to last; a pack need not have
 * one.  ERR_INVALID with the reason in the log.
 */
MUST_CHECK enum status text_report_init(struct arena *);

struct text_received {
	const char *text, *said; /* whole; and what is read of it */
	const char *language, *zone; /* of the sender */
	int64_t message_id, phone_id;
	int64_t place_id, patient_id; /* 0: nobody's */
	int64_t user_id; /* who said whose it is; 0: it has just come */
};
/*
 * *taken: it is a report now.  *answer is what to tell the sender, NULL for a text that
 * is none of the forms.  A report is made once of a message.
 */
MUST_CHECK enum status text_report_receive(
    struct tx *, const struct text_received *, bool *taken, const char **answer);

/* Whether there is such a form; *open: it may be about nobody. */
bool text_report_form(const char *code, bool *open);
/*
 * What a program brings as this form, in words of the language where something is wrong
 * (ERR_INVALID and *refusal, whole).
 */
MUST_CHECK enum status text_report_fill(struct arena *, const char *code,
    const struct json *fields, const char *language, const char *zone,
    struct text_report *, const char **refusal);

#endif
