/* consent_pages.c - who agreed to a client's messages, and who stopped them. */

#include "site/consent_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/i18n.h"
#include "core/consent.h"
#include "core/opt_out.h"
#include "core/workflow.h"
#include "gen/consent.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/register_form.h"
#include "site/show.h"

/* clang-format off */
static const struct input inputs[] = {
	INPUT_TEXT(struct consent_form, who, .label = N_("Who"), .required = true, .max = 20),
	INPUT_TEXT(struct consent_form, given, .label = N_("What was said"), .required = true, .max = 3),
	INPUT_TEXT(struct consent_form, language, .label = N_("Read in"), .required = true, .max = 10),
	INPUT_TEXT(struct consent_form, how, .label = N_("How"), .required = true, .max = 10),
	INPUT_TEXT(struct consent_form, name, .label = N_("Name of the guardian or of the phone’s owner"), .max = 80),
	INPUT_END
};
static const struct option whos[] = {
	{ .value = "patient", .label = N_("The client") },
	{ .value = "guardian", .label = N_("His guardian") },
	{ .value = "phone-owner", .label = N_("Whose phone it is") },
};
static const struct option hows[] = {
	{ .value = "signed", .label = N_("Signed on the form") },
	{ .value = "spoken", .label = N_("Said to one of us") },
};
/* clang-format on */

static struct option_rows
options(struct arena *arena, const struct option *from, size_t n)
{
	struct option *to;

	ARENA_ARRAY(arena, to, n);
	for (size_t i = 0; i < n; i++)
		to[i] = (struct option){ .value = from[i].value,
			.label = _(from[i].label) };
	return (struct option_rows){ to, n };
}

static const char *
label_of(const struct option_rows *all, const char *value)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->at[i].value, value) == 0)
			return all->at[i].label;
	return value;
}

/* "Agreed, 1 March: version 2026-1 in English, signed on the form. Ruth. Seen by ..." */
static const char *
said(struct request *rq, const struct consent_view *v, const struct consent_state *s)
{
	const char *words;

	if (s->at == 0)
		return _("Nothing is written down.");
	words = arena_printf(rq->arena, "%s, %s: %s %s, %s, %s",
	    s->given ? _("Agreed") : _("Refused"),
	    show_date(rq->arena, s->at, tx_now(rq->tx), v->patient->zone), _("version"),
	    s->version, label_of(&v->languages, s->language),
	    show_inside(rq->arena, label_of(&v->hows, s->how)));
	if (*s->name != '\0')
		words = arena_printf(rq->arena, "%s, %s", words, s->name);
	return *s->seen_by == '\0' ? words
				   : arena_printf(rq->arena, _("%s; seen by %s"), words,
					 show_short_name(rq->arena, s->seen_by));
}

static enum status
read_consents(struct request *rq, struct consent_view *v)
{
	struct consent_state_rows rows;
	struct consent_item *items;
	size_t n = 0;

	TRY(sql_consent_state(
	    rq->tx, rq->id, workflow()->adult_age, tx_now(rq->tx), &rows));
	ARENA_ARRAY(rq->arena, items, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct consent_state *s = &rows.at[i];
		const char *wanted =
		    consent_want_words(s->who, consent_wanted(s, v->version));

		if (!s->needed && s->at == 0)
			continue;
		items[n++] = (struct consent_item){ .row = s,
			.who = label_of(&v->who, s->who),
			.words = said(rq, v, s),
			.wanted = *wanted != '\0' ? _(wanted) : "" };
	}
	v->items = (struct consent_items){ items, n };
	return OK;
}

static const char *
stopped(struct request *rq, const struct consent_view *v, const struct opt_out_list *o)
{
	struct arena *a = rq->arena;
	int64_t now = tx_now(rq->tx);
	const char *zone = v->patient->zone, *why = opt_out_reason_words(o->reason);
	const char *words = show_moment(a, o->at, now, zone);

	if (strcmp(o->how, "sms") == 0)
		words =
		    arena_printf(a, _("%s: stopped by his SMS “%s”"), words, o->words);
	else if (*o->who != '\0')
		words = arena_printf(
		    a, _("%s: stopped by %s"), words, show_short_name(a, o->who));
	else
		words = arena_printf(a, _("%s: stopped at the clinic"), words);
	if (why != NULL && *why != '\0' && strcmp(o->reason, "other") != 0)
		words = arena_printf(a, "%s. %s", words, _(why));
	if (*o->note != '\0')
		words = arena_printf(a, "%s. %s", words, o->note);
	if (o->ended_at == 0)
		return words;
	return arena_printf(a, _("%s. Started again %s, %s"), words,
	    show_moment(a, o->ended_at, now, zone),
	    *o->ended_who != '\0' ? show_short_name(a, o->ended_who) : _("by SMS"));
}

static enum status
read_stops(struct request *rq, struct consent_view *v)
{
	struct opt_out_list_rows rows;
	struct consent_stop *stops;

	TRY(sql_opt_out_list(rq->tx, rq->id, &rows));
	ARENA_ARRAY(rq->arena, stops, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		stops[i].words = stopped(rq, v, &rows.at[i]);
	v->stops = (struct consent_stops){ stops, rows.n };
	return OK;
}

static enum status
open_view(struct request *rq, struct consent_view *v)
{
	*v = (struct consent_view){ .version = workflow()->consent_version,
		.languages = register_form_languages(rq->arena),
		.who = options(rq->arena, whos, COUNT_OF(whos)),
		.hows = options(rq->arena, hows, COUNT_OF(hows)) };
	TRY(sql_patient_get(rq->tx, rq->id, tx_now(rq->tx), &v->patient));
	v->name = show_name(rq->arena, v->patient->given_name, v->patient->family_name);
	v->active = strcmp(v->patient->state, "active") == 0;
	v->form = (struct consent_form){ .who = "patient",
		.language = v->patient->language,
		.how = "signed",
		.name = "",
		.given = "" };
	TRY(read_consents(rq, v));
	return read_stops(rq, v);
}

static enum status
show(struct request *rq, int code, const struct consent_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->name, _("Consent")), "patients"));
	page.faulty = v->faults.n > 0;
	rq->reply.shown = "patient";
	rq->reply.shown_id = rq->id;
	render_consent(reply_html(rq, code), &page, v);
	return OK;
}

enum status
consent_show(struct request *rq)
{
	struct consent_view view;

	TRY(open_view(rq, &view));
	return show(rq, 200, &view);
}

enum status
consent_save(struct request *rq)
{
	struct consent_view v;
	enum status status;
	bool yes;

	TRY(open_view(rq, &v));
	input_read(rq, inputs, &v.form, &v.faults);
	yes = strcmp(v.form.given, "yes") == 0;
	if (v.faults.n == 0 && !yes && strcmp(v.form.given, "no") != 0)
		fault_add(&v.faults, "given", _("What was said: choose yes or no."));
	if (v.faults.n == 0 && *v.form.name == '\0' &&
	    strcmp(v.form.who, "patient") != 0)
		fault_add(&v.faults, "name",
		    _("Name of the guardian or of the phone’s owner: please fill "
		      "this in."));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = consent_say(rq->tx, &(struct consent_said){ .patient_id = rq->id,
					 .user_id = page_user(rq)->id,
					 .who = v.form.who,
					 .given = yes,
					 .language = v.form.language,
					 .how = v.form.how,
					 .name = v.form.name });
	if (status != ERR_CONFLICT && status != ERR_INVALID) {
		TRY(status);
		return page_done(
		    rq, "/patients/%" PRId64 "/consent?notice=saved", rq->id);
	}
	fault_add(&v.faults, "who",
	    status == ERR_CONFLICT
		? _("Who: his follow-up is over, there is nothing to agree to.")
		: _("Who: choose from the lists."));
	return show(rq, 422, &v);
}
