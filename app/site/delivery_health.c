/* delivery_health.c - see delivery_health.h. */

#include "site/delivery_health.h"

#include <string.h>

#include "base/i18n.h"
#include "core/access.h"
#include "site/delivery_pages.h"
#include "site/page.h"
#include "site/show.h"

static enum status
read_failures(struct request *rq, int64_t midnight, struct delivery_failures *failures)
{
	struct delivery_failure *at;
	struct line_failed_rows rows;

	TRY(sql_line_failed(rq->tx, midnight, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct delivery_failure){ rows.at[i].why,
			_(delivery_reason(rows.at[i].why)->title), rows.at[i].texts };
	*failures = (struct delivery_failures){ at, rows.n };
	return OK;
}

enum status
delivery_health_read(struct request *rq, int64_t midnight, const struct gateway_show *g,
    struct delivery_health *h)
{
	const struct session_resume *user = page_user(rq);

	*h = (struct delivery_health){ .shown = strcmp(user->role, "nurse") != 0,
		.cares = role_may(user->role, PATIENT_READ),
		.now = tx_now(rq->tx),
		.inbound_at = g->inbound_at,
		.delivered_at = g->delivered_at };
	if (!h->shown)
		return OK;
	TRY(sql_line_health(rq->tx, h->now, &h->line));
	TRY(sql_sms_gateway_lines(rq->tx, h->now, &h->gateways));
	h->since =
	    h->line->reached_since == 0
		? ""
		: show_moment(rq->arena, h->line->reached_since, h->now, user->zone);
	return read_failures(rq, midnight, &h->failures);
}
