/* help_pages.c - what the words mean and what the keys do. */

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
