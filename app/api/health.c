/* health.c - see health.h. */

#include "api/health.h"

#include "base/clock.h"
#include "gen/sql.h"

enum status
health_live(struct request *rq)
{
	buf_puts(reply_json(rq, 200), "{\"alive\":true}\n");
	return OK;
}

struct part {
	const char *name;
	bool ok;
	const char *words;
	bool aside; /* somebody has to look; no reason to turn requests away */
};

static void
write_parts(struct request *rq, const struct part *parts, size_t n)
{
	bool ready = true;
	struct buf *b;

	for (size_t i = 0; i < n; i++)
		ready = ready && (parts[i].ok || parts[i].aside);
	b = reply_json(rq, ready ? 200 : 503);
	buf_printf(b, "{\"ready\":%s", ready ? "true" : "false");
	for (size_t i = 0; i < n; i++) {
		buf_printf(b, ",\n \"%s\":{\"ok\":%s,\"words\":", parts[i].name,
		    parts[i].ok ? "true" : "false");
		buf_json(b, parts[i].words);
		buf_putc(b, '}');
	}
	buf_puts(b, "}\n");
}

void
health_without_database(struct request *rq)
{
	const struct part parts[] = {
		{ .name = "database", .words = "does not answer" },
		{ .name = "worker", .words = "not known without the database" },
		{ .name = "rapidpro", .words = "not known without the database" },
		{ .name = "rules", .words = "not known without the database" },
	};

	write_parts(rq, parts, COUNT_OF(parts));
}

static const char *
ago(struct arena *arena, const char *what, int64_t then, int64_t now)
{
	if (then == 0)
		return arena_printf(arena, "no %s yet", what);
	return arena_printf(arena, "last %s %lld s ago", what,
	    (long long)((now - then > 0 ? now - then : 0) / SECOND));
}

static bool
younger(int64_t then, int64_t now, int64_t seconds)
{
	return then != 0 && now - then <= seconds * SECOND;
}

static struct part
rapidpro_part(struct arena *arena, const struct health_state *state, int64_t now)
{
	struct part part = { .name = "rapidpro" };

	if (state->token_refused) {
		part.words = "refuses our token: put a new one into the configuration";
		return part;
	}
	part.ok = younger(state->reached_at, now, HEALTH_RAPIDPRO_SECONDS) &&
		  state->failures < HEALTH_FAILURES;
	part.words = ago(arena, "answer", state->reached_at, now);
	if (state->failures >= HEALTH_FAILURES)
		part.words = arena_printf(arena, "%s; %d failures in a row", part.words,
		    (int)state->failures);
	else if (state->paused_until != 0)
		part.words = arena_printf(arena, "%s; asked us to wait for %lld s",
		    part.words, (long long)((state->paused_until - now) / SECOND));
	else if (part.ok && !state->send_flow)
		part.words = arena_printf(arena,
		    "%s; the flow \"Aftercare guarded send\" is not there", part.words);
	return part;
}

static struct part
rules_part(struct arena *arena, const struct health_state *state, int64_t now)
{
	struct part part = { .name = "rules",
		.ok = state->rules_wait == 0,
		.words = "nobody waits",
		.aside = true };

	if (!part.ok)
		part.words = arena_printf(arena, "somebody has waited for %lld s",
		    (long long)((now - state->rules_wait) / SECOND));
	return part;
}

enum status
health_ready(struct request *rq)
{
	const struct health_state *state;
	int64_t now = tx_now(rq->tx);
	struct part parts[4] = {
		{ .name = "database", .ok = true, .words = "answers" }
	};

	TRY(sql_health_state(rq->tx, now, &state));
	parts[1] = (struct part){ .name = "worker",
		.ok = younger(state->worker_seen_at, now, HEALTH_WORKER_SECONDS),
		.words = ago(rq->arena, "sign of life", state->worker_seen_at, now) };
	/* It works, but somebody has to look: no reason to turn requests away. */
	if (state->unread > 0)
		parts[1].words = arena_printf(rq->arena,
		    "%s; %lld messages could not be read: aftercarectl inbox list",
		    parts[1].words, (long long)state->unread);
	parts[2] = rapidpro_part(rq->arena, state, now);
	parts[3] = rules_part(rq->arena, state, now);
	write_parts(rq, parts, COUNT_OF(parts));
	return OK;
}
