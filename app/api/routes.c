/* routes.c - what machines may ask, and how they are told what went wrong. */

#include "api/routes.h"

#include <string.h>

#include "api/health.h"
#include "api/metrics.h"
#include "api/rapidpro_hook.h"

/* clang-format off */
static const struct route table[] = {
	{ POST,	"/hooks/rapidpro",	0,	rapidpro_hook,	.again = true },
	{ GET,	"/health/live",		0,	health_live,	.bare = true },
	{ GET,	"/health/ready",	0,	health_ready },
	{ GET,	"/metrics",		0,	metrics_show },

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
	b = reply_json(rq, answer.code);
	buf_puts(b, "{\"error\":");
	buf_json(b, answer.words);
	buf_puts(b, "}\n");
}

const struct program api = {
	.name = "api", .routes = table, .together = PROGRAM_TOGETHER_MAX, .fail = fail
};

void
api_secrets(const struct config *config)
{
	rapidpro_hook_secrets(config->webhook_secret, config->webhook_secret_old);
}
