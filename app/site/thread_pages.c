/* thread_pages.c - messages: the list, one conversation, linking a number. */

#include "site/thread_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "ext/phone.h"
#include "gen/composer.h"
#include "gen/frame.h"
#include "gen/thread_acts.h"
#include "gen/thread_list.h"
#include "gen/thread_note.h"
#include "gen/thread_show.h"
#include "site/pages.h"

#define COUNTS "n-tasks,n-messages,n-escalations,n-delivery,told-late,trouble"

/* Numbers of the address with a dash between them; false for anything else. */
static bool
read_numbers(const char *text, int64_t *first, int64_t *second)
{
	char *end;

	if (text == NULL || *text < '0' || *text > '9' || strlen(text) > 40 ||
	    strspn(text, "0123456789") > 18)
		return false;
	*first = strtoll(text, &end, 10);
	if (second == NULL)
		return *end == '\0';
	if (*end != '-' || end[1] < '0' || end[1] > '9')
		return false;
	*second = strtoll(end + 1, &end, 10);
	return *end == '\0';
}

/*
 * True if nothing that the page shows has changed since the script asked last:
 * what is in the database, who else looks, and the minutes of the clocks.
 */
static enum status
unchanged(struct request *rq, const char *others, bool *same)
{
	const struct live_version *version;

	*same = false;
	if (request_header(rq, "X-Poll") == NULL)
		return OK;
	TRY(sql_live_version(rq->tx, page_user(rq)->id, tx_now(rq->tx), &version));
	*same = page_known(rq, arena_printf(rq->arena, "\"%" PRId64 "-%" PRId64 "-%s\"",
				   version->version, version->minute, others));
	return OK;
}

/* The same list again: what the script asks for. */
static const char *
poll_address(struct request *rq, const char *path, const struct inbox *inbox)
{
	const char *place = inbox_place(rq->arena, inbox, inbox->view);

	if (strchr(path, '?') == NULL || *place == '\0')
		return arena_printf(rq->arena, "%s%s", path, place);
	return arena_printf(rq->arena, "%s&%s", path, place + 1);
}

/* How many were closed at once, with Undo; nobody else can take it back. */
static enum status
say_closed(struct request *rq, struct page *page)
{
	const struct thread_bulk_get *bulk;
	int64_t id = page_number(rq, "several");
	enum status status;

	if (id == 0 || page->notice == NULL)
		return OK;
	status = sql_thread_bulk_get(rq->tx, id, &bulk);
	if (status == OK)
		page->notice = thread_bulk_line(rq, bulk);
	else
		page->undo = NULL;
	return status == ERR_NOT_FOUND ? OK : status;
}

enum status
thread_list(struct request *rq)
{
	const struct nav_counts *counts;
	struct inbox_rows rows;
	struct inbox inbox;
	struct page page;
	struct buf *out;
	bool same;

	if (request_header(rq, "X-Poll") != NULL) {
		TRY(page_same(rq, &same));
		if (same)
			return reply_nothing(rq, 304);
	}
	TRY(tx_together(rq->tx));
	TRY(inbox_ask(rq, 0, &inbox, &rows));
	TRY(page_ask(rq, &counts));
	TRY(tx_fetch(rq->tx));
	TRY(inbox_show(rq, &inbox, &rows));
	page_open_with(rq, &page, counts, _("Messages"), "messages");
	TRY(say_closed(rq, &page));
	page.fill = true;
	page.talks = true;
	page.live = poll_address(rq, "/messages", &inbox);
	page.live_parts = request_query(rq, "after") == NULL ? COUNTS ",inbox,waiting"
							     : COUNTS ",waiting";
	out = reply_html(rq, 200);
	if (!page_is_fragment(rq)) {
		render_thread_list(out, &page, &inbox);
		return OK;
	}
	render_page_counts(out, &page);
	render_inbox_views_part(out, &inbox);
	if (page_wants(rq, "inbox"))
		render_inbox_part(out, &inbox);
	return OK;
}

static void
answer_parts(struct request *rq, struct buf *out, const struct page *page,
    const struct thread_view *v)
{
	/* clang-format off */
	const struct {
		const char *name;
		void (*render)(struct buf *, const struct thread_view *);
	} parts[] = {
		{ "thread",	render_thread_lines_part },
		{ "acts",	render_thread_acts_part },
		{ "presence",	render_thread_presence_part },
		{ "who",	render_thread_who_part },
		{ "flow",	render_flow_waits_part },
		{ "composer",	render_thread_composer_part },
		{ "about",	render_thread_about_part },
	};
	/* clang-format on */

	render_page_counts(out, page);
	render_inbox_views_part(out, &v->inbox);
	if (page_wants(rq, "notice"))
		render_page_notice_part(out, page);
	if (page_wants(rq, "inbox"))
		render_inbox_part(out, &v->inbox);
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (page_wants(rq, parts[i].name))
			parts[i].render(out, v);
}

/*
 * "The message leaves in a few seconds" is said until it has left: the page asks
 * with the same word, and is told when it no longer holds.
 */
static bool
says_sent(struct request *rq, struct page *page, const struct thread_view *v)
{
	const char *notice = request_query(rq, "notice");
	bool held = false;

	if (notice == NULL || strcmp(notice, "sent") != 0)
		return false;
	for (size_t i = 0; i < v->lines.n; i++)
		held = held || v->lines.at[i].undo;
	if (!held)
		page->notice = NULL;
	return held || page_is_fragment(rq);
}

enum status
thread_answer(
    struct request *rq, int code, struct thread_ask *ask, struct thread_view *v)
{
	const struct nav_counts *counts;
	struct page page;
	struct buf *out;
	bool sent;

	TRY(thread_view_fill(rq, ask, v, &counts));
	page_open_with(rq, &page, counts,
	    arena_printf(rq->arena, "%s, %s", v->name, _("Messages")), "messages");
	page.fill = true;
	page.talks = true;
	page.faulty = code >= 400;
	page_in_zone(rq, &page, v->zone);
	sent = says_sent(rq, &page, v);
	page.live = poll_address(rq,
	    arena_printf(rq->arena,
		"/messages/%" PRId64 "?mark=%" PRId64 "&since=%" PRId64 "%s%s",
		v->t->id, ask->mark, ask->since, sent ? "&notice=sent" : "",
		v->old ? arena_printf(rq->arena, "&before=%" PRId64 "-%" PRId64,
			     ask->before, ask->before_n)
		       : ""),
	    &v->inbox);
	page.live_parts = v->old ? COUNTS ",presence"
			  : sent ? COUNTS ",inbox,waiting,thread,acts,presence,who,"
					  "flow,composer,about,notice"
				 : COUNTS ",inbox,waiting,thread,acts,presence,who,"
					  "flow,composer,about";
	rq->reply.shown = "thread";
	rq->reply.shown_id = v->t->id;
	out = reply_html(rq, code);
	if (page_is_fragment(rq))
		answer_parts(rq, out, &page, v);
	else
		render_thread_show(out, &page, v);
	return OK;
}

enum status
thread_show(struct request *rq)
{
	const struct presence_touch *before;
	struct thread_ask ask = { .looks = true };
	struct thread_view v;
	bool same;

	TRY(thread_view_open(rq, rq->id, &v));
	ask.marked = read_numbers(request_query(rq, "mark"), &ask.mark, NULL);
	if (!read_numbers(request_query(rq, "since"), &ask.since, NULL))
		ask.since = 0;
	if (!read_numbers(request_query(rq, "before"), &ask.before, &ask.before_n))
		ask.before = 0;
	TRY(unchanged(rq, v.presence, &same));
	if (same) {
		TRY(thread_look(rq, &ask, &v, &before));
		return reply_nothing(rq, 304);
	}
	return thread_answer(rq, 200, &ask, &v);
}

enum status
thread_link_show(struct request *rq)
{
	const char *typed = request_query(rq, "q");
	const char *q = text_trim(rq->arena, typed != NULL ? typed : "");
	struct patient_pick_rows found = { .n = 0 };
	struct thread_view v;
	struct page page;

	TRY(thread_view_open(rq, rq->id, &v));
	if (v.t->patient_id != 0 || v.t->ended_at != 0)
		return ERR_NOT_FOUND;
	if (*q != '\0')
		TRY(sql_patient_pick(rq->tx, text_fold(rq->arena, q),
		    phone_sought(rq->arena, q), &found));
	TRY(page_open(rq, &page, _("Link to a client"), "messages"));
	rq->reply.shown = "thread";
	rq->reply.shown_id = rq->id;
	render_thread_link(reply_html(rq, 200), &page, &v, q, &found);
	return OK;
}
