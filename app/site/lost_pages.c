/* lost_pages.c - a client is lost to follow-up: decided with a name, asked twice, taken back. */

#include "site/lost_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "core/lost.h"
#include "core/workflow.h"
#include "gen/lost.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

static const char *const reasons[] = { "not-found", "unknown", "moved", "no-way",
	"other", NULL };

/* clang-format off */
static const struct input lost_inputs[] = {
	INPUT_CHOICE(struct lost_form, reason, reasons, .label = N_("Reason")),
	INPUT_TEXT(struct lost_form, note, .label = N_("Note"), .max = 500),
	INPUT_END
};
/* clang-format on */

static enum status
open_view(struct request *rq, struct lost_view *v)
{
	const struct session_resume *user = page_user(rq);
	const int64_t now = tx_now(rq->tx);
	const char *words[COUNT_OF(reasons)];

	TRY(sql_lost_show(rq->tx, rq->id, now, &v->him));
	for (size_t i = 0; reasons[i] != NULL; i++)
		words[i] = lost_reason_words(reasons[i]);
	v->reasons = field_options(rq->arena, reasons, words);
	v->name = show_name(rq->arena, v->him->given_name, v->him->family_name);
	v->mine = user->name;
	v->day =
	    show_inside(rq->arena, show_follow_up(rq->arena, v->him->anchor_date,
				       workflow()->follow_up_days, now, v->him->zone));
	v->silent =
	    v->him->last_sign_at == 0
		? _("Nothing was ever heard of him.")
		: arena_printf(rq->arena, _("Last heard of %s."),
		      show_moment(rq->arena, v->him->last_sign_at, now, v->him->zone));
	v->few = v->him->attempts < workflow()->lost_attempts;
	return OK;
}

static enum status
show(struct request *rq, int code, struct lost_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Lost to follow-up"), "tasks"));
	page.faulty = code != 200;
	page_in_zone(rq, &page, v->him->zone);
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_lost(reply_html(rq, code), &page, v);
	return OK;
}

enum status
patient_lost(struct request *rq)
{
	struct lost_view v = { .form = { .reason = "", .note = "" } };

	TRY(open_view(rq, &v));
	return show(rq, 200, &v);
}

static enum status
clash(struct request *rq, struct lost_view *v)
{
	TRY(open_view(rq, v));
	v->sure = false;
	v->clash = v->him->lost_at != 0
		       ? _("A colleague has decided this meanwhile.")
		       : _("He has been heard of, or a colleague has taken it back "
			   "meanwhile.");
	return show(rq, 409, v);
}

/* First what it is and why, then whether it is meant. */
enum status
patient_lose(struct request *rq)
{
	struct lost_view v = { .form = { .reason = "", .note = "" } };
	enum status status;

	TRY(open_view(rq, &v));
	input_read(rq, lost_inputs, &v.form, &v.faults);
	if (*v.form.reason == '\0')
		fault_add(&v.faults, "reason", _("Reason: choose why."));
	if (strcmp(v.form.reason, "other") == 0 && *v.form.note == '\0')
		fault_add(&v.faults, "note", _("Note: write the reason."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	if (v.him->lost_at != 0)
		return clash(rq, &v);
	v.sure = true;
	if (request_field(rq, "sure") == NULL)
		return show(rq, 200, &v);
	TRY(tx_savepoint(rq->tx));
	status = lost_begin(rq->tx, &(struct lost){ .patient_id = rq->id,
					.user_id = page_user(rq)->id,
					.reason = v.form.reason,
					.note = v.form.note });
	if (status == ERR_CONFLICT) {
		TRY(tx_back_to_savepoint(rq->tx));
		return clash(rq, &v);
	}
	TRY(status);
	return page_done(rq, "/patients/%" PRId64 "/lost?notice=lost", rq->id);
}

enum status
patient_find_again(struct request *rq)
{
	struct lost_view v = { .form = { .reason = "", .note = "" } };
	enum status status;

	TRY(open_view(rq, &v));
	status = lost_take_back(rq->tx, rq->id, page_user(rq)->id);
	if (status == ERR_CONFLICT)
		return clash(rq, &v);
	TRY(status);
	return page_done(rq, "/patients/%" PRId64 "/lost?notice=not-lost", rq->id);
}
