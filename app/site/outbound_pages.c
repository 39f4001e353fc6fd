/* outbound_pages.c - what is pushed to other systems, for the administrator. */

#include "site/outbound_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "gen/outbound.h"
#include "site/page.h"
#include "site/pages.h"

#define LINES_MAX 100

const char *
outbound_state(const char *state, const char **colour)
{
	static const struct {
		const char *state, *words, *colour;
	} states[] = {
		{ "ready", N_("Waits"), "amber" },
		{ "leased", N_("On its way"), "amber" },
		{ "done", N_("Taken"), "green" },
		{ "dead", N_("Given up"), "red" },
		{ "dropped", N_("Not needed any more"), "" },
	};

	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(states[i].state, state) == 0) {
			*colour = states[i].colour;
			return _(states[i].words);
		}
	*colour = "";
	return state;
}

bool
outbound_can_again(const char *state)
{
	return strcmp(state, "dead") == 0;
}

const char *
outbound_health(const struct outbound_list *push, const char **colour)
{
	*colour = "red";
	if (strcmp(push->status, "off") == 0)
		return _("Off");
	if (*push->lacks != '\0')
		return _("Its secret is missing");
	if (*push->error != '\0')
		return _("Does not get through");
	*colour = "green";
	return _("On");
}

enum status
outbound_show(struct request *rq)
{
	const char *doc = request_query(rq, "doc");
	struct outbound_view v = { .doc = doc != NULL ? doc : "" };
	struct page page;

	TRY(sql_outbound_list(rq->tx, &v.pushes));
	TRY(sql_outbound_events(rq->tx, v.doc, LINES_MAX + 1, &v.events));
	v.more = v.events.n > LINES_MAX;
	if (v.more)
		v.events.n = LINES_MAX;
	TRY(page_open(rq, &page, _("Pushed to other systems"), "delivery"));
	render_outbound(reply_html(rq, 200), &page, &v);
	return OK;
}

enum status
outbound_event_show(struct request *rq)
{
	struct outbound_event_view v;
	struct page page;

	TRY(sql_outbound_event_get(rq->tx, rq->id, &v.event));
	TRY(sql_outbound_attempts(rq->tx, rq->id, &v.tries));
	TRY(page_open(rq, &page, _("One push"), "delivery"));
	render_outbound_event(reply_html(rq, 200), &page, &v);
	return OK;
}

/* Pressed twice, or where it has left meanwhile, nothing happens. */
enum status
outbound_send_again(struct request *rq)
{
	const struct outbound_event_get *event;
	const struct outbound_again *again;

	TRY(sql_outbound_event_get(rq->tx, rq->id, &event));
	TRY(sql_outbound_again(rq->tx, rq->id, tx_now(rq->tx), &again));
	return page_done(rq, "/admin/outbound?notice=%s",
	    again->n > 0 ? "outbound-again" : "outbound-not");
}
