/* cht_record.c - see cht_record.h. */

#include "api/cht_record.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/cht.h"
#include "api/cht_text.h"
#include "core/report.h"
#include "core/text_report.h"
#include "ext/phone.h"
#include "ext/secret.h"
#include "gen/sql.h"

#define PATIENT_ID "patient-" /* how the contacts of cht_contact.c are called */

static enum status
taken(struct request *rq, const char *id)
{
	struct buf *b = reply_json(rq, 200);

	buf_puts(b, "{\"success\":true,\"id\":");
	buf_json(b, id);
	buf_puts(b, "}\n");
	return OK;
}

/* An SMS -------------------------------------------------------------------- */

static void
write_member(struct buf *b, const char *key, const char *value)
{
	if (value == NULL)
		return;
	buf_puts(b, b->len > 0 ? ",\"" : "{\"");
	buf_puts(b, key);
	buf_puts(b, "\":");
	buf_json(b, value);
}

/* It is kept as if a gateway had passed it on. */
static const char *
as_passed_on(struct request *rq)
{
	const char *ref = request_field(rq, "gateway_ref");
	const char *sent = request_field(rq, "sent_timestamp");
	struct buf b;

	if (sent == NULL)
		sent = request_field(rq, "reported_date");
	buf_init(&b, rq->arena);
	write_member(&b, "id",
	    ref != NULL && *ref != '\0' ? ref
					: secret_uuid_at(rq->arena, tx_now(rq->tx)));
	write_member(&b, "from", request_field(rq, "from"));
	write_member(&b, "content", request_field(rq, "message"));
	write_member(&b, "sms_sent", sent);
	buf_putc(&b, '}');
	return b.data;
}

static enum status
by_form(struct request *rq)
{
	const char *body = as_passed_on(rq), *missing;
	const struct json *json;
	struct gateway_text text;
	bool stored;

	if (!cht_may(rq, "Communication", 'c'))
		return OK;
	TRY(json_parse(rq->arena, body, strlen(body), &json));
	if (gateway_text_read(rq->arena, json, tx_now(rq->tx), &text, &missing) != OK)
		return cht_refuse(rq, 400, "Missing required value: %s",
		    strcmp(missing, "content") == 0 ? "message" : missing);
	TRY(cht_text_bring(rq, &text, body, &stored));
	return taken(rq, text.id);
}

/* JSON ---------------------------------------------------------------------- */

struct record {
	struct request *rq;
	const struct json *body, *meta;
	const char *code, *from; /* from is "" without one */
	const char *who; /* "patient_id", or "" */
	bool open; /* it may be about nobody */
	struct cht_subject_rows subjects; /* none, one, or two: too many */
};

static const char *
scalar_of(struct request *rq, const struct json *object, const char *key)
{
	const char *text = json_scalar(rq->arena, json_get(object, key));

	return text != NULL ? text : "";
}

static enum status
find_subject(struct record *r)
{
	struct tx *tx = r->rq->tx;
	const struct region_common *common;
	const char *number = r->from;
	int64_t id = 0;
	struct phone phone;

	TRY(sql_region_common(tx, &common));
	if (phone_read(r->rq->arena, r->from, common->region, &phone) == PHONE_GOOD)
		number = phone.e164;
	if (strncmp(r->who, PATIENT_ID, strlen(PATIENT_ID)) == 0)
		id = strtoll(r->who + strlen(PATIENT_ID), NULL, 10);
	return sql_cht_subject(tx, id, r->who, number, &r->subjects);
}

static enum status
refuse_subject(const struct record *r)
{
	const char *key = *r->who != '\0' ? "patient_id" : "_meta.from";
	const char *value = *r->who != '\0' ? r->who : r->from;

	if (r->subjects.n > 1)
		return cht_refuse(r->rq, 400,
		    "%s: more than one client has %.60s; give the _id of his contact.",
		    key, value);
	if (*value == '\0')
		return cht_refuse(
		    r->rq, 400, "Missing required field: patient_id, or _meta.from");
	return cht_refuse(r->rq, 400,
	    "%s: no client whom this program may see has %.60s.", key, value);
}

static enum status
keep(const struct record *r, const struct cht_subject *subject,
    const struct text_report *report)
{
	struct request *rq = r->rq;
	const struct client_resume *client = rq->who;
	const int64_t now = tx_now(rq->tx);
	const char *id = secret_uuid_at(rq->arena, now);
	int64_t report_id;

	TRY(report_add(rq->tx,
	    &(struct report_new){ .doc_id = id,
		.form = report->form,
		.fields = report->fields,
		.doc = arena_printf(
		    rq->arena, "{\"sms_message\":%s}", json_write(rq->arena, r->meta)),
		.place_id = subject != NULL ? subject->place_id : 0,
		.patient_id = subject != NULL ? subject->id : 0,
		.at = gateway_text_moment(
		    rq->arena, json_get(r->meta, "reported_date"), now),
		.user_id = client->id },
	    &report_id));
	return taken(rq, id);
}

static enum status
read_record(struct record *r)
{
	const struct cht_subject *subject;
	const char *locale = json_text(json_get(r->meta, "locale")), *refusal;
	struct text_report report;
	enum status status;

	TRY(find_subject(r));
	if (r->subjects.n > 1 || (r->subjects.n == 0 && !r->open))
		return refuse_subject(r);
	subject = r->subjects.n > 0 ? &r->subjects.at[0] : NULL;
	if (locale == NULL)
		locale = subject != NULL ? subject->language : "en";
	status = text_report_fill(r->rq->arena, r->code, r->body, locale,
	    subject != NULL ? subject->zone : "UTC", &report, &refusal);
	if (status == ERR_INVALID)
		return cht_refuse(r->rq, 400, "%s", refusal);
	TRY(status);
	return keep(r, subject, &report);
}

static enum status
by_json(struct request *rq)
{
	struct record r = { .rq = rq, .body = cht_body(rq) };

	if (r.body == NULL || !cht_may(rq, "QuestionnaireResponse", 'c'))
		return OK;
	r.meta = json_get(r.body, "_meta");
	if (!json_is_object(r.meta))
		return cht_refuse(rq, 400, "Missing _meta property.");
	r.code = scalar_of(rq, r.meta, "form");
	r.from = scalar_of(rq, r.meta, "from");
	r.who = scalar_of(rq, r.body, "patient_id");
	if (*r.code == '\0')
		return cht_refuse(rq, 400, "Missing required field: form");
	if (!text_report_form(r.code, &r.open))
		return cht_refuse(rq, 400, "Form not found: %.80s", r.code);
	return read_record(&r);
}

enum status
cht_record(struct request *rq)
{
	if (strncasecmp(rq->content_type, "application/x-www-form-urlencoded", 33) == 0)
		return by_form(rq);
	if (strncasecmp(rq->content_type, "application/json", 16) == 0)
		return by_json(rq);
	return cht_refuse(rq, 400, "Content type not supported.");
}
