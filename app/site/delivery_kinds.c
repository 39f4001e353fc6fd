/* delivery_kinds.c - what is held, cut off, unanswered, waits, or is nobody's. */

#include "site/delivery_kinds.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "gen/delivery_kind.h"
#include "site/page.h"
#include "site/show.h"

#define ROWS 200

const char *const delivery_kinds[] = { "", "held", "interrupted", "expired", "queued",
	"unmatched", NULL };

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static const char *
who(struct request *rq, const char *name, const char *e164)
{
	return *name != '\0' ? name : page_phone(rq, e164);
}

static const char *
when(struct request *rq, const struct delivery_kind_view *v, int64_t at,
    const char *zone)
{
	return show_moment(
	    rq->arena, at, v->now, *zone != '\0' ? zone : page_user(rq)->zone);
}

static struct delivery_line *
lines_of(struct request *rq, struct delivery_kind_view *v, size_t n, int64_t total)
{
	struct delivery_line *lines;

	ARENA_ARRAY(rq->arena, lines, n + 1);
	v->lines = (struct delivery_lines){ lines, n };
	v->total = n > 0 ? total : 0;
	return lines;
}

static enum status
read_held(struct request *rq, struct delivery_kind_view *v)
{
	struct delivery_held_rows rows;
	struct delivery_line *lines;

	TRY(sql_delivery_held(rq->tx, ROWS, &rows));
	lines = lines_of(rq, v, rows.n, rows.n > 0 ? rows.at[0].total : 0);
	for (size_t i = 0; i < rows.n; i++) {
		const struct delivery_held *row = &rows.at[i];

		lines[i] = (struct delivery_line){ .id = row->id,
			.thread_id = row->thread_id,
			.who = who(rq, row->who, row->e164),
			.place = row->place_name,
			.what = row->body,
			.when = when(rq, v, row->written_at, row->zone),
			.note = row->stopped ? _("He wants no messages.")
				: row->moved ? _("His number has changed: it would go "
						 "to the new one.")
					     : "",
			.can = !row->stopped };
		v->can += lines[i].can;
	}
	return OK;
}

static const char *
how_words(const char *how)
{
	if (is(how, "interrupted"))
		return _("It was cut off: something else began in RapidPro.");
	if (is(how, "failed"))
		return _("It broke off in RapidPro.");
	if (is(how, "unstarted"))
		return _("RapidPro took it, and it has not begun.");
	return _("He did not answer in time.");
}

static enum status
read_cut_off(struct request *rq, struct delivery_kind_view *v)
{
	struct delivery_runs_rows rows;
	struct delivery_line *lines;

	TRY(sql_delivery_runs(
	    rq->tx, v->now, is(v->kind, "expired") ? "expired" : "", &rows));
	lines = lines_of(rq, v, rows.n, (int64_t)rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct delivery_runs *row = &rows.at[i];

		lines[i] = (struct delivery_line){ .id = row->id,
			.thread_id = row->thread_id,
			.who = row->who,
			.place = row->place_name,
			.what = arena_printf(
			    rq->arena, _("Day %d check-in"), (int)row->day),
			.when = when(rq, v, row->asked_at, row->zone),
			.note = how_words(row->how),
			.can = row->today && !is(row->how, "unstarted"),
			.instead = row->today_id };
		v->can += lines[i].can;
	}
	return OK;
}

/* Of one client, or of several in one call. */
static const char *
what_waits(struct request *rq, const struct delivery_queue *row)
{
	if (row->texts < 2)
		return row->body;
	return arena_printf(rq->arena,
	    i18n_many("%d check-in", "%d check-ins", (unsigned long)row->texts),
	    (int)row->texts);
}

static enum status
read_queue(struct request *rq, struct delivery_kind_view *v)
{
	struct delivery_queue_rows rows;
	struct delivery_line *lines;

	TRY(sql_delivery_queue(rq->tx, v->now, ROWS, &rows));
	lines = lines_of(rq, v, rows.n, rows.n > 0 ? rows.at[0].total : 0);
	for (size_t i = 0; i < rows.n; i++) {
		const struct delivery_queue *row = &rows.at[i];

		lines[i] = (struct delivery_line){
			.thread_id = row->texts < 2 ? row->thread_id : 0,
			.who = row->texts < 2 ? row->who : row->place_name,
			.place = row->texts < 2 ? row->place_name : "",
			.what = what_waits(rq, row),
			.when = when(rq, v, row->due_at, row->zone),
			.note = row->tries == 0
				    ? ""
				    : arena_printf(rq->arena,
					  i18n_many("Tried once.", "Tried %d times.",
					      (unsigned long)row->tries),
					  (int)row->tries)
		};
	}
	return OK;
}

static enum status
read_unmatched(struct request *rq, struct delivery_kind_view *v)
{
	struct delivery_unmatched_rows rows;
	struct delivery_line *lines;

	TRY(sql_delivery_unmatched(rq->tx, ROWS, &rows));
	lines = lines_of(rq, v, rows.n, v->above->figures->unmatched);
	for (size_t i = 0; i < rows.n; i++) {
		const struct delivery_unmatched *row = &rows.at[i];

		lines[i] = (struct delivery_line){ .thread_id = row->id,
			.who = page_phone(rq, row->e164),
			.place = "",
			.what = row->words,
			.when = when(rq, v, row->since, ""),
			.note = "" };
	}
	return OK;
}

/* clang-format off */
static const struct kind {
	const char *kind, *title, *words, *none;
	enum status (*read)(struct request *, struct delivery_kind_view *);
} kinds[] = {
	{ "held", N_("Held, too old"),
	    N_("These waited so long that nobody expects them any more. None has left. Read each: release it, or drop it and call."),
	    N_("What has waited a day is held here, so that it does not arrive when nobody expects it any more."), read_held },
	{ "interrupted", N_("Questions cut off"),
	    N_("Check-ins of two days whose question ended in RapidPro without an answer. One of today can be asked again."),
	    N_("A check-in stands here if something in RapidPro ended its question before he answered."), read_cut_off },
	{ "expired", N_("Not answered in time"),
	    N_("Check-ins of two days whose question waited for an answer until its time was over. Nothing is broken: silent clients are called when their silence is long enough."),
	    N_("A check-in stands here if its time was over before he answered."), read_cut_off },
	{ "queued", N_("Waiting to send"),
	    N_("These should have left and have not yet. They leave by themselves; nothing is to be done here."),
	    N_("Every SMS that is due has been handed to RapidPro."), read_queue },
	{ "unmatched", N_("Unknown numbers"),
	    N_("SMS from numbers that belong to no client. Open each: answer, register, link it to a client, or say that it is no client’s."),
	    N_("Nobody without a record waits for an answer."), read_unmatched },
};
/* clang-format on */

enum status
delivery_kind_show(
    struct request *rq, const char *kind, const struct delivery_view *above)
{
	const struct session_resume *user = page_user(rq);
	const struct kind *k = kinds;
	struct delivery_kind_view v;
	struct page page;

	while (!is(k->kind, kind))
		k++;
	v = (struct delivery_kind_view){ .kind = kind,
		.title = _(k->title),
		.words = _(k->words),
		.none = _(k->none),
		.csrf = user->csrf,
		.once = page_once(rq),
		.above = above,
		.now = tx_now(rq->tx),
		.places = user->place_count > 1,
		.held = is(kind, "held"),
		.asked = is(kind, "interrupted") || is(kind, "expired") };
	TRY(k->read(rq, &v));
	TRY(page_open(rq, &page, v.title, "delivery"));
	render_delivery_kind(reply_html(rq, 200), &page, &v);
	return OK;
}
