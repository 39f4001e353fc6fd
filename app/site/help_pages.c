/* help_pages.c - what the words mean and what the keys do; whether there are pages. */

#include "base/i18n.h"
#include "gen/help.h"
#include "site/page.h"
#include "site/pages.h"

/* For everybody: the way in has a link to it, too. */
enum status
help_show(struct request *rq)
{
	struct page page;

	TRY(page_open(rq, &page, _("Help"), "help"));
	render_help(reply_html(rq, 200), &page);
	return OK;
}

/* For a monitoring system: to be asked the time, the database has to answer. */
enum status
health_site(struct request *rq)
{
	(void)tx_now(rq->tx);
	buf_puts(
	    reply_json(rq, 200), "{\"site\":{\"ok\":true,\"words\":\"answers\"}}\n");
	return OK;
}
