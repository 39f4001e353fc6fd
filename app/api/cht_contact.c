/* cht_contact.c - see cht_contact.h. */

#include "api/cht_contact.h"

#include <strings.h>

#include "api/cht.h"
#include "ext/json.h"
#include "ext/phone.h"
#include "gen/sql.h"

#define CONTACTS_MAX 100

/* Of the query, of a form or of a JSON body; NULL: none. */
static const char *
phone_asked(struct request *rq)
{
	const char *phone = request_query(rq, "phone");
	const struct json *json;

	if (phone != NULL || rq->method == GET)
		return phone;
	phone = request_field(rq, "phone");
	if (phone == NULL && json_parse(rq->arena, rq->body, rq->body_len, &json) == OK)
		phone = json_scalar(rq->arena, json_get(json, "phone"));
	return phone;
}

/* Here the CHT's words are others than elsewhere. */
static enum status
refuse(struct request *rq, int code, const char *error, const char *reason)
{
	struct buf *b = reply_json(rq, code);

	buf_puts(b, "{\"error\":");
	buf_json(b, error);
	buf_puts(b, ",\"reason\":");
	buf_json(b, reason);
	buf_puts(b, "}\n");
	return OK;
}

static enum status
show(struct request *rq, const struct cht_contacts_rows *rows)
{
	struct buf *b = reply_json(rq, 200);
	int64_t *ids;

	ARENA_ARRAY(rq->arena, ids, rows->n);
	buf_puts(b, "{\"ok\":true,\"docs\":[");
	for (size_t i = 0; i < rows->n; i++) {
		ids[i] = rows->at[i].id;
		buf_puts(b, i > 0 ? "," : "");
		buf_puts(b, rows->at[i].doc);
	}
	buf_puts(b, "]}\n");
	return sql_client_shown(
	    rq->tx, "patient", tx_int_array(rq->tx, ids, rows->n), rq->address);
}

enum status
cht_contacts(struct request *rq)
{
	const char *asked = phone_asked(rq);
	const struct region_common *common;
	struct cht_contacts_rows rows;
	struct phone phone;
	enum phone_fault fault;

	if (!cht_may(rq, "Patient", 's'))
		return OK;
	TRY(sql_region_common(rq->tx, &common));
	fault =
	    phone_read(rq->arena, asked != NULL ? asked : "", common->region, &phone);
	if (fault != PHONE_GOOD && fault != PHONE_NOT_VALID)
		return refuse(rq, 400, "bad_request",
		    "phone is missing, or is not a phone number");
	TRY(sql_cht_contacts(rq->tx, phone.e164, CONTACTS_MAX, &rows));
	if (rows.n == 0)
		return refuse(rq, 404, "not_found",
		    "nobody whom this client may see has this number");
	return show(rq, &rows);
}
