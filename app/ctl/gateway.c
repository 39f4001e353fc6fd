/* gateway.c - see gateway.h. */

#include "ctl/gateway.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "ext/secret.h"

struct check {
	struct rapidpro_call call;
	const struct gateway_wish *wish;
	bool good;
};

PRINTF(3, 4) static void ok(struct check *c, const char *what, const char *fmt, ...)
{
	va_list args;

	(void)c;
	va_start(args, fmt);
	printf("  ok     %-12s", what);
	vprintf(fmt, args);
	putchar('\n');
	va_end(args);
}

PRINTF(3, 4) static void wrong(struct check *c, const char *what, const char *fmt, ...)
{
	va_list args;

	c->good = false;
	va_start(args, fmt);
	printf("  to do  %-12s", what);
	vprintf(fmt, args);
	putchar('\n');
	va_end(args);
}

/* The same explanation for every call that did not come through. */
static bool
went_through(struct check *c, const char *what, enum rapidpro_outcome outcome)
{
	if (outcome == RAPIDPRO_ACCEPTED)
		return true;
	if (outcome == RAPIDPRO_TOKEN_REFUSED)
		wrong(c, what,
		    "the token is refused: copy the API token of an administrator or "
		    "editor of the workspace into rapidpro_token");
	else if (c->call.status == 429)
		wrong(c, what, "RapidPro is busy with us: try again in %d s",
		    c->call.retry_after > 0 ? c->call.retry_after : 60);
	else if (c->call.status == 0)
		wrong(c, what, "RapidPro is not reached: is rapidpro_url right? (%s)",
		    c->call.reason);
	else
		wrong(c, what, "HTTP %d: %s", c->call.status, c->call.reason);
	return false;
}

/* Each step; false where going on makes no sense. */

static bool
check_workspace(struct check *c)
{
	struct rapidpro_workspace workspace;
	int64_t asked = clock_wall(), skew;

	if (!went_through(c, "token", rapidpro_workspace(&c->call, &workspace)))
		return false;
	ok(c, "token", "RapidPro takes it");
	ok(c, "workspace", "%s, time zone %s",
	    workspace.name != NULL ? workspace.name : "without a name",
	    workspace.timezone != NULL ? workspace.timezone : "unknown");
	if (workspace.anonymous)
		wrong(c, "workspace",
		    "it hides phone numbers: ask its owner to end the anonymous mode");
	if (c->call.server_date == 0) {
		ok(c, "clock", "RapidPro does not tell its time");
		return true;
	}
	skew = (c->call.server_date - (asked + clock_wall()) / 2) / SECOND;
	if (skew < -GATEWAY_SKEW_SECONDS || skew > GATEWAY_SKEW_SECONDS)
		wrong(c, "clock",
		    "RapidPro's is %lld s from ours: let both follow a time server",
		    (long long)skew);
	else
		ok(c, "clock", "differs by %lld s", (long long)skew);
	return true;
}

static bool
is_wanted(const struct rapidpro_channel *channel, const char *wanted)
{
	return wanted == NULL ||
	       (channel->uuid != NULL && strcasecmp(channel->uuid, wanted) == 0) ||
	       (channel->name != NULL && strcmp(channel->name, wanted) == 0);
}

static void
check_channel(struct check *c)
{
	struct rapidpro_channel_page page = { .next = NULL };

	do {
		if (!went_through(
			c, "channel", rapidpro_channels(&c->call, page.next, &page)))
			return;
		for (size_t i = 0; i < page.count; i++)
			if (is_wanted(&page.rows[i], c->wish->channel)) {
				ok(c, "channel", "%s",
				    page.rows[i].name != NULL ? page.rows[i].name
							      : page.rows[i].uuid);
				return;
			}
	} while (page.next != NULL);
	wrong(c, "channel",
	    "there is none called \"%s\": connect one, or correct rapidpro_channel",
	    c->wish->channel != NULL ? c->wish->channel : "");
}

static void
check_field(struct check *c)
{
	struct rapidpro_field_page page = { .next = NULL };

	do {
		if (!went_through(
			c, "field", rapidpro_fields(&c->call, page.next, &page)))
			return;
		for (size_t i = 0; i < page.count; i++)
			if (page.rows[i].key != NULL &&
			    strcmp(page.rows[i].key, GATEWAY_FIELD) == 0) {
				ok(c, "field", "%s", GATEWAY_FIELD);
				return;
			}
	} while (page.next != NULL);
	wrong(c, "field", "%s is missing: importing workflows/vmmc/flows.json makes it",
	    GATEWAY_FIELD);
}

static void
check_groups(struct check *c)
{
	struct rapidpro_group_page page = { .next = NULL };
	size_t n = 0;

	do {
		if (!went_through(
			c, "groups", rapidpro_groups(&c->call, page.next, &page)))
			return;
		n += page.count;
	} while (page.next != NULL);
	ok(c, "groups", "%zu can be read; Aftercare needs none", n);
}

static void
check_flows(struct check *c)
{
	static const char *const names[] = { GATEWAY_SEND_FLOW, GATEWAY_CHECKIN_FLOW,
		GATEWAY_GROUP_FLOW, GATEWAY_INCOMING_FLOW };
	enum { MISSING, ARCHIVED, THERE } found[COUNT_OF(names)] = { MISSING };
	struct rapidpro_flow_page page = { .next = NULL };

	do {
		if (!went_through(
			c, "flows", rapidpro_flows(&c->call, page.next, &page)))
			return;
		for (size_t i = 0; i < page.count; i++)
			for (size_t n = 0; n < COUNT_OF(names); n++)
				if (page.rows[i].name != NULL &&
				    strcmp(page.rows[i].name, names[n]) == 0 &&
				    found[n] != THERE)
					found[n] =
					    page.rows[i].archived ? ARCHIVED : THERE;
	} while (page.next != NULL);
	for (size_t n = 0; n < COUNT_OF(names); n++) {
		if (found[n] == THERE)
			ok(c, "flow", "%s", names[n]);
		else if (found[n] == ARCHIVED)
			wrong(c, "flow", "\"%s\" is in the archive: restore it",
			    names[n]);
		else
			wrong(c, "flow",
			    "\"%s\" is missing: import workflows/vmmc/flows.json",
			    names[n]);
	}
}

static void
check_url(struct check *c, const char *value)
{
	static const char end[] = "/hooks/rapidpro";
	size_t len = value != NULL ? strlen(value) : 0;

	if (value == NULL)
		wrong(c, "webhook",
		    "the global aftercare_url is missing: run this again "
		    "with --set-globals --address https://...");
	else if (c->wish->url != NULL && strcmp(value, c->wish->url) != 0)
		wrong(c, "webhook",
		    "aftercare_url is not %s: run this again with --set-globals",
		    c->wish->url);
	else if (len < sizeof end || strcmp(value + len - (sizeof end - 1), end) != 0)
		wrong(c, "webhook", "aftercare_url does not end in %s", end);
	else
		ok(c, "webhook", "the flows post to %s", value);
}

static void
check_globals(struct check *c)
{
	struct rapidpro_global_page page = { .next = NULL };
	const char *url = NULL, *token = NULL;

	do {
		if (!went_through(
			c, "webhook", rapidpro_globals(&c->call, page.next, &page)))
			return;
		for (size_t i = 0; i < page.count; i++) {
			const struct rapidpro_global *g = &page.rows[i];

			if (g->key != NULL && strcmp(g->key, "aftercare_url") == 0)
				url = g->value;
			if (g->key != NULL && strcmp(g->key, "aftercare_token") == 0)
				token = g->value;
		}
	} while (page.next != NULL);
	check_url(c, url);
	if (secret_equal(token, c->wish->secret))
		ok(c, "secret", "the flows know our webhook's secret");
	else
		wrong(c, "secret",
		    "aftercare_token %s: run this again with "
		    "--set-globals",
		    token == NULL ? "is missing" : "is not our webhook_secret");
}

bool
gateway_check(
    struct arena *arena, struct rapidpro *rapidpro, const struct gateway_wish *wish)
{
	struct check c = { .call = { .rapidpro = rapidpro, .arena = arena },
		.wish = wish,
		.good = true };

	if (!check_workspace(&c))
		return false;
	check_channel(&c);
	check_field(&c);
	check_groups(&c);
	check_flows(&c);
	check_globals(&c);
	return c.good;
}

enum status
gateway_set_globals(
    struct arena *arena, struct rapidpro *rapidpro, const struct gateway_wish *wish)
{
	struct rapidpro_call call = { .rapidpro = rapidpro, .arena = arena };

	if (wish->url != NULL && rapidpro_global_set(&call, "aftercare_url",
				     "Aftercare URL", wish->url) != RAPIDPRO_ACCEPTED)
		return ERR_UNAVAILABLE;
	if (rapidpro_global_set(&call, "aftercare_token", "Aftercare Token",
		wish->secret) != RAPIDPRO_ACCEPTED)
		return ERR_UNAVAILABLE;
	return OK;
}
