/* door.c - see door.h. */

#include "site/door.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/access.h"
#include "core/edition.h"
#include "ext/secret.h"
#include "gen/failure.h"
#include "site/admission.h"
#include "site/page.h"
#include "site/routes.h"

static const char *
cookie_name(const struct request *rq)
{
	return rq->secure ? COOKIE_SECURE : COOKIE_PLAIN;
}

const char *
door_token(struct request *rq)
{
	return request_cookie(rq, cookie_name(rq));
}

void
door_cookie(struct request *rq, const char *value)
{
	reply_header(rq, "Set-Cookie",
	    arena_printf(rq->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
		cookie_name(rq), value != NULL ? value : "",
		rq->secure ? "; Secure" : "", value != NULL ? "" : "; Max-Age=0"));
}

static enum status
admit(struct request *rq, const struct route *route)
{
	const struct session_resume *user;
	enum status status = session_resume(rq->tx, door_token(rq), &user);
	bool done;

	if (status == OK) {
		rq->who = (void *)(uintptr_t)user;
		i18n_use(user->language);
		TRY(edition_use(rq->tx, user->texts));
	} else if (status == ERR_NOT_FOUND) {
		i18n_use("en");
	} else {
		return status;
	}
	TRY(admission(rq, route));
	if (rq->reply.code != 0 || rq->method == GET || route->needs == ANYONE)
		return OK;
	/* Sent twice: the first time decided, the second is shown its result. */
	return page_done_before(rq, &done);
}

static void
fail(struct request *rq, enum status status)
{
	static const int codes[] = {
		[ERR_INVALID] = 422,
		[ERR_FORBIDDEN] = 403,
		[ERR_NOT_FOUND] = 404,
		[ERR_CONFLICT] = 409,
		[ERR_UNAVAILABLE] = 503,
		[ERR_INTERNAL] = 500,
	};
	int code = rq->reply.code != 0 ? rq->reply.code : codes[status];
	struct page page;

	/* The transaction is over: the frame is shown without its numbers. */
	rq->who = NULL;
	rq->tx = NULL;
	if (page_open(rq, &page, _("Not done"), "") != OK)
		return;
	if (code == 503)
		reply_header(rq, "Retry-After", "5");
	render_failure(reply_html(rq, code), &page, code);
}

static void
say_when_it_ends(struct request *rq, int64_t expires_at)
{
	reply_header(rq, "X-Expires",
	    arena_printf(rq->arena, "%lld", (long long)(expires_at / SECOND)));
}

/*
 * The commonest question of all is answered by one statement.  Any doubt, and the
 * request goes the usual way, where the doubt is cleared up.
 */
static bool
unchanged(struct request *rq, struct db *db)
{
	const struct session_poll *who;
	struct tx *tx;

	if (request_header(rq, "X-Poll") == NULL ||
	    request_header(rq, "If-None-Match") == NULL ||
	    tx_begin(db, rq->arena, TX_SINGLE, &tx) != OK ||
	    session_poll(tx, door_token(rq), &who) != OK ||
	    !role_may(who->role, rq->route->needs) ||
	    !page_known(rq, page_tag(rq->arena, who->version, who->minute))) {
		rq->reply = (struct reply){ .code = 0 };
		return false;
	}
	say_when_it_ends(rq, who->expires_at);
	return reply_nothing(rq, 304) == OK;
}

/* What was looked at, and that the session is in use: at most once a minute.  Only a
 * list that is taken away waits for the disk. */
static enum status
note(struct request *rq, struct tx *tx)
{
	const struct session_resume *user = page_user(rq);
	const char *shown = rq->reply.shown != NULL ? rq->reply.shown : "";

	if (user == NULL || door_token(rq) == NULL)
		return OK;
	say_when_it_ends(rq, user->expires_at);
	/* A page that asks again by itself is nobody looking. */
	if (request_header(rq, "X-Poll") != NULL || (*shown == '\0' && !user->touch))
		return OK;
	return sql_session_note(tx, secret_hash(rq->arena, door_token(rq)), user->touch,
	    user->id, shown, rq->reply.shown_id, rq->address,
	    rq->method == GET && !rq->reply.file);
}

const struct program site = {
	.name = "site",
	.routes = routes,
	.unchanged = unchanged,
	.admit = admit,
	.fail = fail,
	.note = note,
};
