/* course_pages.c - the follow-up ends early, goes on elsewhere, or is taken up again. */

#include "site/course_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/course.h"
#include "gen/course.h"
#include "site/pages.h"
#include "site/show.h"

/* clang-format off */
static const char *const hows[] = { "no-wish", "healed", "away", "mistake", "other", NULL };

static const struct { const char *how, *words; } how_words[] = {
	{ "no-wish", N_("He wants no more follow-up") },
	{ "healed", N_("Healed, seen by a clinician") },
	{ "away", N_("Moved away, followed up by nobody of ours") },
	{ "mistake", N_("Registered by mistake") },
	{ "other", N_("Another reason") },
	{ "died", N_("He has died") },
};

static const struct input end_inputs[] = {
	INPUT_CHOICE(struct course_form, how, hows, .label = N_("Why it ends"), .required = true),
	INPUT_TEXT(struct course_form, note, .label = N_("In a few words"), .required = true),
	INPUT_END
};
static const struct input move_inputs[] = {
	INPUT_TEXT(struct course_form, to, .label = N_("Facility"), .required = true),
	INPUT_TEXT(struct course_form, told, .label = N_("What they have to know"), .required = true),
	INPUT_END
};
static const struct input death_inputs[] = {
	INPUT_DATE(struct course_form, died_on, .label = N_("Day of his death"), .required = true),
	INPUT_TEXT(struct course_form, cause, .label = N_("What is known of it, and who told it"), .required = true),
	INPUT_TICK(struct course_form, sure, .label = N_("I am sure that it is this client"), .required = true),
	INPUT_END
};
/* clang-format on */

const char *
course_how_words(const char *how)
{
	for (size_t i = 0; i < COUNT_OF(how_words); i++)
		if (strcmp(how_words[i].how, how) == 0)
			return _(how_words[i].words);
	return "";
}

static struct option_rows
how_options(struct request *rq)
{
	const char *words[COUNT_OF(hows)];

	for (size_t i = 0; hows[i] != NULL; i++)
		words[i] = how_words[i].words;
	return field_options(rq->arena, hows, words);
}

static enum status
place_options(struct request *rq, int64_t place_id, struct option_rows *options)
{
	struct place_others_rows places;
	struct option *at;

	TRY(sql_place_others(rq->tx, place_id, &places));
	ARENA_ARRAY(rq->arena, at, places.n + 1);
	at[0] = (struct option){ "", _("Choose") };
	for (size_t i = 0; i < places.n; i++)
		at[i + 1] = (struct option){ arena_printf(rq->arena, "%" PRId64,
						 places.at[i].id),
			places.at[i].name };
	*options = (struct option_rows){ at, places.n > 0 ? places.n + 1 : 0 };
	return OK;
}

static const struct course_form empty = {
	.how = "", .note = "", .to = "", .told = "", .died_on = "", .cause = ""
};

static enum status
open_page(struct request *rq, struct course_view *v)
{
	v->form = empty;
	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &v->patient));
	v->name = show_name(rq->arena, v->patient->given_name, v->patient->family_name);
	v->hows = how_options(rq);
	return place_options(rq, v->patient->place_id, &v->places);
}

static enum status
show(struct request *rq, int code, const struct course_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _("End or move the follow-up"), "patients"));
	page.faulty = code != 200;
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_course(reply_html(rq, code), &page, v);
	return OK;
}

enum status
patient_course(struct request *rq)
{
	struct course_view v = { .name = "" };

	TRY(open_page(rq, &v));
	return show(rq, 200, &v);
}

enum status
patient_end(struct request *rq)
{
	struct course_view v = { .name = "" };

	TRY(open_page(rq, &v));
	input_read(rq, end_inputs, &v.form, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(course_end(rq->tx, &(struct course_end){ .patient_id = rq->id,
				   .user_id = page_user(rq)->id,
				   .how = v.form.how,
				   .note = v.form.note }));
	return page_done(rq, "/patients/%" PRId64 "?notice=follow-up-ended", rq->id);
}

/* One of those that were offered. */
static int64_t
chosen_place(const struct course_view *v)
{
	for (size_t i = 0; i < v->places.n; i++)
		if (strcmp(v->places.at[i].value, v->form.to) == 0)
			return strtoll(v->form.to, NULL, 10);
	return 0;
}

enum status
patient_move(struct request *rq)
{
	struct course_view v = { .name = "" };
	const struct patient_get *still;
	enum status status;
	int64_t to;

	TRY(open_page(rq, &v));
	input_read(rq, move_inputs, &v.form, &v.faults);
	to = chosen_place(&v);
	if (*v.form.to != '\0' && to == 0)
		fault_add(&v.faults, "to",
		    _("Facility: it is not in use any more. Choose another."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(course_move(rq->tx, rq->id, to, v.form.told, page_user(rq)->id));
	status = sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &still);
	if (status == ERR_NOT_FOUND)
		return page_done(rq, "/patients?notice=moved");
	TRY(status);
	return page_done(rq, "/patients/%" PRId64 "?notice=moved", rq->id);
}

/* From the day he was born on, and not tomorrow. */
static bool
can_have_died(const struct course_view *v)
{
	const struct patient_get *p = v->patient;

	return strcmp(v->form.died_on, p->today) <= 0 &&
	       (p->birth_date == NULL || strcmp(v->form.died_on, p->birth_date) >= 0) &&
	       (p->anchor_date == NULL || strcmp(v->form.died_on, p->anchor_date) >= 0);
}

enum status
patient_death(struct request *rq)
{
	struct course_view v = { .name = "" };

	TRY(open_page(rq, &v));
	input_read(rq, death_inputs, &v.form, &v.faults);
	if (*v.form.died_on != '\0' && fault_for(&v.faults, "died_on") == NULL &&
	    !can_have_died(&v))
		fault_add(&v.faults, "died_on",
		    _("Day of his death: a day from his procedure up to today."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	TRY(course_death(
	    rq->tx, rq->id, v.form.died_on, v.form.cause, page_user(rq)->id));
	return page_done(rq, "/patients/%" PRId64 "?notice=died", rq->id);
}

enum status
patient_again(struct request *rq)
{
	const struct patient_get *p;

	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &p));
	TRY(course_again(rq->tx, rq->id, page_user(rq)->id));
	return page_done(rq, "/patients/%" PRId64 "?notice=goes-on", rq->id);
}
