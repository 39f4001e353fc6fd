/*
 * feed_job.c - the feeds: polled, slow, and the truth.  One worker at a time
 * reads one.
 *
 * Runs come oldest change first, so the checkpoint moves with each page.
 * Messages come newest first and may turn up late with an old moment: they are
 * read with an overlap (a minute often, a quarter of an hour once a minute, three
 * days at night).  All pages of a stretch of time are fetched before the first is
 * kept, the oldest first, as they happened; the checkpoint moves when the last is
 * in.  Where there are too many, the stretch is halved.
 */

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "worker/job.h"

#define RUNS_EVERY_MS 15000
#define RUNS_OVERLAP (2 * MINUTE)
#define RUN_PAGES_MAX 200
#define MESSAGES_EVERY_MS 5000
#define MESSAGES_SOON_MS 2000 /* while somebody waits for what it shows */
#define FIRST_READ (24 * HOUR)
#define SHORT_OVERLAP MINUTE
#define LONG_OVERLAP (15 * MINUTE)
#define STEP (2 * MINUTE) /* of messages at a time, while behind */
#define STEPS_TIME SECOND /* of one turn, while behind */
#define SWEEP_EVERY_MS 20000 /* a stretch of it */
#define SWEEP (72 * HOUR)
#define SWEEP_PAUSE (24 * HOUR)
#define PAGES_MAX 40 /* of messages, in memory at once */
#define HALVINGS_MAX 16

/* Runs. */

static enum status
keep_run(struct tx *tx, const struct rapidpro_run *run)
{
	if (run->uuid == NULL)
		return OK;
	TRY(sql_run_keep(tx, run->uuid, run->contact.uuid, run->start_uuid,
	    run->flow.name != NULL ? run->flow.name : "", run->created_on,
	    run->modified_on, run->exited_on,
	    run->exit_type != NULL ? run->exit_type : "", run->responded));
	for (size_t i = 0; i < run->value_count; i++) {
		const struct rapidpro_value *v = &run->values[i];
		const char *key;

		/* Another programme's flow may have an answer of its own. */
		if (strcmp(v->key, "answer") != 0 || run->flow.name == NULL ||
		    strcmp(run->flow.name, RAPIDPRO_CHECKIN_FLOW) != 0)
			continue;
		key = arena_printf(tx_arena(tx), "run:%s:%s:%lld", run->uuid, v->key,
		    (long long)v->time);
		TRY(sql_inbox_add(tx, "run", key, run->raw, tx_now(tx)));
	}
	return OK;
}

static enum status
keep_run_apart(struct tx *tx, const struct rapidpro_run *run)
{
	enum status status;

	TRY(tx_savepoint(tx));
	status = keep_run(tx, run);
	if (status == OK || status == ERR_UNAVAILABLE)
		return status;
	log_warn("feed run not kept status=%s", status_word(status));
	return tx_back_to_savepoint(tx);
}

static enum status
keep_runs(struct worker *w, const struct rapidpro_run_page *page)
{
	int64_t checkpoint = 0;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = OK;
	for (size_t i = 0; status == OK && i < page->count; i++) {
		status = keep_run_apart(tx, &page->rows[i]);
		if (page->rows[i].modified_on > checkpoint)
			checkpoint = page->rows[i].modified_on;
	}
	if (status == OK)
		/* Read to the end it is read up to now. */
		status = sql_feed_checkpoint(
		    tx, "runs", checkpoint, page->next == NULL ? tx_now(tx) : 0);
	return tx_end(tx, status);
}

enum status
runs_job(struct worker *w, bool *more)
{
	struct rapidpro_run_page *page = arena_alloc(w->arena, sizeof *page);
	const struct feed_take *feed;
	int64_t now, after;
	bool allowed;

	*more = false;
	TRY(worker_take_feed(w, "runs", RUNS_EVERY_MS, &feed, &now));
	if (feed == NULL)
		return OK;
	after =
	    feed->checkpoint != 0 ? feed->checkpoint - RUNS_OVERLAP : now - FIRST_READ;
	for (int i = 0; i == 0 || (page->next != NULL && i < RUN_PAGES_MAX); i++) {
		struct rapidpro_call call = worker_call(w);
		enum rapidpro_outcome outcome;

		TRY(worker_may_call(w, SPEND_POLL, "v2.runs", &allowed));
		if (!allowed)
			return OK;
		outcome = rapidpro_runs(&call, after, page->next, page);
		TRY(worker_learn(w, outcome, &call));
		if (outcome != RAPIDPRO_ACCEPTED)
			return OK;
		TRY(keep_runs(w, page));
	}
	return OK;
}

/* Messages. */

/* RapidPro's state in the words of our pages; NULL says nothing new. */
static const char *
shown_state(enum message_state state)
{
	switch (state) {
	case MESSAGE_WIRED:
	case MESSAGE_SENT:
		return "sent";
	case MESSAGE_DELIVERED:
	case MESSAGE_READ:
		return "delivered";
	case MESSAGE_FAILED:
		return "failed";
	case MESSAGE_QUEUED:
	case MESSAGE_ERRORED:
		return "sending";
	default:
		return NULL;
	}
}

static const char *
id_of(const struct rapidpro_message *m)
{
	return m->id != NULL ? m->id : m->uuid;
}

static enum status
keep_message(struct tx *tx, const struct rapidpro_message *m)
{
	const char *id = id_of(m);
	const char *state = shown_state(m->state);

	if (id == NULL)
		return OK;
	if (m->direction == RAPIDPRO_IN)
		return sql_inbox_add(tx, "message",
		    arena_printf(tx_arena(tx), "message:%s", id), m->raw, tx_now(tx));
	if (m->direction != RAPIDPRO_OUT || state == NULL || m->contact.uuid == NULL)
		return OK;
	TRY(sql_message_bind_out(
	    tx, m->contact.uuid, m->text, state, m->created_on, id, tx_now(tx)));
	return sql_message_report(tx, id, state,
	    m->sent_on != 0 ? m->sent_on : m->created_on,
	    m->modified_on != 0 ? m->modified_on : tx_now(tx), tx_now(tx));
}

/* A row that the database refuses must not keep the others out. */
static enum status
keep_apart(struct tx *tx, const struct rapidpro_message *m)
{
	enum status status;

	TRY(tx_savepoint(tx));
	status = keep_message(tx, m);
	if (status == OK || status == ERR_UNAVAILABLE)
		return status;
	log_warn("feed message not kept status=%s", status_word(status));
	return tx_back_to_savepoint(tx);
}

static bool
is_listable(const char *id)
{
	return id != NULL && *id != '\0' &&
	       strspn(id, "0123456789abcdefABCDEF-") == strlen(id);
}

/* Most of an overlap is known: one query says what is not. */
static enum status
find_news(struct tx *tx, const struct rapidpro_message_page *page,
    struct message_news_rows *news)
{
	struct buf ids, states;
	const char *comma = "";

	buf_init(&ids, tx_arena(tx));
	buf_init(&states, tx_arena(tx));
	for (size_t i = 0; i < page->count; i++) {
		const struct rapidpro_message *m = &page->rows[i];
		const char *state =
		    m->direction == RAPIDPRO_IN ? "received" : shown_state(m->state);

		if (!is_listable(id_of(m)) || state == NULL)
			continue;
		buf_printf(&ids, "%s%s", comma, id_of(m));
		buf_printf(&states, "%s%s", comma, state);
		comma = ",";
	}
	return sql_message_news(tx, arena_printf(tx_arena(tx), "{%s}", ids.data),
	    arena_printf(tx_arena(tx), "{%s}", states.data), news);
}

static bool
is_news(const struct message_news_rows *news, const struct rapidpro_message *m)
{
	for (size_t i = 0; id_of(m) != NULL && i < news->n; i++)
		if (strcmp(news->at[i].id, id_of(m)) == 0)
			return true;
	return false;
}

static enum status
keep_page(struct tx *tx, const struct rapidpro_message_page *page)
{
	struct message_news_rows news;

	TRY(find_news(tx, page, &news));
	for (size_t n = page->count; n-- > 0;)
		if (is_news(&news, &page->rows[n]))
			TRY(keep_apart(tx, &page->rows[n]));
	return OK;
}

static enum status
keep_page_by_itself(struct worker *w, const struct rapidpro_message_page *page)
{
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = keep_page(tx, page);
	return tx_end(tx, status);
}

/* A stretch of the feed, with the pages of it. */
struct stretch {
	const char *feed;
	enum spend spend;
	int64_t after, before; /* before is 0 for "up to now" */
	struct rapidpro_message_page pages[PAGES_MAX];
	size_t n;
};

/* ERR_UNAVAILABLE: RapidPro does not tell at present; ERR_CONFLICT: too much. */
static enum status
fetch(struct worker *w, struct stretch *s)
{
	const char *next = NULL;

	for (s->n = 0; s->n < PAGES_MAX; s->n++) {
		struct rapidpro_call call = worker_call(w);
		enum rapidpro_outcome outcome;
		bool allowed;

		TRY(worker_may_call(w, s->spend, "v2.messages", &allowed));
		if (!allowed)
			return ERR_UNAVAILABLE;
		outcome = rapidpro_messages(
		    &call, NULL, s->after, s->before, next, &s->pages[s->n]);
		TRY(worker_learn(w, outcome, &call));
		if (outcome != RAPIDPRO_ACCEPTED)
			return ERR_UNAVAILABLE;
		next = s->pages[s->n].next;
		if (next == NULL) {
			s->n++;
			return OK;
		}
	}
	return ERR_CONFLICT;
}

static enum status
fetch_what_fits(struct worker *w, struct stretch *s, int64_t now)
{
	enum status status = fetch(w, s);

	for (int i = 0; status == ERR_CONFLICT && i < HALVINGS_MAX; i++) {
		s->before =
		    s->after + ((s->before != 0 ? s->before : now) - s->after) / 2;
		status = fetch(w, s);
	}
	return status;
}

/* When the network last said of one of them that it arrived; 0 if of none. */
static int64_t
last_delivery(const struct stretch *s)
{
	int64_t last = 0;

	for (size_t n = 0; n < s->n; n++)
		for (size_t i = 0; i < s->pages[n].count; i++) {
			const struct rapidpro_message *m = &s->pages[n].rows[i];

			if ((m->state == MESSAGE_DELIVERED ||
				m->state == MESSAGE_READ) &&
			    m->modified_on > last)
				last = m->modified_on;
		}
	return last;
}

static enum status
note_stretch(struct worker *w, const struct stretch *s)
{
	const struct rapidpro_message_page *newest = &s->pages[0];
	int64_t checkpoint = s->before, delivered = last_delivery(s);
	struct tx *tx;
	enum status status;

	if (checkpoint == 0 && newest->count > 0)
		checkpoint = newest->rows[0].created_on;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	if (s->before == 0 && strcmp(s->feed, "sweep") == 0)
		status = sql_feed_restart(tx, s->feed, tx_now(tx));
	else
		status = sql_feed_checkpoint(
		    tx, s->feed, checkpoint, s->before == 0 ? tx_now(tx) : 0);
	if (status == OK)
		status = sql_outbox_settle_checkins(tx, tx_now(tx));
	/* Last: nobody waits for what is held behind this row. */
	if (status == OK && delivered != 0)
		status = sql_gateway_delivered(tx, delivered);
	return tx_end(tx, status);
}

/* ERR_UNAVAILABLE: from the same place the next time. */
static enum status
read_stretch(struct worker *w, struct stretch *s, int64_t now)
{
	enum status status = fetch_what_fits(w, s, now);

	if (status == ERR_CONFLICT)
		return ERR_UNAVAILABLE;
	TRY(status);
	for (size_t n = s->n; n-- > 0;)
		TRY(keep_page_by_itself(w, &s->pages[n]));
	return note_stretch(w, s);
}

static struct stretch *
stretch_of(struct worker *w, const char *feed, enum spend spend, int64_t after)
{
	struct stretch *s = arena_alloc(w->arena, sizeof *s);

	s->feed = feed;
	s->spend = spend;
	s->after = after;
	return s;
}

/* More often while it matters and half of the hour's calls are still there. */
static enum status
how_often(struct worker *w, int32_t *every_ms)
{
	const struct outbox_awaited *outbox;
	const struct gateway_budget *budget = NULL;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_outbox_awaited(tx, tx_now(tx), &outbox);
	if (status == OK)
		status = sql_gateway_budget(tx, "v2.messages", tx_now(tx), &budget);
	tx_rollback(tx);
	TRY(status);
	*every_ms = outbox->awaited && budget->calls < w->config->rapidpro_rate / 2
			? MESSAGES_SOON_MS
			: MESSAGES_EVERY_MS;
	return OK;
}

/*
 * Far behind, it comes back in steps: each is noted, where one long stretch is
 * begun anew whenever a page fails or a worker ends.  The long overlap is tried
 * once a minute, so that the short one has its turn whatever becomes of it.
 * RapidPro's clock may be behind ours: no stretch ends at a moment that it has still
 * to come to, for what it dates before that would not be asked for again.
 */
static void
choose_stretch(const struct worker *w, struct stretch *s, const struct feed_take *feed,
    int64_t from, int64_t now)
{
	int64_t skew = w->gateway->clock_skew_ms * 1000;
	int64_t behind = now + (skew < 0 ? skew : 0) - from;

	s->before = 0;
	s->after = from - SHORT_OVERLAP;
	if (from == 0)
		s->after = now - FIRST_READ;
	else if (behind > STEP)
		s->before = from + (behind / 8 > STEP ? behind / 8 : STEP);
	else if (now / MINUTE != feed->asked_at / MINUTE)
		s->after = from - LONG_OVERLAP;
}

enum status
messages_job(struct worker *w, bool *more)
{
	struct stretch *s = stretch_of(w, "messages", SPEND_POLL, 0);
	const struct feed_take *feed;
	int64_t now, from, end = clock_monotonic() + STEPS_TIME;
	int32_t every_ms;

	*more = false;
	TRY(how_often(w, &every_ms));
	TRY(worker_take_feed(w, "messages", every_ms, &feed, &now));
	if (feed == NULL)
		return OK;
	from = feed->checkpoint;
	do {
		enum status status;

		choose_stretch(w, s, feed, from, now);
		status = read_stretch(w, s, now);
		if (status == ERR_UNAVAILABLE)
			return OK;
		TRY(status);
		from = s->before;
	} while (from != 0 && clock_monotonic() < end);
	return OK;
}

enum status
sweep_job(struct worker *w, bool *more)
{
	const struct feed_take *feed;
	enum status status;
	int64_t now, after;

	*more = false;
	TRY(worker_take_feed(w, "sweep", SWEEP_EVERY_MS, &feed, &now));
	if (feed == NULL)
		return OK;
	after = feed->checkpoint != 0 ? feed->checkpoint : now - SWEEP;
	if (feed->checkpoint == 0 && feed->swept_at != 0 &&
	    now - feed->swept_at < SWEEP_PAUSE)
		return OK;
	status = read_stretch(w, stretch_of(w, "sweep", SPEND_BULK, after), now);
	return status == ERR_UNAVAILABLE ? OK : status;
}

/* Older messages that are not final: asked for one by one, a few at a time. */

static enum status
refresh_one(struct worker *w, const char *id)
{
	struct rapidpro_call call = worker_call(w);
	struct rapidpro_message message;
	enum rapidpro_outcome outcome = rapidpro_message_by_id(&call, id, &message);
	struct tx *tx;
	enum status status;

	TRY(worker_learn(w, outcome, &call));
	if (outcome != RAPIDPRO_ACCEPTED)
		return ERR_UNAVAILABLE;
	TRY(tx_begin(w->db, w->arena, TX_WRITE, &tx));
	status = sql_message_refreshed(tx, id, tx_now(tx));
	if (status == OK && message.id != NULL)
		status = keep_message(tx, &message);
	return tx_end(tx, status);
}

enum status
refresh_job(struct worker *w, bool *more)
{
	struct message_stale_rows stale;
	struct tx *tx;
	enum status status;

	*more = false;
	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_message_stale(tx, tx_now(tx), 10, &stale);
	tx_rollback(tx);
	TRY(status);
	for (size_t i = 0; i < stale.n; i++) {
		bool allowed;

		TRY(worker_may_call(w, SPEND_POLL, "v2.messages", &allowed));
		if (!allowed || refresh_one(w, stale.at[i].rapidpro_id) != OK)
			return OK;
	}
	return OK;
}
