/* text_report.c - see text_report.h. */

#include "core/text_report.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "core/report.h"
#include "core/workflow.h"

#define FORMS_MAX ((size_t)1024 * 1024)
#define SMS_MAX 160

/* Read once by main like the pack itself; NULL: nobody reports by SMS. */
static const struct text_forms *forms;

/* What is answered, and its parts: "text_form.missing". */
static const char *
words(struct arena *arena, const char *language, const char *key)
{
	return workflow_text(arena, language, key, &(struct workflow_words){ NULL });
}

static bool
has_words(struct arena *arena)
{
	bool all = words(arena, "en", "text_form.accepted") != NULL &&
		   words(arena, "en", "text_form.refused") != NULL;

	for (int kind = 0; all && kind < TEXT_FAULTS; kind++)
		all = words(arena, "en", text_fault_key((enum text_fault_kind)kind)) !=
		      NULL;
	return all;
}

enum status
text_report_init(struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/text_forms.json", workflow_folder());
	const char *text, *why = "text_form.accepted or another text for it is missing";
	struct text_forms *read;
	size_t len;

	forms = NULL;
	if (access(path, F_OK) != 0)
		return OK;
	TRY(file_read(arena, path, FORMS_MAX, &text, &len));
	if (text_forms_read(arena, text, len, &read, &why) != OK || !has_words(arena)) {
		log_error("%s: %s", path, why);
		return ERR_INVALID;
	}
	forms = read;
	return OK;
}

/* "Registration: not taken. Name: missing. Age: write a number.", as so much holds. */
static const char *
refusal_of(struct arena *arena, const char *language, const struct text_report *report,
    size_t most)
{
	const char *text = arena_printf(arena, "%s: %s", report->title,
	    words(arena, language, "text_form.refused"));

	for (size_t i = 0; i < report->nfaults; i++) {
		const struct text_fault *fault = &report->faults[i];
		const char *more = arena_printf(arena, "%s %s: %s", text, fault->label,
		    words(arena, language, text_fault_key(fault->kind)));

		if (text_length(more) > most)
			break;
		text = more;
	}
	return text;
}

static enum status
keep(struct tx *tx, const struct text_received *r, const struct text_report *report)
{
	const char *id =
	    arena_printf(tx_arena(tx), "text-message-%" PRId64, r->message_id);
	const struct report_known *known;
	int64_t report_id;
	struct buf doc;
	enum status status = sql_report_known(tx, id, &known);

	/* It was taken when it was nobody's yet. */
	if (status != ERR_NOT_FOUND)
		return status;
	buf_init(&doc, tx_arena(tx));
	buf_puts(&doc, "{\"sms_message\":{\"message\":");
	buf_json(&doc, r->text);
	buf_puts(&doc, "}}");
	return report_add(tx,
	    &(struct report_new){ .doc_id = id,
		.form = report->form,
		.fields = report->fields,
		.doc = doc.data,
		.place_id = r->place_id,
		.patient_id = r->patient_id,
		.phone_id = r->phone_id,
		.user_id = r->user_id },
	    &report_id);
}

enum status
text_report_receive(
    struct tx *tx, const struct text_received *r, bool *taken, const char **answer)
{
	struct text_report report;
	enum status status;

	*taken = false;
	*answer = NULL;
	if (forms == NULL)
		return OK;
	status =
	    text_form_read(forms, tx_arena(tx), r->said, r->language, r->zone, &report);
	if (status == ERR_NOT_FOUND || (r->patient_id == 0 && !report.open))
		return OK;
	if (status != OK) {
		*answer = refusal_of(tx_arena(tx), r->language, &report, SMS_MAX);
		return OK;
	}
	*taken = true;
	*answer = arena_printf(tx_arena(tx), "%s: %s", report.title,
	    words(tx_arena(tx), r->language, "text_form.accepted"));
	return keep(tx, r, &report);
}

bool
text_report_form(const char *code, bool *open)
{
	return forms != NULL && text_form_named(forms, code, open);
}

enum status
text_report_fill(struct arena *arena, const char *code, const struct json *fields,
    const char *language, const char *zone, struct text_report *report,
    const char **refusal)
{
	enum status status;

	*refusal = "";
	if (forms == NULL)
		return ERR_NOT_FOUND;
	status = text_form_fill(forms, arena, code, fields, language, zone, report);
	if (status == ERR_INVALID)
		*refusal = refusal_of(arena, language, report, SIZE_MAX);
	return status;
}
