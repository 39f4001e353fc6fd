/* pause_pages.c - no automatic texts to a client for some days. */

#include "site/pause_pages.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/pause.h"
#include "gen/pause.h"
#include "site/pages.h"
#include "site/show.h"

#define DAY (24 * HOUR)
#define USUAL "3"

/* clang-format off */
static const struct input pause_inputs[] = {
	INPUT_NUMBER(struct pause_form, days, .label = N_("When they start again"), .min = 2, .max = PAUSE_MOST, .required = true),
	INPUT_TEXT(struct pause_form, reason, .label = N_("Because"), .max = 200, .required = true),
	INPUT_END
};
/* clang-format on */

static enum status
open_page(struct request *rq, struct pause_view *v)
{
	int64_t now = tx_now(rq->tx);
	struct option *at;

	TRY(sql_patient_get(rq->tx, rq->id, now, &v->patient));
	v->name = show_name(rq->arena, v->patient->given_name, v->patient->family_name);
	ARENA_ARRAY(rq->arena, at, PAUSE_MOST);
	for (int days = 2; days <= PAUSE_MOST; days++)
		at[days - 2] = (struct option){ arena_printf(rq->arena, "%d", days),
			arena_printf(rq->arena, _("%s (in %d days)"),
			    show_date(
				rq->arena, now + days * DAY, now, v->patient->zone),
			    days) };
	v->untils = (struct option_rows){ at, PAUSE_MOST - 1 };
	return OK;
}

static enum status
show(struct request *rq, int code, const struct pause_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("Pause the automatic SMS"), "patients"));
	page.faulty = code != 200;
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_pause(reply_html(rq, code), &page, v);
	return OK;
}

/* Where it was asked for: his conversation, or his record. */
static enum status
back(struct request *rq, int64_t thread_id, const char *notice)
{
	if (thread_id != 0)
		return page_done(
		    rq, "/messages/%" PRId64 "?notice=%s", thread_id, notice);
	return page_done(rq, "/patients/%" PRId64 "?notice=%s", rq->id, notice);
}

static enum status
from_thread(struct request *rq, int64_t *thread_id)
{
	size_t n;

	*thread_id = 0;
	return page_numbers(rq, "thread", 1, thread_id, &n);
}

enum status
patient_pause(struct request *rq)
{
	struct pause_view v = {
		.days = USUAL, .form.reason = "", .thread_id = page_number(rq, "thread")
	};

	TRY(open_page(rq, &v));
	return show(rq, 200, &v);
}

enum status
patient_pause_save(struct request *rq)
{
	const char *days = request_field(rq, "days");
	struct pause_view v = { .days = days != NULL ? days : USUAL };

	TRY(open_page(rq, &v));
	TRY(from_thread(rq, &v.thread_id));
	input_read(rq, pause_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(pause_begin(
	    rq->tx, rq->id, (int)v.form.days, v.form.reason, page_user(rq)->id));
	return back(rq, v.thread_id, "paused");
}

enum status
patient_unpause(struct request *rq)
{
	const struct patient_get *p;
	int64_t thread_id;

	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &p));
	TRY(from_thread(rq, &thread_id));
	TRY(pause_end(rq->tx, rq->id, page_user(rq)->id));
	return back(rq, thread_id, "unpaused");
}
