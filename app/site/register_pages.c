/* register_pages.c - registering a client, and whether his phone works. */

#include "site/register_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/place.h"
#include "core/workflow.h"
#include "gen/register.h"
#include "gen/registered.h"
#include "site/form_sheet.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/register_form.h"
#include "site/show.h"

/* How long the page asks whether the welcome has arrived. */
#define WATCH (60 * SECOND)

/* The programme's forms that register somebody, at each facility of hers. */
static enum status
offer_forms(struct request *rq, struct register_view *v)
{
	const struct workflow *w = workflow();
	struct form_offered_rows offered;
	const char **names, *title;
	struct option *at;
	size_t n = 0;

	ARENA_ARRAY(rq->arena, names, w->nforms);
	for (size_t i = 0; i < w->nforms; i++)
		if (w->forms[i].places)
			names[n++] = w->forms[i].name;
	TRY(sql_form_offered(rq->tx, tx_text_array(rq->tx, names, n), &offered));
	ARENA_ARRAY(rq->arena, at, offered.n * v->places.n);
	n = 0;
	for (size_t i = 0; i < offered.n; i++)
		for (size_t k = 0; k < v->places.n; k++) {
			title = form_sheet_title(rq->arena, offered.at[i].name, NULL);
			at[n++] = (struct option){
				arena_printf(rq->arena,
				    "/patients/new/forms/%s?place=%" PRId64,
				    offered.at[i].name, v->places.at[k].id),
				v->places.n == 1 ? title
						 : arena_printf(rq->arena, "%s, %s",
						       title, v->places.at[k].name)
			};
		}
	v->forms = (struct option_rows){ at, n };
	return OK;
}

static enum status
show_form(struct request *rq, int code, struct register_view *view)
{
	struct page page;

	TRY(offer_forms(rq, view));
	TRY(page_open(rq, &page, _("Register a client"), "patients"));
	page.faulty = view->faults.n > 0;
	render_register(reply_html(rq, code), &page, view);
	return OK;
}

enum status
patient_new(struct request *rq)
{
	struct register_view view;

	TRY(register_form_begin(rq, &view));
	return show_form(rq, 200, &view);
}

/* The facility whose country a number typed in this form is meant in. */
static enum status
region_asked(struct request *rq, const char **region)
{
	const char *asked = request_query(rq, "place");
	int64_t id = asked != NULL ? strtoll(asked, NULL, 10) : 0;
	const struct place_mine *place;
	struct place_mine_rows places;

	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &places));
	place = place_among(&places, id);
	*region = place != NULL ? place->region : page_user(rq)->region;
	return OK;
}

enum status
patient_new_phone(struct request *rq)
{
	const char *typed = request_query(rq, "phone");
	const char *patient = request_query(rq, "patient");
	struct phone_check check;
	const char *region;

	TRY(region_asked(rq, &region));
	TRY(phone_check(rq, _("Mobile phone"), typed != NULL ? typed : "", region,
	    patient != NULL ? strtoll(patient, NULL, 10) : 0, &check));
	render_register_phone_part(reply_html(rq, 200), &check, tx_now(rq->tx));
	return OK;
}

enum status
patient_new_guardian(struct request *rq)
{
	const char *birth_date = request_query(rq, "birth_date");
	const char *age = request_query(rq, "age");
	struct register_view view;

	TRY(register_form_begin(rq, &view));
	view.years = register_form_years(birth_date != NULL ? birth_date : "",
	    age != NULL ? age : "", view.place->today);
	view.minor =
	    view.years >= workflow()->minimum_age && view.years < workflow()->adult_age;
	render_register_guardian_part(reply_html(rq, 200), &view);
	return OK;
}

enum status
patient_create(struct request *rq)
{
	struct registration registration;
	struct register_view view;
	enum status status;
	int64_t id;

	TRY(register_form_read(rq, &view));
	if (register_form_same(&view) != 0)
		return page_done(rq, "/patients/%" PRId64, register_form_same(&view));
	if (view.faults.n > 0)
		return show_form(rq, 422, &view);
	registration = register_form_registration(&view, page_user(rq)->id);
	TRY(tx_savepoint(rq->tx));
	status = registration_save(rq->tx, &registration, &id);
	if (status == ERR_CONFLICT &&
	    strcmp(tx_constraint(rq->tx), "patient_place_id_number_key") == 0) {
		TRY(tx_back_to_savepoint(rq->tx));
		fault_add(&view.faults, "number",
		    _("Number on the clinic card: another client has it. Check the "
		      "card, or leave this empty."));
		return show_form(rq, 422, &view);
	}
	TRY(status);
	if (strcmp(view.form.then, "another") == 0)
		return page_done(
		    rq, "/patients/new?after=%" PRId64 "&notice=registered", id);
	return page_done(rq, "/patients/%" PRId64 "/registered", id);
}

/* The welcome. */

static const char *
facts_line(struct request *rq, const struct patient_registered *p)
{
	const struct option_rows languages = register_form_languages(rq->arena);
	const char *language = p->language;

	for (size_t i = 0; i < languages.n; i++)
		if (strcmp(languages.at[i].value, language) == 0)
			language = languages.at[i].label;
	return arena_printf(rq->arena, "%d %s, %s",
	    show_age(p->birth_date, tx_now(rq->tx), p->zone), _("years"), language);
}

static enum status
view_of(struct request *rq, struct registered_view *v)
{
	static const struct faults none;
	const struct patient_registered *p;
	int64_t now = tx_now(rq->tx);
	bool arrived;

	TRY(sql_patient_registered(rq->tx, rq->id, &p));
	arrived = p->delivered_at != 0;
	*v = (struct registered_view){ .patient = p,
		.faults = &none,
		.facts = facts_line(rq, p),
		.phone = page_phone(rq, p->e164),
		.until = p->message_at + WATCH,
		.failed = strcmp(p->message_state, "failed") == 0 ||
			  strcmp(p->message_state, "cancelled") == 0,
		.reason = *p->message_reason != '\0' ? p->message_reason
						     : _("the network gave no reason"),
		.late = p->message_at != 0 && now > p->message_at + WATCH };
	v->waits = !v->failed && !arrived && *p->message_state != '\0' && !v->late;
	v->next = p->next_at != 0
		      ? arena_printf(rq->arena, "%s %s", _("First check-in"),
			    show_moment(rq->arena, p->next_at, now, p->zone))
		      : _("No check-in is left to send");
	v->sent = arena_printf(rq->arena, "%s, %s", v->phone,
	    show_moment(
		rq->arena, p->sent_at != 0 ? p->sent_at : p->message_at, now, p->zone));
	return OK;
}

enum status
patient_registered(struct request *rq)
{
	struct registered_view view;
	struct page page;

	TRY(view_of(rq, &view));
	TRY(page_open(rq, &page, _("Registered"), "patients"));
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_registered(reply_html(rq, 200), &page, &view);
	return OK;
}

enum status
patient_welcome(struct request *rq)
{
	struct registered_view view;

	TRY(view_of(rq, &view));
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_registered_part(reply_html(rq, 200), &view, page_user(rq)->csrf);
	return OK;
}
