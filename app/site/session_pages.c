/* session_pages.c - signing in and out, the start, and the poll of open pages. */

#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "gen/frame.h"
#include "gen/sign_in.h"
#include "site/door.h"
#include "site/page.h"
#include "site/pages.h"

/* Where each role begins the day. */
enum status
home(struct request *rq)
{
	const char *role = page_user(rq)->role;

	if (strcmp(role, "admin") == 0)
		return reply_see_other(rq, "/admin/users");
	return reply_see_other(
	    rq, strcmp(role, "supervisor") == 0 ? "/escalations" : "/tasks");
}

#define TO_MAX 500 /* a longer one is none of ours */

/* Only a path of ours, so that a link cannot lead somewhere else afterwards. */
static const char *
local_path(const char *to)
{
	return to != NULL && strlen(to) < TO_MAX && reply_path_is_ours(to) ? to : "/";
}

static enum status
show(struct request *rq, int code, const char *username, const char *to,
    const char *fault)
{
	struct page page;

	TRY(page_open(rq, &page, _("Sign in"), ""));
	page.faulty = fault != NULL;
	render_sign_in(reply_html(rq, code), &page, username, to, fault);
	return OK;
}

enum status
sign_in_show(struct request *rq)
{
	return show(rq, 200, "", local_path(request_query(rq, "to")), NULL);
}

static const char *
typed(struct request *rq, const char *name)
{
	const char *value = request_field(rq, name);

	return value != NULL ? value : "";
}

enum status
sign_in(struct request *rq)
{
	const char *device = request_header(rq, "User-Agent");
	const char *to = local_path(request_field(rq, "to"));
	struct sign_in_try tried = {
		.username =
		    text_fold(rq->arena, text_trim(rq->arena, typed(rq, "username"))),
		.password = typed(rq, "password"),
		.address = rq->address,
		.device = device != NULL
			      ? arena_strndup(rq->arena, device, strnlen(device, 120))
			      : "",
	};
	const char *cookie;
	enum sign_in result;

	TRY(session_sign_in(rq->tx, &tried, &result, &cookie));
	if (result == SIGN_IN_DONE) {
		door_cookie(rq, cookie);
		return reply_see_other(rq, "%s", to);
	}
	return show(rq, 200, tried.username, to,
	    result == SIGN_IN_SLOW_DOWN
		? _("Too many tries. Wait half a minute, then sign in again.")
		: _("User name or password is not right. Check both and try again."));
}

enum status
sign_out(struct request *rq)
{
	TRY(session_sign_out(rq->tx, door_token(rq), rq->address));
	door_cookie(rq, NULL);
	reply_header(rq, "Clear-Site-Data", "\"cache\", \"storage\"");
	return reply_see_other(rq, "/sign-in?notice=signed-out");
}

/* The poll: numbers of the navigation, or 304 while nothing has changed. */
enum status
live(struct request *rq)
{
	struct page page;
	bool same;

	TRY(page_same(rq, &same));
	if (same)
		return reply_nothing(rq, 304);
	TRY(page_open(rq, &page, "", ""));
	render_page_counts(reply_html(rq, 200), &page);
	return OK;
}
