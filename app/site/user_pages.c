/* user_pages.c - people who sign in, for the administrator. */

#include "site/user_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/session.h"
#include "core/user.h"
#include "gen/user.h"
#include "site/door.h"
#include "site/page.h"
#include "site/pages.h"

/* clang-format off */
static const char *const role_codes[] = { "nurse", "supervisor", "admin", NULL };
static const char *const role_words[] = { N_("Nurse of one facility"), N_("Supervisor of several"),
	N_("Administrator"), NULL };
/* Each by its own name, for those who do not read English. */
static const struct { const char *code, *name; } languages[] = {
	{ "en", "English" }, { "sn", "chiShona" }, { "nd", "isiNdebele" }, { "zu", "isiZulu" },
	{ "sw", "Kiswahili" }, { "fr", "Français" }, { "pt", "Português" },
};

static const struct input new_inputs[] = {
	INPUT_TEXT(struct user_form, username, .label = N_("User name"), .required = true, .max = 60),
	INPUT_TEXT(struct user_form, name, .label = N_("Name"), .required = true, .min = 2, .max = 80),
	INPUT_CHOICE(struct user_form, role, role_codes, .label = N_("Role"), .required = true),
	INPUT_TEXT(struct user_form, language, .label = N_("Language of the pages"), .required = true),
	INPUT_END
};
static const struct input edit_inputs[] = {
	INPUT_TEXT(struct user_form, name, .label = N_("Name"), .required = true, .min = 2, .max = 80),
	INPUT_CHOICE(struct user_form, role, role_codes, .label = N_("Role"), .required = true),
	INPUT_TEXT(struct user_form, language, .label = N_("Language of the pages"), .required = true),
	INPUT_NUMBER(struct user_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
static const struct input version_inputs[] = {
	INPUT_NUMBER(struct user_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* clang-format on */

struct option_rows
user_languages(struct arena *arena)
{
	struct option *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, COUNT_OF(languages));
	for (size_t i = 0; i < COUNT_OF(languages); i++)
		if (i18n_has(languages[i].code))
			at[n++] =
			    (struct option){ languages[i].code, languages[i].name };
	return (struct option_rows){ at, n };
}

enum status
user_list(struct request *rq)
{
	struct user_list_rows users;
	struct page page;

	TRY(sql_user_list(rq->tx, &users));
	TRY(page_open(rq, &page, _("People"), "users"));
	render_user_list(reply_html(rq, 200), &page, &users);
	return OK;
}

/* id is 0 for somebody new. */
static enum status
open_view(struct request *rq, struct user_view *v, int64_t id)
{
	const struct user_open_work *work;
	bool *ticked;

	*v = (struct user_view){ .form = { .username = "",
				     .name = "",
				     .role = "nurse",
				     .language = "en" } };
	v->roles = field_options(rq->arena, role_codes, role_words);
	v->languages = user_languages(rq->arena);
	TRY(sql_user_places(rq->tx, id, &v->places));
	ARENA_ARRAY(rq->arena, ticked, v->places.n + 1);
	for (size_t i = 0; i < v->places.n; i++)
		ticked[i] = v->places.at[i].works;
	v->ticked = ticked;
	if (id == 0)
		return OK;
	TRY(sql_user_get(rq->tx, id, &v->user));
	TRY(sql_user_open_work(rq->tx, id, &work));
	v->open_work = work->tasks;
	v->self = id == page_user(rq)->id;
	v->form = (struct user_form){ .username = v->user->username,
		.name = v->user->name,
		.role = v->user->role,
		.language = v->user->language };
	return OK;
}

static enum status
show(struct request *rq, int code, const struct user_view *v)
{
	struct page page;

	TRY(page_open(
	    rq, &page, v->user != NULL ? v->user->name : _("Add a person"), "users"));
	page.faulty = v->faults.n > 0 || v->clash;
	render_user(reply_html(rq, code), &page, v);
	return OK;
}

enum status
user_new(struct request *rq)
{
	struct user_view view;

	TRY(open_view(rq, &view, 0));
	return show(rq, 200, &view);
}

enum status
user_show(struct request *rq)
{
	struct user_view view;

	TRY(open_view(rq, &view, rq->id));
	return show(rq, 200, &view);
}

/* The boxes that were ticked, in place of those that are stored. */
static size_t
read_places(struct request *rq, struct user_view *v, const int64_t **ids)
{
	bool *ticked;
	int64_t *at;
	size_t n = 0;
	const char *typed;

	ARENA_ARRAY(rq->arena, ticked, v->places.n + 1);
	ARENA_ARRAY(rq->arena, at, v->places.n + 1);
	for (size_t i = 0; (typed = request_field_at(rq, "place", i)) != NULL; i++)
		for (size_t k = 0; k < v->places.n; k++)
			if (strtoll(typed, NULL, 10) == v->places.at[k].id)
				ticked[k] = true;
	for (size_t k = 0; k < v->places.n; k++)
		if (ticked[k])
			at[n++] = v->places.at[k].id;
	v->ticked = ticked;
	*ids = at;
	return n;
}

static void
check(struct user_view *v, size_t nplaces)
{
	const struct user_form *f = &v->form;
	bool known = false;

	for (size_t i = 0; i < v->languages.n; i++)
		known |= strcmp(v->languages.at[i].value, f->language) == 0;
	if (!known)
		fault_add(&v->faults, "language",
		    _("Language of the pages: choose one from the list."));
	if (strcmp(f->role, "nurse") == 0 && nplaces != 1)
		fault_add(&v->faults, "place",
		    _("Facilities: a nurse works in one. Tick one box."));
	if (strcmp(f->role, "supervisor") == 0 && nplaces == 0)
		fault_add(&v->faults, "place",
		    _("Facilities: tick those she supervises, at least one."));
	if (v->self && strcmp(f->role, "admin") != 0)
		fault_add(&v->faults, "role",
		    _("Role: this is your own account. Another administrator can "
		      "change it."));
}

static struct user_facts
facts(const struct user_view *v, const int64_t *places, size_t n)
{
	return (struct user_facts){ .username = v->form.username,
		.name = v->form.name,
		.role = v->form.role,
		.language = v->form.language,
		.places = places,
		.nplaces = n };
}

/* A password is taken as it is: spaces at its ends belong to it. */
static const char *
typed_password(struct request *rq, const char *name)
{
	const char *typed = request_field(rq, name);

	return typed != NULL ? typed : "";
}

static void
check_password(struct user_view *v, const char *password, const char *username)
{
	const char *fault = session_password_fault(password, username);

	if (fault != NULL)
		fault_add(&v->faults, "password", fault);
}

enum status
user_save_new(struct request *rq)
{
	const char *password = typed_password(rq, "password");
	struct user_facts user;
	struct user_view view;
	const int64_t *places;
	enum status status;
	int64_t id;
	size_t n;

	TRY(open_view(rq, &view, 0));
	input_read(rq, new_inputs, &view.form, &view.faults);
	view.form.username = text_fold(rq->arena, view.form.username);
	n = read_places(rq, &view, &places);
	check(&view, n);
	if (!user_name_fits(view.form.username))
		fault_add(&view.faults, "username",
		    _("User name: use at least two small letters, digits, dots or "
		      "dashes, such as rmakoni."));
	check_password(&view, password, view.form.username);
	if (view.faults.n > 0)
		return show(rq, 422, &view);
	user = facts(&view, places, n);
	TRY(tx_savepoint(rq->tx));
	status = user_create(rq->tx, &user, password, &id);
	if (status == ERR_CONFLICT) {
		TRY(tx_back_to_savepoint(rq->tx));
		fault_add(&view.faults, "username",
		    _("User name: somebody has it already. Choose another."));
		return show(rq, 422, &view);
	}
	TRY(status);
	return page_done(rq, "/admin/users?notice=saved");
}

enum status
user_save(struct request *rq)
{
	struct user_facts user;
	struct user_view view;
	const int64_t *places;
	enum status status;
	size_t n;

	TRY(open_view(rq, &view, rq->id));
	input_read(rq, edit_inputs, &view.form, &view.faults);
	n = read_places(rq, &view, &places);
	check(&view, n);
	if (view.faults.n > 0)
		return show(rq, 422, &view);
	user = facts(&view, places, n);
	status = user_update(rq->tx, rq->id, (int32_t)view.form.version, &user);
	if (status == ERR_CONFLICT) {
		view.clash = true;
		return show(rq, 409, &view);
	}
	TRY(status);
	return page_done(rq, "/admin/users?notice=saved");
}

static enum status
set_active(struct request *rq,
    enum status (*how)(struct tx *, int64_t user_id, int32_t version))
{
	struct user_view view;
	struct user_form form = { .version = 0 };
	enum status status;

	TRY(open_view(rq, &view, rq->id));
	if (view.self)
		return ERR_FORBIDDEN;
	input_read(rq, version_inputs, &form, &view.faults);
	status = how(rq->tx, rq->id, (int32_t)form.version);
	if (status == ERR_CONFLICT) {
		view.clash = true;
		return show(rq, 409, &view);
	}
	TRY(status);
	return page_done(rq, "/admin/users/%" PRId64 "?notice=saved", rq->id);
}

enum status
user_stop(struct request *rq)
{
	return set_active(rq, user_disable);
}

enum status
user_start(struct request *rq)
{
	return set_active(rq, user_enable);
}

enum status
user_password(struct request *rq)
{
	const char *password = typed_password(rq, "password");
	struct user_view view;

	TRY(open_view(rq, &view, rq->id));
	check_password(&view, password, view.user->username);
	if (view.faults.n > 0)
		return show(rq, 422, &view);
	TRY(user_set_password(
	    rq->tx, rq->id, password, view.self ? door_token(rq) : NULL));
	return page_done(rq, "/admin/users/%" PRId64 "?notice=password-set", rq->id);
}
