/* workspace_job.c - what RapidPro's workspace has: channels, contact fields, groups. */

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "worker/job.h"

#define EVERY_MS (10 * 60 * 1000)
#define PAGES_MOST 4 /* of each kind: 1,000 rows */

struct reading {
	struct worker *w;
	struct rapidpro_call call;
	struct buf b; /* as gateway_thing_told.sql takes it */
	enum rapidpro_outcome outcome; /* of the last call */
	bool kept_back; /* the hour's calls are needed for more urgent ones */
};

static void
add(struct reading *r, const char *kind, const char *key, const char *name,
    const char *about, int64_t seen_at, bool used)
{
	buf_puts(&r->b, r->b.len > 1 ? ",{\"kind\":" : "{\"kind\":");
	buf_json(&r->b, kind);
	buf_puts(&r->b, ",\"key\":");
	buf_json(&r->b, key);
	buf_puts(&r->b, ",\"name\":");
	buf_json(&r->b, name != NULL ? name : key);
	buf_puts(&r->b, ",\"about\":");
	buf_json(&r->b, about != NULL ? about : "");
	if (seen_at != 0) {
		buf_puts(&r->b, ",\"seen_at\":");
		buf_json(&r->b, clock_iso(r->w->arena, seen_at));
	}
	buf_printf(&r->b, ",\"used\":%s}", used ? "true" : "false");
}

/* Whether the next call may be made. */
static bool
may_call(struct reading *r, enum status *status)
{
	bool allowed;

	*status = worker_may_call(r->w, SPEND_POLL, "v2", &allowed);
	r->kept_back = *status == OK && !allowed;
	return *status == OK && allowed;
}

static bool
is_used(const struct reading *r, const struct rapidpro_channel *channel)
{
	const char *wanted = r->w->config->rapidpro_channel;

	return wanted != NULL &&
	       (strcmp(channel->uuid, wanted) == 0 ||
		   (channel->name != NULL && strcmp(channel->name, wanted) == 0));
}

static enum status
read_workspace(struct reading *r)
{
	struct rapidpro_workspace workspace;
	enum status status;

	if (!may_call(r, &status))
		return status;
	r->outcome = rapidpro_workspace(&r->call, &workspace);
	if (r->outcome == RAPIDPRO_ACCEPTED)
		add(r, "workspace", "", workspace.name,
		    workspace.anonymous ? "anonymous" : "", 0, false);
	return OK;
}

static enum status
read_channels(struct reading *r)
{
	struct rapidpro_channel_page page = { .next = NULL };
	enum status status = OK;

	for (int i = 0; i < PAGES_MOST && may_call(r, &status); i++) {
		r->outcome = rapidpro_channels(&r->call, page.next, &page);
		if (r->outcome != RAPIDPRO_ACCEPTED)
			return OK;
		for (size_t k = 0; k < page.count; k++) {
			const struct rapidpro_channel *one = &page.rows[k];

			if (one->uuid != NULL)
				add(r, "channel", one->uuid, one->name, one->address,
				    one->last_seen, is_used(r, one));
		}
		if (page.next == NULL)
			return OK;
	}
	return status;
}

static enum status
read_fields(struct reading *r)
{
	struct rapidpro_field_page page = { .next = NULL };
	enum status status = OK;

	for (int i = 0; i < PAGES_MOST && may_call(r, &status); i++) {
		r->outcome = rapidpro_fields(&r->call, page.next, &page);
		if (r->outcome != RAPIDPRO_ACCEPTED)
			return OK;
		for (size_t k = 0; k < page.count; k++) {
			const struct rapidpro_field *one = &page.rows[k];

			if (one->key != NULL)
				add(r, "field", one->key, one->name, one->type, 0,
				    false);
		}
		if (page.next == NULL)
			return OK;
	}
	return status;
}

static enum status
read_groups(struct reading *r)
{
	struct rapidpro_group_page page = { .next = NULL };
	enum status status = OK;

	for (int i = 0; i < PAGES_MOST && may_call(r, &status); i++) {
		r->outcome = rapidpro_groups(&r->call, page.next, &page);
		if (r->outcome != RAPIDPRO_ACCEPTED)
			return OK;
		for (size_t k = 0; k < page.count; k++) {
			const struct rapidpro_group *one = &page.rows[k];

			if (one->uuid != NULL)
				add(r, "group", one->uuid, one->name,
				    one->smart ? "smart" : "", 0, false);
		}
		if (page.next == NULL)
			return OK;
	}
	return status;
}

/* Until a call is not answered, or is kept back. */
static enum status
read_all(struct reading *r)
{
	static enum status (*const kinds[])(struct reading *) = { read_workspace,
		read_channels, read_fields, read_groups };

	for (size_t i = 0;
	     i < COUNT_OF(kinds) && !r->kept_back && r->outcome == RAPIDPRO_ACCEPTED;
	     i++)
		TRY(kinds[i](r));
	return OK;
}

/* Four calls in ten minutes; as before while RapidPro does not answer. */
enum status
workspace_job(struct worker *w, bool *more)
{
	struct reading r = {
		.w = w, .call = worker_call(w), .outcome = RAPIDPRO_ACCEPTED
	};
	const struct feed_take *turn;
	struct tx *tx;
	int64_t now;

	*more = false;
	TRY(worker_take_feed(w, "workspace", EVERY_MS, &turn, &now));
	if (turn == NULL)
		return OK;
	buf_init(&r.b, w->arena);
	buf_putc(&r.b, '[');
	TRY(read_all(&r));
	if (r.kept_back)
		return OK;
	TRY(worker_learn(w, r.outcome, &r.call));
	if (r.outcome != RAPIDPRO_ACCEPTED) {
		log_warn("workspace outcome=%s status=%d",
		    rapidpro_outcome_word(r.outcome), r.call.status);
		return OK;
	}
	buf_putc(&r.b, ']');
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	return tx_end(tx, sql_gateway_thing_told(tx, r.b.data, tx_now(tx)));
}
