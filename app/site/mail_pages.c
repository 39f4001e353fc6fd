/* mail_pages.c - whom the administrator has told of troubles by mail. */

#include "site/mail_pages.h"

#include <string.h>

#include "base/i18n.h"
#include "core/trouble.h"
#include "gen/mail.h"
#include "site/page.h"
#include "site/pages.h"

/* clang-format off */
static const struct input inputs[] = {
	INPUT_TEXT(struct mail_form, name, .label = N_("Name"), .required = true, .max = 80),
	INPUT_TEXT(struct mail_form, address, .label = N_("Address"), .required = true, .max = 254),
	INPUT_END
};
/* clang-format on */

const char *
mail_became(struct arena *arena, const char *state, int32_t attempt, const char *reason)
{
	if (strcmp(state, "sent") == 0)
		return _("Sent");
	if (strcmp(state, "failed") == 0)
		return arena_printf(arena, "%s: %s", _("Given up"), reason);
	if (strcmp(state, "dropped") == 0)
		return _("Not needed any more");
	return attempt == 0
		   ? _("Waits")
		   : arena_printf(arena, "%s: %s", _("Is tried again"), reason);
}

static enum status
read_troubles(struct request *rq, struct mail_view *v)
{
	struct trouble_list_rows rows;
	struct mail_trouble *troubles;

	TRY(sql_trouble_list(rq->tx, tx_now(rq->tx), &rows));
	ARENA_ARRAY(rq->arena, troubles, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct trouble_list *row = &rows.at[i];

		troubles[i].row = row;
		troubles[i].title =
		    trouble_words(rq->arena, row->kind, row->place_name, row->prefix)
			.title;
	}
	v->troubles = (struct mail_troubles){ troubles, rows.n };
	return OK;
}

static enum status
show(struct request *rq, int code, struct mail_view *v)
{
	struct page page;

	TRY(sql_mail_people(rq->tx, &v->people));
	TRY(sql_mail_list(rq->tx, &v->mails));
	TRY(read_troubles(rq, v));
	TRY(page_open(rq, &page, _("Mails about troubles"), "delivery"));
	page.faulty = v->faults.n > 0;
	render_mail(reply_html(rq, code), &page, v);
	return OK;
}

enum status
mail_show(struct request *rq)
{
	struct mail_view v = { .form = { .name = "", .address = "" } };

	return show(rq, 200, &v);
}

/* What an address is, the table says. */
static enum status
add(struct request *rq, struct mail_view *v)
{
	struct mail_person_add_rows added;
	enum status status;

	TRY(tx_savepoint(rq->tx));
	status = sql_mail_person_add(rq->tx, v->form.name, v->form.address,
	    page_user(rq)->id, tx_now(rq->tx), &added);
	if (status == ERR_INVALID) {
		TRY(tx_back_to_savepoint(rq->tx));
		fault_add(&v->faults, "address",
		    _("Address: write one such as ada@example.org, in plain letters."));
		return OK;
	}
	TRY(status);
	if (added.n == 0)
		fault_add(&v->faults, "address",
		    _("Address: it is in the list already, or the list is full."));
	return OK;
}

enum status
mail_add_person(struct request *rq)
{
	struct mail_view v = { .form = { .name = "", .address = "" } };

	input_read(rq, inputs, &v.form, &v.faults);
	if (v.faults.n == 0)
		TRY(add(rq, &v));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	return page_done(rq, "/admin/mail?notice=mail-added");
}

static enum status
person_asked(struct request *rq, int64_t *id)
{
	size_t n;

	TRY(page_numbers(rq, "id", 1, id, &n));
	return n == 1 ? OK : ERR_INVALID;
}

enum status
mail_remove_person(struct request *rq)
{
	struct mail_person_remove_rows gone;
	int64_t id;

	TRY(person_asked(rq, &id));
	TRY(sql_mail_person_remove(rq->tx, id, tx_now(rq->tx), &gone));
	return page_done(rq, "/admin/mail?notice=mail-removed");
}

enum status
mail_test_person(struct request *rq)
{
	int64_t id;

	TRY(person_asked(rq, &id));
	TRY(trouble_test_mail(rq->tx, id, page_user(rq)->id));
	return page_done(rq, "/admin/mail?notice=mail-tested");
}
