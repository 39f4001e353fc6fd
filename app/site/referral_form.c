/* referral_form.c - what a decision asks of a referral: see referral_pages.h. */

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/place.h"
#include "core/referral.h"
#include "site/page.h"
#include "site/referral_pages.h"

#define AHEAD \
	(14 * 24 * HOUR) /* later than that nobody is sent for what is wrong now */

/* clang-format off */
static const struct i18n_row ways[] = {
	{ "sms", N_("by SMS") },
	{ "call", N_("by phone") },
	{ "present", N_("in person") },
	{ "not-reached", N_("not reached") },
	{ "message", N_("by message") },
	{ "letter", N_("by letter") },
};
/* clang-format on */

const char *
referral_told_words(const char *how)
{
	return i18n_code(ways, COUNT_OF(ways), how);
}

static struct option_rows
told_options(struct arena *arena, const char *const *hows)
{
	struct option *at;
	size_t n = 0;

	ARENA_ARRAY(arena, at, COUNT_OF(ways));
	for (; hows[n] != NULL; n++)
		at[n] = (struct option){ hows[n], referral_told_words(hows[n]) };
	return (struct option_rows){ at, n };
}

static struct option_rows
transport_options(struct arena *arena)
{
	static const char *const all[] = { "own", "ambulance", "fetched", "unknown" };
	struct option *at;

	ARENA_ARRAY(arena, at, COUNT_OF(all));
	for (size_t i = 0; i < COUNT_OF(all); i++)
		at[i] = (struct option){ all[i], _(referral_transport_words(all[i])) };
	return (struct option_rows){ at, COUNT_OF(all) };
}

struct option_rows
referral_man_tolds(struct arena *arena)
{
	static const char *const hows[] = { "sms", "call", "present", "not-reached",
		NULL };

	return told_options(arena, hows);
}

struct option_rows
referral_place_tolds(struct arena *arena)
{
	static const char *const hows[] = { "call", "message", "letter", "present",
		NULL };

	return told_options(arena, hows);
}

enum status
referral_form_fill(struct request *rq, struct case_view *c)
{
	c->man_tolds = referral_man_tolds(rq->arena);
	c->place_tolds = referral_place_tolds(rq->arena);
	c->transports = transport_options(rq->arena);
	if (!c->may_decide || !c->e->open || c->e->decided_at != 0)
		return OK;
	TRY(tx_together(rq->tx));
	TRY(sql_referral_places(rq->tx, &c->places));
	TRY(sql_referral_names(rq->tx, tx_now(rq->tx), &c->names));
	return tx_fetch(rq->tx);
}

/* One of ours, or another by its name: one of the two. */
static void
check_place(const struct case_form *f, const struct escalation_lock *e,
    const struct referral_places *place, struct faults *faults)
{
	if (f->seen_place == 0 && *f->refer_to == '\0')
		fault_add(faults, "refer_to", _("Refer to: write where he is to go."));
	else if (f->seen_place != 0 && *f->refer_to != '\0')
		fault_add(faults, "refer_to",
		    _("Refer to: choose one of our facilities, or write another place. "
		      "Not both."));
	else if (f->seen_place != 0 && place == NULL)
		fault_add(faults, "seen_place",
		    _("Facility: it is not in use any more. Choose another."));
	else if (f->seen_place != 0 && f->seen_place == e->place_id)
		fault_add(faults, "seen_place",
		    _("Facility: this is his own. Choose “See at facility today” "
		      "instead."));
}

static enum status
check_moment(struct request *rq, const struct case_form *f, const char *zone,
    struct faults *faults, int64_t *at)
{
	const struct moment_of *moment;
	const char *day = f->day;

	if (*f->day == '\0' && *f->hour == '\0')
		return OK;
	if (place_minutes(f->hour) < 0) {
		fault_add(
		    faults, "hour", _("At: write hours and minutes, such as 14:30."));
		return OK;
	}
	if (*day == '\0')
		day = clock_local_date(rq->arena, tx_now(rq->tx), zone);
	if (fault_for(faults, "day") != NULL)
		return OK;
	TRY(sql_moment_of(rq->tx, day, f->hour, zone, &moment));
	*at = moment->at;
	if (*at <= tx_now(rq->tx))
		fault_add(faults, "day",
		    _("Expected on: this is past already. Choose a later day or "
		      "hour."));
	else if (*at > tx_now(rq->tx) + AHEAD)
		fault_add(faults, "day",
		    _("Expected on: choose a day of the next two weeks."));
	return OK;
}

enum status
referral_form_check(struct request *rq, const struct case_form *f,
    struct faults *faults, struct referral_asked *asked)
{
	bool refer = strcmp(f->outcome, "refer") == 0;
	const struct referral_places *place = NULL;
	struct referral_places_rows places;
	const struct escalation_lock *e;

	*asked = (struct referral_asked){ .place = refer ? f->refer_to : "" };
	if (!refer && strcmp(f->outcome, "clinic") != 0)
		return OK;
	TRY(sql_escalation_lock(rq->tx, rq->id, tx_now(rq->tx), &e));
	TRY(sql_referral_places(rq->tx, &places));
	for (size_t i = 0; i < places.n; i++)
		if (places.at[i].id ==
		    (refer && f->seen_place != 0 ? f->seen_place : e->place_id))
			place = &places.at[i];
	if (refer)
		check_place(f, e, place, faults);
	if (refer && f->seen_place != 0 && place != NULL)
		asked->place = place->name;
	TRY(check_moment(rq, f, place != NULL ? place->zone : page_user(rq)->zone,
	    faults, &asked->expected_at));
	if (*f->place_told != '\0' && *f->place_told_how == '\0')
		fault_add(
		    faults, "place_told_how", _("How they were told: choose one."));
	if (*f->place_told == '\0' && *f->place_told_how != '\0')
		fault_add(faults, "place_told",
		    _("Who there was told: write a name, or leave both empty."));
	return OK;
}
