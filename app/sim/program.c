/* program.c - what the simulator answers. */

#include "sim/program.h"

#include <string.h>

#include "gen/sim_page.h"
#include "sim/api.h"

static enum status
sim_home(struct request *rq)
{
	return reply_see_other(rq, "/sim/phones");
}

/* clang-format off */
#define API(name)                                                               \
	{ GET, "/sim/api/v2/" name ".json", .handle = api_answer, .writes = true }, \
	{ POST, "/sim/api/v2/" name ".json", .handle = api_answer },            \
	{ DELETE, "/sim/api/v2/" name ".json", .handle = api_answer }

static const struct route routes[] = {
	API("archives"),
	API("broadcasts"),
	API("campaign_events"),
	API("campaigns"),
	API("channel_events"),
	API("channels"),
	API("contact_actions"),
	API("contacts"),
	API("definitions"),
	API("fields"),
	API("flow_starts"),
	API("flows"),
	API("globals"),
	API("groups"),
	API("labels"),
	API("message_actions"),
	API("messages"),
	API("org"),
	API("resthook_events"),
	API("resthook_subscribers"),
	API("resthooks"),
	API("runs"),
	API("tickets"),
	API("topics"),
	API("users"),
	API("workspace"),
	{ GET,	"/sim",			.handle = sim_home, .bare = true },
	{ GET,	"/sim/",		.handle = sim_home, .bare = true },
	{ GET,	"/sim/phones",		.handle = phones_show },
	{ POST,	"/sim/phones",		.handle = phones_add },
	{ POST,	"/sim/phones/reply",	.handle = phones_reply },
	{ POST,	"/sim/phones/missed",	.handle = phones_missed },
	{ POST,	"/sim/phones/set",	.handle = phones_set },
	{ POST,	"/sim/phones/hide",	.handle = phones_hide },
	{ GET,	"/sim/ledger",		.handle = ledger_show },
	{ GET,	"/sim/ledger.json",	.handle = ledger_json },
	{ GET,	"/sim/faults",		.handle = faults_show },
	{ POST,	"/sim/faults",		.handle = faults_set },
	{ GET,	"/sim/clock",		.handle = clock_show },
	{ POST,	"/sim/clock",		.handle = clock_set },
	{ .path = NULL }
};
/* clang-format on */

/* A page of another site must not press our switches. */
static enum status
admit(struct request *rq, const struct route *route)
{
	const char *host = strstr(rq->origin, "://");

	(void)route;
	if (rq->method == GET || rq->origin[0] == '\0')
		return OK;
	if (host == NULL || strcmp(host + 3, rq->host) != 0)
		return ERR_FORBIDDEN;
	return OK;
}

static void
fail(struct request *rq, enum status status)
{
	/* clang-format off */
	static const int codes[] = {
		[ERR_INVALID] = 422, [ERR_FORBIDDEN] = 403, [ERR_NOT_FOUND] = 404,
		[ERR_CONFLICT] = 409, [ERR_UNAVAILABLE] = 503, [ERR_INTERNAL] = 500,
	};
	/* clang-format on */
	int code = rq->reply.code != 0 ? rq->reply.code : codes[status];

	if (strncmp(rq->path, "/sim/api/", 9) == 0)
		api_fail(rq, status);
	else
		render_sim_failure(reply_html(rq, code), code);
}

const struct program sim = {
	.name = "sim",
	.routes = routes,
	.admit = admit,
	.fail = fail,
	.after = api_after,
};

bool
program_is_simulated(const struct config *config)
{
	static const char *const hosts[] = { "http://127.0.0.1", "http://localhost",
		"http://[::1]" };
	const char *url = config->rapidpro_url;

	if (!config->simulator)
		return false;
	for (size_t i = 0; i < COUNT_OF(hosts); i++) {
		size_t len = strlen(hosts[i]);

		if (strncmp(url, hosts[i], len) != 0)
			continue;
		if (url[len] == ':')
			len += 1 + strspn(url + len + 1, "0123456789");
		return strcmp(url + len, "/sim") == 0;
	}
	return false;
}
