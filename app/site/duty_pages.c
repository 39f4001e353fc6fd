/* duty_pages.c - who is on duty, and handing it over with one's open cases. */

#include "site/duty_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "core/duty.h"
#include "gen/duty.h"
#include "site/page.h"
#include "site/pages.h"

/* clang-format off */
static const struct input ask_inputs[] = {
	INPUT_NUMBER(struct duty_form, to, .label = N_("Hand over to"), .min = 1, .max = INT64_MAX),
	INPUT_LINES(struct duty_form, note, .label = N_("Note")),
	INPUT_END
};
struct refuse_form {
	const char *reason;
};
static const struct input refuse_inputs[] = {
	INPUT_TEXT(struct refuse_form, reason, .label = N_("Reason"), .required = true),
	INPUT_END
};
static const struct i18n_row whys[] = {
	{ "duty", N_("on duty") },
	{ "holder", N_("has the case") },
	{ "begins", N_("duty began") },
	{ "gap", N_("nobody was on duty") },
	{ "all", N_("all supervisors") },
	{ "trouble", N_("who is told of troubles, by mail") },
	{ "lost", N_("had the case before") },
}, clocks[] = {
	{ "first", N_("to act") },
	{ "decision", N_("to decide") },
	{ "back", N_("to take it again") },
};
/* clang-format on */

const char *
duty_why(const char *why)
{
	return i18n_code(whys, COUNT_OF(whys), why);
}

const char *
duty_clock(const char *clock)
{
	return i18n_code(clocks, COUNT_OF(clocks), clock);
}

const char *
duty_rank(int32_t rank)
{
	return rank == 1 ? _("First") : rank == 2 ? _("Second") : _("Third");
}

static void
add_left(struct buf *b, int64_t n, const char *why)
{
	if (n > 0)
		buf_printf(b, " %s: %d.", why, (int)n);
}

const char *
duty_became(struct arena *arena, const struct duty_answered *h)
{
	struct buf b;

	buf_init(&b, arena);
	if (strcmp(h->state, "refused") == 0)
		buf_printf(&b, "%s: %s", _("Refused"), h->reason);
	else if (strcmp(h->state, "withdrawn") == 0)
		buf_puts(&b, _("Taken back, or not answered in time"));
	else {
		buf_printf(&b, "%s: %d.", _("Cases taken over"), (int)h->moved);
		add_left(&b, h->closed, _("Left, because they were decided or closed"));
		add_left(&b, h->other, _("Left, because somebody else had them"));
		add_left(&b, h->place,
		    _("Left, because their facility is not the colleague’s"));
	}
	return b.data;
}

static enum status
fill_offers(struct request *rq, struct duty_view *v)
{
	struct duty_asked_rows rows;
	struct duty_offer *offers;
	size_t n = 0;

	TRY(sql_duty_asked(rq->tx, tx_now(rq->tx), &rows));
	ARENA_ARRAY(rq->arena, offers, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		if (rows.at[i].from_id == v->user_id) {
			v->asked = &rows.at[i];
			continue;
		}
		offers[n].row = &rows.at[i];
		TRY(sql_duty_asked_cases(
		    rq->tx, rows.at[i].id, v->zone, &offers[n].cases));
		n++;
	}
	v->offers = (struct duty_offers){ offers, n };
	return OK;
}

static enum status
show(struct request *rq, int code, struct duty_view *v)
{
	const struct session_resume *user = page_user(rq);
	const int64_t now = tx_now(rq->tx);
	const char *places;
	struct page page;

	v->user_id = user->id;
	v->region = user->region;
	v->zone = user->zone;
	TRY(duty_places_of(rq->tx, &places));
	TRY(sql_duty_here(rq->tx, now, places, &v->here));
	TRY(sql_duty_gaps(rq->tx, now, places, &v->gaps));
	TRY(sql_duty_cases(rq->tx, user->id, user->zone, &v->cases));
	TRY(sql_duty_answered(rq->tx, now, &v->answered));
	TRY(sql_escalation_people(rq->tx, &v->people));
	TRY(fill_offers(rq, v));
	TRY(page_open(rq, &page, _("Duty"), "duty"));
	page.faulty = v->faults.n > 0;
	render_duty(reply_html(rq, code), &page, v);
	return OK;
}

enum status
duty_show(struct request *rq)
{
	struct duty_view v = { .form = { .note = "" }, .reason = "" };

	return show(rq, 200, &v);
}

static bool
is_colleague(const struct escalation_people_rows *people, int64_t id, int64_t me)
{
	for (size_t i = 0; i < people->n; i++)
		if (people->at[i].id == id && id != me)
			return true;
	return false;
}

enum status
duty_hand_over(struct request *rq)
{
	struct duty_view v = { .reason = "" };
	enum status status;

	input_read(rq, ask_inputs, &v.form, &v.faults);
	TRY(sql_escalation_people(rq->tx, &v.people));
	if (!is_colleague(&v.people, v.form.to, page_user(rq)->id))
		fault_add(&v.faults, "to",
		    _("Hand over to: choose a colleague from the list."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = duty_ask(rq->tx, page_user(rq)->id, v.form.to, v.form.note);
	if (status == ERR_CONFLICT)
		return page_done(rq, "/duty?notice=duty-asked-before");
	TRY(status);
	return page_done(rq, "/duty?notice=duty-asked");
}

/* ERR_CONFLICT: it was answered before, or is too old. */
static enum status
answered(struct request *rq, enum status status, const char *notice)
{
	if (status == ERR_CONFLICT)
		return page_done(rq, "/duty?notice=duty-answered");
	TRY(status);
	return page_done(rq, "/duty?notice=%s", notice);
}

enum status
duty_accept_one(struct request *rq)
{
	return answered(
	    rq, duty_accept(rq->tx, rq->id, page_user(rq)->id), "duty-accepted");
}

enum status
duty_refuse_one(struct request *rq)
{
	const struct duty_handover_get *h;
	struct duty_view v = { .form = { .note = "" } };
	struct refuse_form form;

	TRY(sql_duty_handover_get(rq->tx, rq->id, &h));
	input_read(rq, refuse_inputs, &form, &v.faults);
	v.reason = form.reason;
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	return answered(rq, duty_refuse(rq->tx, rq->id, form.reason), "duty-refused");
}

enum status
duty_withdraw_one(struct request *rq)
{
	return answered(rq, duty_withdraw(rq->tx, rq->id), "duty-withdrawn");
}

enum status
duty_notice_seen(struct request *rq)
{
	const struct case_seen *row;

	TRY(sql_case_seen(rq->tx, rq->id, tx_now(rq->tx), &row));
	return page_done(rq, "/escalations/%" PRId64, row->task_id);
}
