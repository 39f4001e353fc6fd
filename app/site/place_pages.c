/* place_pages.c - facilities, for the administrator. */

#include "site/place_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "core/neutral.h"
#include "core/place.h"
#include "core/schedule.h"
#include "ext/phone.h"
#include "gen/place.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/register_form.h"

/* clang-format off */
static const struct input inputs[] = {
	INPUT_TEXT(struct place_form, name, .label = N_("Name"), .required = true, .min = 2, .max = 60),
	INPUT_TEXT(struct place_form, zone, .label = N_("Time zone"), .required = true, .max = 60),
	INPUT_TEXT(struct place_form, region, .label = N_("Country of its phone numbers"), .required = true, .max = 2),
	INPUT_TEXT(struct place_form, language, .label = N_("Language of most clients"), .required = true),
	INPUT_TEXT(struct place_form, opens, .label = N_("Opens"), .required = true),
	INPUT_TEXT(struct place_form, closes, .label = N_("Closes"), .required = true),
	INPUT_TEXT(struct place_form, checkin_time, .label = N_("Check-ins are sent at"), .required = true),
	INPUT_TEXT(struct place_form, quiet_from, .label = N_("Quiet from"), .required = true),
	INPUT_TEXT(struct place_form, quiet_until, .label = N_("Quiet until"), .required = true),
	INPUT_TEXT(struct place_form, emergency_phone, .label = N_("Emergency number"), .required = true, .max = 40),
	INPUT_TEXT(struct place_form, gateway, .label = N_("Texts leave by"), .max = 20),
	INPUT_TICK(struct place_form, closed),
	INPUT_NUMBER(struct place_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
/* Fields that hold a time of the day. */
static const struct { const char *field; size_t offset; } times[] = {
	{ "opens", offsetof(struct place_form, opens) },
	{ "closes", offsetof(struct place_form, closes) },
	{ "checkin_time", offsetof(struct place_form, checkin_time) },
	{ "quiet_from", offsetof(struct place_form, quiet_from) },
	{ "quiet_until", offsetof(struct place_form, quiet_until) },
};
/* clang-format on */

enum status
place_list(struct request *rq)
{
	struct place_list_rows places;
	struct page page;

	TRY(sql_place_list(rq->tx, &places));
	TRY(page_open(rq, &page, _("Facilities"), "places"));
	render_place_list(reply_html(rq, 200), &page, &places);
	return OK;
}

/* RapidPro, and the gateways that may come for a facility's texts; also the one that did. */
static enum status
read_gateways(
    struct request *rq, const struct place_get *p, struct option_rows *options)
{
	struct sms_gateway_clients_rows clients;
	struct option *at;
	bool there = p->gateway_id == 0;
	size_t n = 0;

	TRY(sql_sms_gateway_clients(rq->tx, p->id, tx_now(rq->tx), &clients));
	ARENA_ARRAY(rq->arena, at, clients.n + 2);
	at[n++] = (struct option){ "", _("RapidPro") };
	for (size_t i = 0; i < clients.n; i++) {
		there |= clients.at[i].id == p->gateway_id;
		at[n++] = (struct option){ arena_printf(
					       rq->arena, "%" PRId64, clients.at[i].id),
			arena_printf(
			    rq->arena, _("the gateway of %s"), clients.at[i].name) };
	}
	if (!there)
		at[n++] = (struct option){ arena_printf(
					       rq->arena, "%" PRId64, p->gateway_id),
			arena_printf(rq->arena,
			    _("the gateway of %s, which may not come"), p->gateway) };
	*options = (struct option_rows){ at, n };
	return OK;
}

/* id is 0 for a new one. */
static enum status
open_view(struct request *rq, struct place_view *v, int64_t id)
{
	const struct place_get *p;

	*v = (struct place_view){ .form = { .name = "",
				      .zone = "",
				      .region = "",
				      .language = "en",
				      .opens = "07:30",
				      .closes = "16:30",
				      .checkin_time = "07:00",
				      .quiet_from = "20:00",
				      .quiet_until = "06:00",
				      .emergency_phone = "",
				      .gateway = "" },
		.tells = "",
		.languages = register_form_languages(rq->arena) };
	if (id == 0)
		return OK;
	TRY(sql_place_get(rq->tx, id, &p));
	v->place = p;
	v->form = (struct place_form){ .name = p->name,
		.zone = p->zone,
		.region = p->region,
		.language = p->language,
		.opens = p->opens,
		.closes = p->closes,
		.checkin_time = p->checkin_time,
		.quiet_from = p->quiet_from,
		.quiet_until = p->quiet_until,
		.emergency_phone = p->emergency_phone,
		.gateway = p->gateway_id == 0
			       ? ""
			       : arena_printf(rq->arena, "%" PRId64, p->gateway_id),
		.closed = !p->active };
	v->tells = neutral_all(neutral_words(), rq->arena, p->language, p->name);
	return read_gateways(rq, p, &v->gateways);
}

static enum status
show(struct request *rq, int code, const struct place_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    v->place != NULL ? v->place->name : _("Add a facility"), "places"));
	page.faulty = v->faults.n > 0 || v->clash;
	render_place(reply_html(rq, code), &page, v);
	return OK;
}

enum status
place_new(struct request *rq)
{
	struct place_view view;

	TRY(open_view(rq, &view, 0));
	return show(rq, 200, &view);
}

enum status
place_show(struct request *rq)
{
	struct place_view view;

	TRY(open_view(rq, &view, rq->id));
	return show(rq, 200, &view);
}

static void
check_times(struct request *rq, struct place_view *v)
{
	const struct place_form *f = &v->form;
	int minutes[COUNT_OF(times)];

	for (size_t i = 0; i < COUNT_OF(times); i++) {
		const char *typed;

		memcpy(&typed, (const char *)f + times[i].offset, sizeof typed);
		minutes[i] = place_minutes(typed);
		if (minutes[i] < 0)
			fault_add(&v->faults, times[i].field,
			    arena_printf(rq->arena,
				_("“%s” is not a time of the day. Write hours and "
				  "minutes, such as 07:30."),
				typed));
	}
	if (v->faults.n > 0)
		return;
	if (minutes[0] >= minutes[1])
		fault_add(&v->faults, "closes",
		    _("Closes: this must be later than the opening."));
	if (minutes[3] != minutes[4] &&
	    place_within(minutes[2], minutes[3], minutes[4]))
		fault_add(&v->faults, "checkin_time",
		    _("Check-ins are sent at: this lies in the quiet hours. Choose "
		      "a time outside them."));
}

/* A short number, such as 112, or a whole one. */
static bool
can_be_called(struct request *rq, const char *typed, const char *region)
{
	struct phone phone;
	size_t len = strlen(typed);

	if (len >= 3 && len <= 6 && strspn(typed, "0123456789") == len)
		return true;
	return phone_read(rq->arena, typed, region, &phone) == PHONE_GOOD;
}

static bool
is_among(const struct option_rows *options, const char *value)
{
	for (size_t i = 0; i < options->n; i++)
		if (strcmp(options->at[i].value, value) == 0)
			return true;
	return false;
}

/* A gateway starts no flow: what would never leave is said before it is so. */
static enum status
check_gateway(struct request *rq, struct place_view *v)
{
	struct schedule_steps steps;
	int64_t version_id;

	if (*v->form.gateway == '\0')
		return OK;
	if (!is_among(&v->gateways, v->form.gateway)) {
		fault_add(&v->faults, "gateway",
		    _("Texts leave by: choose one from the list. A gateway is a client "
		      "of this facility that may bring messages."));
		return OK;
	}
	TRY(schedule_used(rq->tx, &steps, &version_id));
	for (size_t i = 0; i < steps.n; i++)
		if (*steps.at[i].flow != '\0') {
			fault_add(&v->faults, "gateway",
			    arena_printf(rq->arena,
				_("Texts leave by: the step %s of the schedule starts "
				  "a "
				  "flow of RapidPro, which no gateway can. Give the "
				  "step "
				  "a text first, or leave RapidPro."),
				steps.at[i].name));
			return OK;
		}
	return OK;
}

static bool
is_region(const char *region)
{
	return strlen(region) == 2 && strspn(region, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2;
}

static enum status
check(struct request *rq, struct place_view *v)
{
	struct place_form *f = &v->form;
	bool zone;
	char *region = arena_strdup(rq->arena, f->region);

	for (char *c = region; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	f->region = region;
	TRY(place_zone_known(rq->tx, f->zone, &zone));
	if (*f->zone != '\0' && !zone)
		fault_add(&v->faults, "zone",
		    arena_printf(rq->arena,
			_("Time zone: “%s” is not known. Write its IANA name, such "
			  "as Africa/Harare."),
			f->zone));
	if (!is_region(f->region))
		fault_add(&v->faults, "region",
		    _("Country of its phone numbers: write two letters, such as "
		      "ZW."));
	else if (!can_be_called(rq, f->emergency_phone, f->region))
		fault_add(&v->faults, "emergency_phone",
		    arena_printf(rq->arena,
			_("Emergency number: “%s” is not a phone number. Give the "
			  "number to call at night."),
			f->emergency_phone));
	if (!is_among(&v->languages, f->language))
		fault_add(&v->faults, "language",
		    _("Language of most clients: choose one from the list."));
	if (f->closed && v->place != NULL && v->place->patients > 0)
		fault_add(&v->faults, "closed",
		    _("Closed: clients are still in follow-up here. Close it when "
		      "the last one has finished."));
	check_times(rq, v);
	return check_gateway(rq, v);
}

static struct place_facts
facts(const struct place_form *f)
{
	return (struct place_facts){ .name = f->name,
		.zone = f->zone,
		.region = f->region,
		.language = f->language,
		.opens = f->opens,
		.closes = f->closes,
		.checkin_time = f->checkin_time,
		.quiet_from = f->quiet_from,
		.quiet_until = f->quiet_until,
		.emergency_phone = f->emergency_phone,
		.active = !f->closed,
		.gateway_id = strtoll(f->gateway, NULL, 10) };
}

static enum status
save(struct request *rq, struct place_view *v)
{
	const struct place_facts place = facts(&v->form);
	enum status status;
	int64_t result;

	TRY(tx_savepoint(rq->tx));
	status = v->place == NULL ? place_create(rq->tx, &place, &result)
				  : place_update(rq->tx, rq->id,
					(int32_t)v->form.version, &place, &result);
	if (status != ERR_CONFLICT) {
		TRY(status);
		return page_done(rq, "/admin/places?notice=saved");
	}
	TRY(tx_back_to_savepoint(rq->tx));
	v->clash = strcmp(tx_constraint(rq->tx), "place_name_key") != 0;
	if (v->clash)
		return show(rq, 409, v);
	fault_add(&v->faults, "name",
	    _("Name: another facility has it. Add what tells them apart."));
	return show(rq, 422, v);
}

enum status
place_save_new(struct request *rq)
{
	struct place_view view;

	TRY(open_view(rq, &view, 0));
	input_read(rq, inputs, &view.form, &view.faults);
	TRY(check(rq, &view));
	return view.faults.n > 0 ? show(rq, 422, &view) : save(rq, &view);
}

enum status
place_save(struct request *rq)
{
	struct place_view view;

	TRY(open_view(rq, &view, rq->id));
	input_read(rq, inputs, &view.form, &view.faults);
	TRY(check(rq, &view));
	return view.faults.n > 0 ? show(rq, 422, &view) : save(rq, &view);
}
