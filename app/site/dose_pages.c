/* dose_pages.c - which children of a facility may be given a dose today, this week, or are late. */

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "gen/child.h"
#include "site/child_pages.h"
#include "site/page.h"
#include "site/pages.h"

#define MOST 300 /* shown at once */

static const char *const shows[] = { "today", "week", "late", "all", NULL };

static enum status
open_list(
    struct request *rq, struct dose_list_view *v, const struct nav_counts **counts)
{
	const struct session_resume *user = page_user(rq);
	int64_t now = tx_now(rq->tx);

	v->show = page_one_of(request_query(rq, "show"), shows);
	v->place_id = page_number(rq, "place");
	TRY(tx_together(rq->tx));
	TRY(sql_dose_list(rq->tx, v->show, v->place_id, now, MOST + 1, &v->rows));
	TRY(sql_dose_counts(rq->tx, v->place_id, now, &v->counts));
	TRY(sql_place_mine(rq->tx, user->id, now, &v->places));
	TRY(page_ask(rq, counts));
	TRY(tx_fetch(rq->tx));
	v->more = v->rows.n > MOST;
	if (v->more)
		v->rows.n = MOST;
	v->several = user->place_count > 1;
	v->region = user->region;
	return OK;
}

enum status
dose_list(struct request *rq)
{
	const struct nav_counts *counts;
	struct dose_list_view v = { .more = false };
	struct page page;

	TRY(open_list(rq, &v, &counts));
	page_open_with(rq, &page, counts, _("Children"), "tasks");
	render_dose_list(reply_html(rq, 200), &page, &v);
	return OK;
}
