/* routes.c - what machines may ask, and how they are told what went wrong. */

#include "api/routes.h"

#include <string.h>

#include "api/cht.h"
#include "api/cht_contact.h"
#include "api/cht_figures.h"
#include "api/cht_record.h"
#include "api/cht_text.h"
#include "api/fhir.h"
#include "api/health.h"
#include "api/mediator.h"
#include "api/metrics.h"
#include "api/rapidpro_hook.h"
#include "api/token.h"
#include "core/sms_gateway.h"

/*
 * Rights of this program: a client with its token; the same as the CHT's callers bring
 * it; or a flow of RapidPro.
 */
enum { CLIENT = 1, CALLER, FLOW };

/* clang-format off */
static const struct route table[] = {
	{ POST,	"/hooks/rapidpro",	0,	rapidpro_hook,	.again = true },
	{ GET,	"/health/live",		0,	health_live,	.bare = true },
	{ GET,	"/health/ready",	0,	health_ready },
	{ GET,	"/metrics",		0,	metrics_show },

	{ POST,	TOKEN_PATH,		0,	token_give },
	{ GET,	"/fhir/:rest",		CLIENT,	fhir },
	{ POST,	"/fhir/:rest",		CLIENT,	fhir },
	{ PUT,	"/fhir/:rest",		CLIENT,	fhir },
	{ PATCH, "/fhir/:rest",		CLIENT,	fhir },
	{ DELETE, "/fhir/:rest",	CLIENT,	fhir },
	{ OTHER, "/fhir/:rest",		CLIENT,	fhir },
	{ GET,	"/fhir",		CLIENT,	fhir },
	{ POST,	"/fhir",		CLIENT,	fhir },

	{ POST,	"/api/v2/sms/rapidpro/incoming-messages", FLOW, cht_incoming },
	{ GET,	"/api/sms",		CALLER,	cht_gateway },
	{ POST,	"/api/sms",		CALLER,	cht_gateway_post },
	{ POST,	"/api/v2/records",	CALLER,	cht_record },
	/* It writes whom it showed. */
	{ GET,	"/api/v1/contacts-by-phone", CALLER, cht_contacts, .writes = true },
	{ POST,	"/api/v1/contacts-by-phone", CALLER, cht_contacts },
	{ GET,	"/api/v2/export/messages", CALLER, cht_export },
	{ GET,	"/api/v2/monitoring",	0,	cht_monitoring },
	{ POST,	"/mediator/:rest",	CALLER,	mediator },

	{ .path = NULL }
};
/* clang-format on */

struct answer {
	int code;
	const char *words;
};

static struct answer
answer_for(const struct request *rq, enum status status)
{
	static const struct answer answers[] = {
		[ERR_INVALID] = { 400, "The body is not a JSON object of a flow." },
		[ERR_FORBIDDEN] = { 401, "The Authorization header is not "
					 "\"Token\" and our webhook's secret." },
		[ERR_NOT_FOUND] = { 404, "There is nothing at this address." },
		[ERR_CONFLICT] = { 500, "This did not work." },
		[ERR_UNAVAILABLE] = { 503, "The database does not answer." },
		[ERR_INTERNAL] = { 500, "This did not work." },
	};

	if (rq->reply.code == 405)
		return (struct answer){ 405, "This address takes another method." };
	return answers[status];
}

static enum status
admit(struct request *rq, const struct route *route)
{
	switch (route->needs) {
	case CLIENT:
		return fhir_admit(rq);
	case CALLER:
		return cht_admit(rq);
	case FLOW:
		return cht_admit_flow(rq);
	default:
		return OK;
	}
}

/* How often it asked counts however it ended. */
static enum status
note(struct request *rq, struct tx *tx)
{
	const struct client_resume *client = rq->who;
	const bool shown = rq->reply.shown != NULL && rq->reply.code < 400;

	if (rq->route->handle == token_give)
		return token_note(rq, tx);
	if (client == NULL)
		return OK;
	return sql_client_note(tx, client->id, shown ? rq->reply.shown : "",
	    shown ? rq->reply.shown_id : 0, rq->address);
}

static void
unfit(struct request *rq)
{
	if (fhir_asked(rq))
		fhir_fail(rq, 400, "structure", "The body is no clean UTF-8.");
	else if (cht_asked(rq))
		cht_fail(rq, 400, "The body is no clean UTF-8.");
}

/*
 * Never 410, which ends a subscription at RapidPro for good, and never a
 * Retry-After, which makes its flows wait.
 */
static void
fail(struct request *rq, enum status status)
{
	struct answer answer = answer_for(rq, status);
	struct buf *b;

	if (rq->route != NULL && rq->route->handle == health_ready) {
		health_without_database(rq);
		return;
	}
	if (fhir_asked(rq)) {
		if (answer.code == 405)
			fhir_fail(rq, 405, "not-supported", answer.words);
		else
			fhir_fail_as(rq, status);
		return;
	}
	if (cht_asked(rq)) {
		if (answer.code == 405)
			cht_fail(rq, 405, answer.words);
		else
			cht_fail_as(rq, status);
		return;
	}
	b = reply_json(rq, answer.code);
	buf_puts(b, "{\"error\":");
	buf_json(b, answer.words);
	buf_puts(b, "}\n");
}

const struct program api = {
	.name = "api",
	.routes = table,
	.together = PROGRAM_TOGETHER_MAX,
	.admit = admit,
	.unfit = unfit,
	.fail = fail,
	.note = note,
};

void
api_secrets(const struct config *config)
{
	rapidpro_hook_secrets(config->webhook_secret, config->webhook_secret_old);
	if (config->held_after_hours > 0)
		sms_gateway_settings(config->held_after_hours);
}
