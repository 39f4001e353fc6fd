/* schedule_test_pages.c - a step's text, sent to the phone of whoever writes it. */

#include "site/schedule_test_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "core/outbox.h"
#include "ext/phone.h"
#include "ext/secret.h"
#include "gen/schedule_test.h"
#include "site/days.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/schedule_view.h"
#include "site/show.h"
#include "site/user_pages.h"
#include "site/words.h"

#define AN_HOUR_MOST 10
/* It says so wherever it is read. */
#define MARK "Test: "

struct test_form {
	const char *step, *mobile, *what;
};

/* clang-format off */
static const struct input inputs[] = {
	INPUT_TEXT(struct test_form, step, .label = N_("Step"), .max = 40, .required = true),
	INPUT_TEXT(struct test_form, mobile, .label = N_("Your own number"), .max = 40, .required = true),
	INPUT_TEXT(struct test_form, what, .label = N_("Text"), .max = 20, .required = true),
	INPUT_END
};
static const struct { const char *code, *to; bool shared, heard; } readers[] = {
	{ "own", N_("to a phone of his own"), false, true },
	{ "silent", N_("to who was never heard of"), false, false },
	{ "shared", N_("to a shared phone"), true, true },
};
static const struct { const char *became, *field, *message; } refusals[] = {
	{ "no-number", "mobile", N_("Your own number: please enter one.") },
	{ "client", "mobile", N_("Your own number: a client has it. Please enter your own.") },
	{ "blocked", "mobile", N_("Your own number: RapidPro has stopped it. Please enter another one.") },
	{ "limit", "what", N_("You have sent 10 within the last hour. Please wait a little.") },
};
/* clang-format on */

/* The texts of the step ----------------------------------------------------------- */

static const char *
body_of(struct arena *arena, const struct schedule_step *step, const char *language,
    size_t reader, const struct place_get *place)
{
	const struct schedule_reader him = { .language = language,
		.coded = readers[reader].shared,
		.shared = readers[reader].shared,
		.heard = readers[reader].heard,
		.words = { .first_name = "Tinashe",
		    .clinic = place->name,
		    .phone = place->emergency_phone,
		    .emergency = place->emergency_phone,
		    .code = "TIN" } };
	const char *body = NULL;

	/* A flow is tried where it is written. */
	if (!schedule_step_starts(step, &him))
		body = schedule_step_text(arena, step, &him);
	return body != NULL ? body : "";
}

static void
fill_texts(struct arena *arena, struct schedule_test_view *v,
    const struct schedule_step *step, const struct place_get *place)
{
	const struct workflow *w = workflow();
	struct schedule_test_text *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, w->nlanguages * COUNT_OF(readers) + 1);
	for (size_t i = 0; i < w->nlanguages; i++)
		for (size_t k = 0; k < COUNT_OF(readers); k++) {
			const char *body =
			    body_of(arena, step, w->languages[i], k, place);
			bool same = strcmp(readers[k].code, "silent") == 0 && n > 0 &&
				    strcmp(at[n - 1].body, body) == 0;

			if (*body == '\0' || same)
				continue;
			at[n++] = (struct schedule_test_text){
				arena_printf(
				    arena, "%s %s", w->languages[i], readers[k].code),
				w->language_names[i], _(readers[k].to), body,
				sms_count(body).parts
			};
		}
	v->texts = (struct schedule_test_text_rows){ at, n };
}

/* Without a name the first.  At the first facility: the words name one. */
static enum status
read_step(struct request *rq, struct schedule_test_view *v, const char *name)
{
	const struct schedule_step *step;
	const struct place_get *place;
	struct schedule_steps steps;
	struct place_list_rows places;

	TRY(schedule_version_open(rq, rq->id, &v->version, &steps));
	step = *name == '\0' ? &steps.at[0] : schedule_step_named(&steps, name);
	TRY(sql_place_list(rq->tx, &places));
	if (step == NULL || places.n == 0)
		return ERR_NOT_FOUND;
	v->step = step->name;
	v->flow = *step->flow != '\0' ? step->flow_name : "";
	TRY(sql_place_get(rq->tx, places.at[0].id, &place));
	fill_texts(rq->arena, v, step, place);
	return OK;
}

/* What was sent ------------------------------------------------------------------- */

static enum status
fill_sent(struct request *rq, struct schedule_test_view *v)
{
	struct schedule_test_list_rows rows;
	struct schedule_test_line *at;

	TRY(sql_schedule_test_list(rq->tx, &rows));
	ARENA_ARRAY(rq->arena, at, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct schedule_test_list *r = &rows.at[i];
		bool failed = strcmp(r->state, "failed") == 0 ||
			      strcmp(r->state, "cancelled") == 0;

		at[i] = (struct schedule_test_line){ r,
			show_moment(
			    rq->arena, r->at, tx_now(rq->tx), page_user(rq)->zone),
			failed
			    ? arena_printf(rq->arena, "%s: %s",
				  words_message_state(r->state), days_reason(r->reason))
			    : words_message_state(r->state),
			failed };
	}
	v->sent = (struct schedule_test_line_rows){ at, rows.n };
	return OK;
}

static enum status
show(struct request *rq, int code, struct schedule_test_view *v)
{
	struct page page;

	TRY(fill_sent(rq, v));
	TRY(page_open(
	    rq, &page, arena_printf(rq->arena, _("Test of %s"), v->step), "schedules"));
	page.faulty = code != 200;
	render_schedule_test(reply_html(rq, code), &page, v);
	return OK;
}

static enum status
read_mobile(struct request *rq, const struct user_get **me)
{
	return sql_user_get(rq->tx, page_user(rq)->id, me);
}

enum status
schedule_test_show(struct request *rq)
{
	const char *step = request_query(rq, "step");
	struct schedule_test_view v = { .step = "", .flow = "" };
	const struct user_get *me;

	TRY(read_step(rq, &v, step != NULL ? step : ""));
	TRY(read_mobile(rq, &me));
	v.mobile = phone_shown(rq->arena, me->mobile, page_user(rq)->region);
	return show(rq, 200, &v);
}

/* His number is kept as that of his account; a colleague's is not his. */
static enum status
keep_mobile(struct request *rq, struct schedule_test_view *v)
{
	const struct user_get *me;
	const char *e164;
	enum status status;

	TRY(account_mobile(rq, v->mobile, &v->faults, &e164));
	if (v->faults.n > 0)
		return OK;
	TRY(read_mobile(rq, &me));
	if (strcmp(me->mobile, e164) == 0)
		return OK;
	TRY(tx_savepoint(rq->tx));
	status = sql_user_mobile_set(rq->tx, page_user(rq)->id, e164);
	if (status != ERR_CONFLICT)
		return status;
	fault_add(&v->faults, "mobile",
	    _("Mobile number: a colleague has it. Write your own."));
	return tx_back_to_savepoint(rq->tx);
}

static const struct schedule_test_text *
text_named(const struct schedule_test_view *v, const char *what)
{
	for (size_t i = 0; i < v->texts.n; i++)
		if (strcmp(v->texts.at[i].what, what) == 0)
			return &v->texts.at[i];
	return NULL;
}

static enum status
send(struct request *rq, struct schedule_test_view *v,
    const struct schedule_test_text *text)
{
	const char *body = arena_printf(rq->arena, "%s%s", MARK, text->body);
	const struct schedule_test_send *row;

	if (text_length(body) > OUTBOX_TEXT_MAX) {
		fault_add(&v->faults, "what",
		    _("Text: with the word Test before it, it is too long for one "
		      "message. Please shorten it."));
		return OK;
	}
	TRY(sql_schedule_test_send(rq->tx, rq->id, v->step,
	    arena_printf(rq->arena, "%.*s", (int)strcspn(text->what, " "), text->what),
	    body, secret_uuid_at(rq->arena, tx_now(rq->tx)), AN_HOUR_MOST,
	    tx_now(rq->tx), &row));
	for (size_t i = 0; i < COUNT_OF(refusals); i++)
		if (strcmp(row->became, refusals[i].became) == 0)
			fault_add(
			    &v->faults, refusals[i].field, _(refusals[i].message));
	return OK;
}

enum status
schedule_test_post(struct request *rq)
{
	struct schedule_test_view v = { .step = "", .flow = "" };
	struct test_form form = { .what = "" };
	const struct schedule_test_text *text;

	input_read(rq, inputs, &form, &v.faults);
	TRY(read_step(rq, &v, form.step));
	v.mobile = form.mobile;
	text = text_named(&v, form.what);
	if (text == NULL && v.faults.n == 0)
		fault_add(
		    &v.faults, "what", _("Text: please choose one from the list."));
	if (v.faults.n == 0)
		TRY(keep_mobile(rq, &v));
	if (v.faults.n == 0)
		TRY(send(rq, &v, text));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	return page_done(rq,
	    "/admin/schedules/%" PRId64 "/test?step=%s&notice=schedule-test", rq->id,
	    v.step);
}
