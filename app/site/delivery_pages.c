/* delivery_pages.c - what did not arrive, why, and sending it again. */

#include "site/delivery_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/reply.h"
#include "gen/delivery.h"
#include "gen/frame.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define GROUP_ROWS 50
#define AGAIN_MAX 200 /* texts in one go */
#define WEEK 7
#define SILENT_AFTER (5 * MINUTE) /* RapidPro is asked every few seconds */
#define A_YEAR (365 * 24 * HOUR)

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static const struct delivery_reason *
reason_of(const char *why)
{
	/* clang-format off */
	static const struct delivery_reason reasons[] = {
		{ "network", N_("Phone switched off or out of reach"),
		    N_("The network gave up, or told no reason."),
		    N_("Send again, or call instead."), N_("the nurse") },
		{ "number", N_("Number not in use"),
		    N_("The network knows no such number."),
		    N_("Ask for the right number, correct it in the record, then send again."),
		    N_("the nurse") },
		{ "blocked", N_("Stopped in RapidPro"),
		    N_("RapidPro sends nothing to this contact."),
		    N_("Start the contact again in RapidPro, or call instead."),
		    N_("the administrator of RapidPro") },
		{ "late", N_("Too late to be sent"),
		    N_("It waited longer than it was good for, so it was not sent at all."),
		    N_("Nothing to do for a check-in of another day. Else send again."),
		    N_("the nurse") },
		{ "unsure", N_("Not certain whether it left"),
		    N_("RapidPro gave no answer, and looking it up has not settled it."),
		    N_("Call, or send again: it may then arrive twice."), N_("the nurse") },
		{ "refused", N_("Not taken by RapidPro"),
		    N_("RapidPro refused these, for the reason beside each."),
		    N_("Tell the administrator the reason, then send again."),
		    N_("the administrator of RapidPro") },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (is(reasons[i].why, why))
			return &reasons[i];
	return &reasons[COUNT_OF(reasons) - 1];
}

/* RapidPro. */

static struct delivery_gateway
gateway_line(struct request *rq, const struct gateway_show *g, const char *zone)
{
	struct arena *a = rq->arena;
	int64_t now = tx_now(rq->tx);
	const char *since = show_moment(a, g->reached_at, now, zone);

	if (g->token_refused_at > g->reached_at)
		return (struct delivery_gateway){ "red",
			_("RapidPro refuses our token."),
			_("Messages wait here. The administrator has to set a new "
			  "token.") };
	if (g->reached_at == 0)
		return (struct delivery_gateway){ "amber",
			_("RapidPro has not answered yet."),
			_("Messages wait here and are sent by themselves as soon as it "
			  "does. Nothing is lost.") };
	if (now - g->reached_at > SILENT_AFTER)
		return (struct delivery_gateway){ "red",
			arena_printf(
			    a, _("RapidPro has not answered since %s."), since),
			_("Messages wait here and are sent by themselves as soon as it "
			  "does. Nothing is lost.") };
	if (g->paused_until > now)
		return (struct delivery_gateway){ "amber",
			arena_printf(a, _("RapidPro asked us to wait until %s."),
			    show_time(a, g->paused_until, zone)),
			_("Messages wait here. Nothing is lost.") };
	return (struct delivery_gateway){ "green", _("RapidPro answers."),
		g->inbound_at == 0 ? ""
				   : arena_printf(a, _("Last SMS in: %s ago."),
					 show_span(a, now - g->inbound_at)) };
}

/* Groups. */

static struct delivery_item
item_of(struct request *rq, const struct delivery_list *row, const char *my_zone)
{
	const char *zone = *row->zone != '\0' ? row->zone : my_zone;
	struct delivery_item item = { .row = row,
		.who = *row->who != '\0' ? row->who : show_phone(rq->arena, row->e164),
		.when = show_moment(rq->arena, row->at, tx_now(rq->tx), zone),
		.again = row->again && !row->past,
		.what = row->body };

	if (row->day != INT4_NULL)
		item.what =
		    arena_printf(rq->arena, _("Day %d check-in"), (int)row->day);
	return item;
}

/* The rows of one reason stand together. */
static void
group_rows(
    struct request *rq, const struct delivery_list_rows *rows, struct delivery_view *v)
{
	const char *zone = page_user(rq)->zone;
	struct delivery_group *groups;
	struct delivery_item *items;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, groups, rows->n + 1);
	ARENA_ARRAY(rq->arena, items, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct delivery_list *row = &rows->at[i];
		struct delivery_group *g = n > 0 ? &groups[n - 1] : NULL;

		if (g == NULL || !is(rows->at[i - 1].why, row->why)) {
			g = &groups[n++];
			*g = (struct delivery_group){ .reason = reason_of(row->why),
				.items.at = &items[i],
				.total = row->total };
		}
		if (row->place_in_group > GROUP_ROWS) {
			const struct delivery_list *last = &rows->at[i - 1];

			g->more = arena_printf(
			    rq->arena, "%" PRId64 "-%" PRId64, last->at, last->id);
			continue;
		}
		items[i] = item_of(rq, row, zone);
		g->items.n++;
		g->can += items[i].again;
	}
	v->groups = (struct delivery_groups){ groups, n };
}

static int64_t
today_number(struct request *rq)
{
	struct local_time t = clock_local(tx_now(rq->tx), page_user(rq)->zone);

	return clock_day_number(t.year, t.month, t.day);
}

static const char *
date_text(struct arena *arena, int64_t day_number)
{
	int year, month, day;

	clock_civil(day_number, &year, &month, &day);
	return arena_printf(arena, "%04d-%02d-%02d", year, month, day);
}

/* "All seven days", "Today", then the days before. */
static void
day_options(struct request *rq, struct delivery_view *v)
{
	int64_t today = today_number(rq);
	struct option *options;

	ARENA_ARRAY(rq->arena, options, WEEK + 1);
	options[0] = (struct option){ "", _("All seven days") };
	for (int i = 0; i < WEEK; i++) {
		const char *date = date_text(rq->arena, today - i);

		options[i + 1] = (struct option){ date,
			i == 0 ? _("Today") : show_short_day(rq->arena, date) };
	}
	v->today = options[1].value;
	v->days = (struct option_rows){ options, WEEK + 1 };
}

/* The first moment of today where the reader is. */
static int64_t
midnight(struct request *rq)
{
	int64_t now = tx_now(rq->tx);
	struct local_time t = clock_local(now, page_user(rq)->zone);

	return now - ((t.hour * 60 + t.minute) * MINUTE + t.second * SECOND) -
	       now % SECOND;
}

static enum status
read_list(struct request *rq, struct delivery_view *v)
{
	const char *after = request_query(rq, "after");
	int64_t before = tx_now(rq->tx) + A_YEAR, before_id = 0, day;
	struct delivery_list_rows rows;
	char *end;

	v->reason =
	    request_query(rq, "reason") != NULL ? request_query(rq, "reason") : "";
	v->day = request_query(rq, "day") != NULL ? request_query(rq, "day") : "";
	if (*v->day != '\0' && clock_parse_date(v->day, &day) != OK)
		v->day = "";
	if (after != NULL && *after >= '1' && *after <= '9' && strlen(after) < 40) {
		before = strtoll(after, &end, 10);
		before_id = *end == '-' ? strtoll(end + 1, NULL, 10) : 0;
	}
	TRY(sql_delivery_list(rq->tx, tx_now(rq->tx), *v->day != '\0' ? v->day : NULL,
	    page_user(rq)->zone, v->reason, before, before_id, GROUP_ROWS + 1, &rows));
	group_rows(rq, &rows, v);
	return OK;
}

static enum status
read_view(struct request *rq, struct delivery_view *v)
{
	const struct session_resume *user = page_user(rq);
	const struct gateway_show *gateway;
	const struct rule_behind *behind;

	*v = (struct delivery_view){ .now = tx_now(rq->tx),
		.csrf = user->csrf,
		.once = page_once(rq),
		.places = user->place_count > 1 };
	TRY(sql_gateway_show(rq->tx, &gateway));
	v->gateway = gateway_line(rq, gateway, user->zone);
	TRY(sql_rule_behind(rq->tx, v->now, &behind));
	if (behind->since != 0)
		v->rules = show_moment(rq->arena, behind->since, v->now, user->zone);
	return OK;
}

/* Numbers by facility and reason: no name, no number, no words. */
static enum status
show_counts(struct request *rq, struct delivery_view *v, struct page *page)
{
	const struct delivery_waiting *waiting;
	struct delivery_counts_rows rows;
	struct delivery_count *counts;

	TRY(sql_delivery_counts(rq->tx, v->now - WEEK * 24 * HOUR, &rows));
	TRY(sql_delivery_waiting(rq->tx, v->now, &waiting));
	ARENA_ARRAY(rq->arena, counts, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct delivery_reason *r = reason_of(rows.at[i].why);

		counts[i] = (struct delivery_count){ .place = rows.at[i].place_name,
			.title = _(r->title),
			.owner = _(r->owner),
			.texts = rows.at[i].texts,
			.oldest = show_moment(
			    rq->arena, rows.at[i].oldest, v->now, page->zone) };
	}
	v->counts = (struct delivery_count_rows){ counts, rows.n };
	v->waiting = waiting->texts;
	v->waiting_since = waiting->oldest;
	render_delivery_counts(reply_html(rq, 200), page, v);
	return OK;
}

enum status
delivery_show(struct request *rq)
{
	struct delivery_view v;
	struct page page;
	struct buf *out;

	TRY(read_view(rq, &v));
	TRY(page_open(rq, &page, _("Delivery"), "delivery"));
	if (is(page.role, "admin"))
		return show_counts(rq, &v, &page);
	TRY(sql_delivery_figures(rq->tx, v.now, midnight(rq), &v.figures));
	TRY(read_list(rq, &v));
	day_options(rq, &v);
	page.live =
	    arena_printf(rq->arena, "/delivery?reason=%s&day=%s", v.reason, v.day);
	page.live_parts = "n-tasks,n-messages,n-escalations,n-delivery,figures,gateway,"
			  "undelivered";
	out = reply_html(rq, 200);
	if (page_is_fragment(rq)) {
		render_page_counts(out, &page);
		render_delivery_parts(out, &v);
	} else {
		render_delivery(out, &page, &v);
	}
	return OK;
}

/* Sending again. */

static enum status
ids_of_reason(struct request *rq, const char *reason, int64_t *ids, size_t *n)
{
	const char *day = request_field(rq, "day");
	struct delivery_list_rows rows;
	int64_t number;

	if (day != NULL && (*day == '\0' || clock_parse_date(day, &number) != OK))
		day = NULL;
	TRY(sql_delivery_list(rq->tx, tx_now(rq->tx), day, page_user(rq)->zone, reason,
	    tx_now(rq->tx) + A_YEAR, 0, AGAIN_MAX, &rows));
	for (size_t i = 0; i < rows.n && *n < AGAIN_MAX; i++)
		if (rows.at[i].again && !rows.at[i].past)
			ids[(*n)++] = rows.at[i].id;
	return OK;
}

/* The question: how many, to whom, what it costs. */
static enum status
ask(struct request *rq, const struct delivery_again_rows *texts, size_t chosen)
{
	struct delivery_again_view v = { .csrf = page_user(rq)->csrf,
		.once = page_once(rq),
		.texts = *texts,
		.left_out = chosen - texts->n };
	struct page page;

	for (size_t i = 0; i < texts->n; i++) {
		v.parts += (int64_t)sms_count(texts->at[i].body).parts;
		v.quiet |= texts->at[i].quiet;
	}
	TRY(page_open(rq, &page, _("Send again?"), "delivery"));
	render_delivery_again(reply_html(rq, 200), &page, &v);
	return OK;
}

static enum status
send_all(struct request *rq, const struct delivery_again_rows *texts)
{
	size_t sent = 0;

	for (size_t i = 0; i < texts->n; i++) {
		int64_t thread_id;
		enum status status =
		    reply_again(rq->tx, texts->at[i].id, page_user(rq)->id, &thread_id);

		if (status != OK && status != ERR_CONFLICT)
			return status;
		sent += status == OK;
	}
	return page_done(
	    rq, "/delivery?notice=%s", sent > 0 ? "retried" : "on-its-way");
}

enum status
delivery_retry(struct request *rq)
{
	const char *reason = request_field(rq, "reason");
	int64_t ids[AGAIN_MAX];
	struct delivery_again_rows texts;
	size_t n = 0;

	if (reason != NULL && *reason != '\0')
		TRY(ids_of_reason(rq, reason, ids, &n));
	else
		TRY(page_numbers(rq, "id", AGAIN_MAX, ids, &n));
	if (n == 0)
		return reply_see_other(rq, "/delivery?notice=none-chosen");
	TRY(sql_delivery_again(
	    rq->tx, tx_int_array(rq->tx, ids, n), tx_now(rq->tx), &texts));
	if (request_field(rq, "sure") == NULL)
		return ask(rq, &texts, n);
	return send_all(rq, &texts);
}
