/* delivery_pages.c - what did not arrive, and why. */

#include "site/delivery_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/i18n.h"
#include "core/access.h"
#include "core/trouble.h"
#include "gen/delivery.h"
#include "gen/frame.h"
#include "site/delivery_kinds.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define GROUP_ROWS 50
#define LIST_ROWS 400
#define DOWNLOAD_ROWS 10000
#define WEEK 7
#define SILENT_AFTER (5 * MINUTE) /* RapidPro is asked every few seconds */
#define A_YEAR (365 * 24 * HOUR)

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

const struct delivery_reason *
delivery_reason(const char *why)
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
		{ "held", N_("Held, too old"),
		    N_("It waited so long that nobody expects it any more. It has not left."),
		    N_("Read it: release it, or drop it and call."), N_("the nurse") },
		{ "unsure", N_("Not certain whether it left"),
		    N_("Neither RapidPro nor the gateway has said what became of it."),
		    N_("Call, or send again: it may then arrive twice."), N_("the nurse") },
		{ "gateway", N_("Not sent by the gateway"),
		    N_("The gateway could not send these, for the reason beside each."),
		    N_("See to the gateway’s phone, its network and credit, then send again."),
		    N_("whoever keeps the gateway") },
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

/* RapidPro itself and its token have a line of their own. */
static enum status
read_troubles(struct request *rq, struct delivery_view *v, const char *zone)
{
	struct delivery_trouble *troubles;
	struct trouble_open_rows rows;
	size_t n = 0;

	TRY(sql_trouble_open(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, troubles, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct trouble_open *row = &rows.at[i];
		struct trouble_words words =
		    trouble_words(rq->arena, row->kind, row->place_name, row->prefix);

		if (is(row->kind, "unreachable") || is(row->kind, "token"))
			continue;
		troubles[n++] = (struct delivery_trouble){ .title = words.title,
			.since = show_moment(rq->arena, row->began_at, v->now, zone),
			.effect = words.effect };
	}
	v->troubles = (struct delivery_trouble_rows){ troubles, n };
	return OK;
}

/* Groups. */

static struct delivery_item
item_of(struct request *rq, const struct delivery_list *row, const char *my_zone)
{
	const char *zone = *row->zone != '\0' ? row->zone : my_zone;
	struct delivery_item item = { .row = row,
		.who = *row->who != '\0' ? row->who : page_phone(rq, row->e164),
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
			*g = (struct delivery_group){ .reason =
							  delivery_reason(row->why),
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
	return clock_local_day(tx_now(rq->tx), page_user(rq)->zone);
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
		const char *date = clock_date(rq->arena, today - i);

		options[i + 1] = (struct option){ date,
			i == 0 ? _("Today") : show_short_day(rq->arena, date) };
	}
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
	    page_user(rq)->zone, v->reason, before, before_id, GROUP_ROWS + 1,
	    LIST_ROWS, &rows));
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
		.region = user->region,
		.places = user->place_count > 1 };
	TRY(sql_gateway_show(rq->tx, &gateway));
	v->gateway = gateway_line(rq, gateway, user->zone);
	TRY(delivery_health_read(rq, midnight(rq), gateway, &v->health));
	v->health.today = v->today = clock_date(rq->arena, today_number(rq));
	TRY(read_troubles(rq, v, user->zone));
	if (role_may(user->role, LATE_DECIDE))
		TRY(sql_reminder_late_counts(rq->tx, &v->late));
	TRY(sql_rule_behind(rq->tx, v->now, &behind));
	if (behind->since != 0)
		v->rules = show_moment(rq->arena, behind->since, v->now, user->zone);
	return OK;
}

/* Numbers by facility and reason: no name, no number, no words. */
static enum status
show_counts(struct request *rq)
{
	const struct delivery_waiting *waiting;
	struct delivery_counts_rows rows;
	struct delivery_count *counts;
	struct delivery_view v;
	struct page page;

	TRY(read_view(rq, &v));
	TRY(page_open(rq, &page, _("Delivery"), "delivery"));
	if (page_is_fragment(rq)) {
		render_delivery_line_parts(reply_html(rq, 200), &page, &v);
		return OK;
	}
	TRY(sql_delivery_counts(rq->tx, v.now - WEEK * 24 * HOUR, &rows));
	TRY(sql_delivery_waiting(rq->tx, v.now, &waiting));
	ARENA_ARRAY(rq->arena, counts, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct delivery_reason *r = delivery_reason(rows.at[i].why);

		counts[i] = (struct delivery_count){ .place = rows.at[i].place_name,
			.title = _(r->title),
			.owner = _(r->owner),
			.texts = rows.at[i].texts,
			.oldest = show_moment(
			    rq->arena, rows.at[i].oldest, v.now, page.zone) };
	}
	v.counts = (struct delivery_count_rows){ counts, rows.n };
	v.waiting = waiting->texts;
	v.waiting_since = waiting->oldest;
	page.live = "/delivery";
	page.live_parts = "n-delivery,gateway,health";
	render_delivery_counts(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
delivery_show(struct request *rq)
{
	const char *kind = page_one_of(request_query(rq, "kind"), delivery_kinds);
	struct delivery_view v;
	struct page page;
	struct buf *out;

	if (is(page_user(rq)->role, "admin"))
		return show_counts(rq);
	TRY(read_view(rq, &v));
	TRY(sql_delivery_figures(rq->tx, v.now, midnight(rq), &v.figures));
	day_options(rq, &v);
	if (*kind != '\0')
		return delivery_kind_show(rq, kind, &v);
	TRY(page_open(rq, &page, _("Delivery"), "delivery"));
	TRY(read_list(rq, &v));
	page.live =
	    arena_printf(rq->arena, "/delivery?reason=%s&day=%s", v.reason, v.day);
	page.live_parts = "n-tasks,n-messages,n-escalations,n-delivery,figures,gateway,"
			  "health,kinds,undelivered";
	out = reply_html(rq, 200);
	if (page_is_fragment(rq)) {
		render_page_counts(out, &page);
		render_delivery_parts(out, &v);
	} else {
		render_delivery(out, &page, &v);
	}
	return OK;
}

/* The list as a file: what was asked for, of all reasons or of one. */

static const char *const headings[] = { N_("Client"), N_("Facility"), N_("Phone"),
	N_("Reason"), N_("In the network’s words"), N_("SMS"), N_("When"),
	N_("Tries") };

static void
download_row(struct request *rq, struct buf *b, const struct delivery_list *row)
{
	struct arena *arena = rq->arena;
	struct delivery_item item = item_of(rq, row, page_user(rq)->zone);
	const char *zone = *row->zone != '\0' ? row->zone : page_user(rq)->zone;
	const char *cells[COUNT_OF(headings)] = { row->who, row->place_name,
		page_phone(rq, row->e164), _(delivery_reason(row->why)->title),
		row->reason, item.what, clock_local_minute(arena, row->at, zone),
		arena_printf(arena, "%d", (int)row->tries) };

	csv_row(b, cells, COUNT_OF(cells));
}

enum status
delivery_download(struct request *rq)
{
	const char *reason = request_query(rq, "reason"), *words[COUNT_OF(headings)];
	const char *day = request_query(rq, "day");
	struct delivery_list_rows rows;
	int64_t number;
	struct buf *b;

	if (day != NULL && clock_parse_date(day, &number) != OK)
		day = NULL;
	TRY(sql_delivery_list(rq->tx, tx_now(rq->tx), day, page_user(rq)->zone,
	    reason != NULL ? reason : "", tx_now(rq->tx) + A_YEAR, 0, DOWNLOAD_ROWS,
	    DOWNLOAD_ROWS, &rows));
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		words[i] = _(headings[i]);
	b = reply_file(rq, "text/csv; charset=utf-8", "delivery.csv");
	csv_begin(b);
	csv_row(b, words, COUNT_OF(words));
	for (size_t i = 0; i < rows.n; i++)
		download_row(rq, b, &rows.at[i]);
	/* Nothing leaves unnoticed: with the file, not after it. */
	return sql_session_note(rq->tx, "", false, page_user(rq)->id, "delivery-list",
	    (int64_t)rows.n, rq->address, false);
}
