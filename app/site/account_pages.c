/* account_pages.c - what each may change for herself. */

#include <string.h>

#include "base/i18n.h"
#include "core/session.h"
#include "core/user.h"
#include "ext/phone.h"
#include "ext/secret.h"
#include "gen/account.h"
#include "site/door.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/phone_check.h"
#include "site/user_pages.h"

struct account_form {
	const char *language;
	bool keys;
	const char *mail, *mobile;
	bool texts;
};

/* clang-format off */
static const struct input inputs[] = {
	INPUT_TEXT(struct account_form, language, .label = N_("Language of the pages"), .required = true),
	INPUT_TICK(struct account_form, keys),
	INPUT_TEXT(struct account_form, mail, .label = N_("Mail address"), .max = 254),
	INPUT_TEXT(struct account_form, mobile, .label = N_("Mobile number"), .max = 40),
	INPUT_TICK(struct account_form, texts),
	INPUT_END
};

/* The first that occurs decides: most browsers say they are others, too. */
static const struct { const char *says, *name; } browsers[] = {
	{ "Edg/", "Edge" }, { "OPR/", "Opera" }, { "SamsungBrowser/", "Samsung Internet" },
	{ "Firefox/", "Firefox" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" },
};
static const struct { const char *says, *name; } systems[] = {
	{ "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Windows", "Windows" },
	{ "CrOS", "ChromeOS" }, { "Mac OS X", "macOS" }, { "Linux", "Linux" },
};
/* clang-format on */

/* "Chrome on Windows" of a browser's User-Agent. */
static const char *
browser_name(struct arena *arena, const char *device)
{
	const char *browser = _("Unknown browser"), *system = NULL;

	for (size_t i = COUNT_OF(browsers); i-- > 0;)
		if (strstr(device, browsers[i].says) != NULL)
			browser = browsers[i].name;
	for (size_t i = COUNT_OF(systems); i-- > 0;)
		if (strstr(device, systems[i].says) != NULL)
			system = systems[i].name;
	if (system == NULL)
		return browser;
	return arena_printf(arena, _("%s on %s"), browser, system);
}

static enum status
fill_devices(struct request *rq, struct account_view *v)
{
	const char *mine = secret_hash(rq->arena, door_token(rq));
	struct session_list_rows rows;
	struct account_device *at;

	TRY(sql_session_list(
	    rq->tx, page_user(rq)->id, tx_now(rq->tx), SESSION_IDLE_MINUTES, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		at[i] = (struct account_device){ .token_hash = rows.at[i].token_hash,
			.browser = browser_name(rq->arena, rows.at[i].device),
			.address = rows.at[i].address,
			.created_at = rows.at[i].created_at,
			.seen_at = rows.at[i].seen_at,
			.this_one = strcmp(rows.at[i].token_hash, mine) == 0 };
	v->devices = (struct account_device_rows){ at, rows.n };
	return OK;
}

static enum status
open_view(struct request *rq, struct account_view *v)
{
	*v = (struct account_view){ .languages = user_languages(rq->arena) };
	TRY(sql_user_get(rq->tx, page_user(rq)->id, &v->user));
	v->language = v->user->language;
	v->keys = v->user->keys_on;
	v->mail = v->user->mail;
	v->mobile = phone_shown(rq->arena, v->user->mobile, "");
	v->texts = v->user->texts;
	return fill_devices(rq, v);
}

static enum status
show(struct request *rq, int code, const struct account_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Account"), "account"));
	page.faulty = v->faults.n > 0;
	render_account(reply_html(rq, code), &page, v);
	return OK;
}

enum status
account_show(struct request *rq)
{
	struct account_view view;

	TRY(open_view(rq, &view));
	return show(rq, 200, &view);
}

/* Of a number without its country; "" where her facilities are in several. */
static enum status
region_of_hers(struct request *rq, const char **region)
{
	struct place_mine_rows places;

	*region = page_user(rq)->region;
	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &places));
	for (size_t i = 0; i < places.n; i++)
		if (strcmp(places.at[i].region, *region) != 0)
			*region = "";
	return OK;
}

/* Her own number: a client's would get what is for her. */
enum status
account_mobile(
    struct request *rq, const char *typed, struct faults *faults, const char **e164)
{
	struct phone_check check;
	const char *region;

	*e164 = "";
	if (*typed == '\0')
		return OK;
	TRY(region_of_hers(rq, &region));
	TRY(phone_check(rq, _("Mobile number"), typed, region, 0, &check));
	if (*check.e164 == '\0' && *region == '\0')
		fault_add(faults, "mobile",
		    _("Mobile number: begin with + and the country's code, such as "
		      "+263 77 200 0001."));
	else if (check.fault != NULL)
		fault_add(faults, "mobile", check.fault);
	else if (phone_check_known(&check))
		fault_add(faults, "mobile",
		    _("Mobile number: a client has it. Write your own."));
	*e164 = check.e164;
	return OK;
}

/* What an address is, the table says; and whose a number is. */
static enum status
save(struct request *rq, const struct account_form *form, const char *mobile,
    struct faults *faults)
{
	enum status status;

	TRY(tx_savepoint(rq->tx));
	status = sql_user_settings(rq->tx, page_user(rq)->id, form->language,
	    form->keys, form->mail, mobile, form->texts);
	if (status == ERR_INVALID)
		fault_add(faults, "mail",
		    _("Mail address: write one such as ada@example.org, in plain "
		      "letters, or leave it empty."));
	else if (status == ERR_CONFLICT)
		fault_add(faults, "mobile",
		    _("Mobile number: a colleague has it. Write your own."));
	else
		return status;
	return tx_back_to_savepoint(rq->tx);
}

enum status
account_save(struct request *rq)
{
	struct account_form form;
	struct account_view view;
	const char *mobile;
	bool known = false;

	TRY(open_view(rq, &view));
	input_read(rq, inputs, &form, &view.faults);
	for (size_t i = 0; i < view.languages.n; i++)
		known |= strcmp(view.languages.at[i].value, form.language) == 0;
	if (!known)
		fault_add(&view.faults, "language",
		    _("Language of the pages: choose one from the list."));
	TRY(account_mobile(rq, form.mobile, &view.faults, &mobile));
	if (*form.mobile == '\0' && form.texts)
		fault_add(&view.faults, "mobile",
		    _("Mobile number: where shall the texts go? Write it, or "
		      "take the tick away."));
	if (view.faults.n == 0)
		TRY(save(rq, &form, mobile, &view.faults));
	if (view.faults.n > 0) {
		view.language = form.language;
		view.keys = form.keys;
		view.mail = form.mail;
		view.mobile = form.mobile;
		view.texts = form.texts;
		return show(rq, 422, &view);
	}
	return page_done(rq, "/account?notice=saved");
}

enum status
account_password(struct request *rq)
{
	const char *old = request_field(rq, "old"), *new = request_field(rq, "new");
	struct account_view view;
	const char *fault;
	bool right;

	TRY(open_view(rq, &view));
	TRY(user_knows_password(
	    rq->tx, view.user->username, old != NULL ? old : "", &right));
	if (!right)
		fault_add(&view.faults, "old",
		    _("Present password: this is not right. Type it again."));
	fault = session_password_fault(new != NULL ? new : "", view.user->username);
	if (fault != NULL)
		fault_add(&view.faults, "new", fault);
	else if (right && strcmp(old, new) == 0)
		fault_add(&view.faults, "new",
		    _("New password: this is the present one. Choose another."));
	if (view.faults.n > 0)
		return show(rq, 422, &view);
	TRY(user_set_password(rq->tx, view.user->id, new, door_token(rq)));
	return page_done(rq, "/account?notice=password");
}

/* Ends one session of hers, wherever it is. */
enum status
account_session_end(struct request *rq)
{
	const char *session = request_field(rq, "session");
	struct session_end_rows ended;

	TRY(sql_session_end(
	    rq->tx, page_user(rq)->id, session != NULL ? session : "", &ended));
	return page_done(rq, "/account?notice=ended");
}
