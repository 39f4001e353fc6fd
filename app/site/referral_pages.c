/* referral_pages.c - who is expected where, and what came of it. */

#include "site/referral_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/adverse.h"
#include "core/place.h"
#include "core/referral.h"
#include "core/workflow.h"
#include "gen/referral_list.h"
#include "gen/referral_show.h"
#include "site/adverse_form.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"
#include "site/words.h"

#define MOST 200 /* shown at once */
#define BACK (28 * 24 * HOUR) /* of a visit that is written down now */

static const char *const views[] = { "today", "late", "missed", "open", "seen", NULL };
static const char *const tolds[] = { "seen", "elsewhere", "missed", "back", NULL };
static const char *const grades[] = { "severe", "moderate", "mild", NULL };

/* The list ----------------------------------------------------------------- */

const char *
referral_path(struct arena *arena, const struct referral_filter *f, const char *view)
{
	return f->place_id == 0
		   ? arena_printf(arena, "/referrals?view=%s", view)
		   : arena_printf(
			 arena, "/referrals?view=%s&place=%" PRId64, view, f->place_id);
}

enum status
referral_list(struct request *rq)
{
	const struct session_resume *user = page_user(rq);
	struct referral_list_view v = {
		.filter = { page_one_of(request_query(rq, "view"), views),
		    page_number(rq, "place") },
		.zone = user->zone
	};
	const struct nav_counts *counts;
	struct page page;

	TRY(tx_together(rq->tx));
	TRY(sql_referral_list(rq->tx, v.filter.view, tx_now(rq->tx), user->zone,
	    v.filter.place_id, MOST + 1, &v.rows));
	TRY(sql_referral_counts(
	    rq->tx, tx_now(rq->tx), user->zone, v.filter.place_id, &v.counts));
	TRY(sql_place_mine(rq->tx, user->id, tx_now(rq->tx), &v.places));
	TRY(page_ask(rq, &counts));
	TRY(tx_fetch(rq->tx));
	v.more = v.rows.n > MOST;
	if (v.more)
		v.rows.n = MOST;
	page_open_with(rq, &page, counts, _("Referrals"), "escalations");
	render_referral_list(reply_html(rq, 200), &page, &v);
	return OK;
}

/* How one is told ---------------------------------------------------------- */

const char *
referral_state(struct arena *arena, const struct referral_show *r, int64_t now)
{
	if (strcmp(r->ending, "seen") == 0 || strcmp(r->ending, "elsewhere") == 0)
		return _("He was seen");
	if (*r->ending != '\0')
		return _("Not any more");
	if (strcmp(r->told, "seen") == 0 || strcmp(r->told, "elsewhere") == 0)
		return _("He was seen, the case hears of it in a moment");
	if (r->missed_at != 0 || *r->told != '\0')
		return _("Not seen: a supervisor decides again");
	if (r->visit_due <= now)
		return arena_printf(arena, _("Not seen yet: %s"),
		    show_late(arena, r->visit_due, now, r->zone));
	return arena_printf(
	    arena, _("Expected by %s"), show_moment(arena, r->visit_due, now, r->zone));
}

const char *
referral_seen_line(struct arena *arena, const struct referral_show *r, int64_t now)
{
	return arena_printf(arena, "%s, %s, %s",
	    strcmp(r->told, "elsewhere") == 0 ? _("Elsewhere") : r->seen_place,
	    *r->seen_by != '\0' ? r->seen_by : r->told_by,
	    show_moment(arena, r->seen_at, now, r->zone));
}

/* One ---------------------------------------------------------------------- */

static enum status
open_view(struct request *rq, struct referral_view *v)
{
	const struct session_resume *user = page_user(rq);
	struct case_view adverse_of = { .e = NULL };
	struct referral_show_rows rows;
	struct patient_days_rows days;

	TRY(tx_together(rq->tx));
	TRY(sql_referral_show(rq->tx, 0, rq->id, user->zone, &rows));
	TRY(sql_referral_letter(rq->tx, rq->id, &v->letter));
	TRY(sql_referral_trail(rq->tx, rq->id, &v->trail));
	TRY(sql_referral_days(rq->tx, rq->id, &days));
	TRY(sql_referral_reports(rq->tx, rq->id, &v->reports));
	TRY(tx_fetch(rq->tx));
	if (rows.n == 0)
		return ERR_NOT_FOUND;
	v->r = &rows.at[0];
	v->region = user->region;
	v->user_id = user->id;
	v->latest = clock_local_date(rq->arena, tx_now(rq->tx), v->r->zone);
	if (v->letter->anchor_date != NULL)
		days_strip(rq, &days, v->letter->anchor_date, v->r->zone, &v->days);
	v->day = show_inside(
	    rq->arena, show_follow_up(rq->arena, v->letter->anchor_date,
			   workflow()->follow_up_days, tx_now(rq->tx), v->r->zone));
	adverse_form_options(rq->arena, user->language, &adverse_of);
	v->events = adverse_of.events;
	v->timings = adverse_of.timings;
	v->grades = adverse_of.grades;
	v->man_tolds = referral_man_tolds(rq->arena);
	v->place_tolds = referral_place_tolds(rq->arena);
	v->event =
	    *v->letter->event != '\0'
		? adverse_form_told(rq->arena, user->language, v->letter->event, "", "")
		: "";
	return OK;
}

static enum status
show(struct request *rq, int code, struct referral_view *v)
{
	struct page page;

	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s: %s", _("Referral"), v->letter->name),
	    "escalations"));
	page.faulty = code != 200;
	/* Whoever reads it reads him. */
	rq->reply.shown = v->r->patient_id != 0 ? "patient" : "referral";
	rq->reply.shown_id = v->r->patient_id != 0 ? v->r->patient_id : v->r->id;
	render_referral_show(reply_html(rq, code), &page, v);
	return OK;
}

static const struct visit_form nothing_typed = { "", "", "", "", "", "", "", "", "",
	0 };
static const struct told_form nothing_told = { "", "", "", "" };

enum status
referral_show(struct request *rq)
{
	struct referral_view v = { .form = nothing_typed, .told = nothing_told };

	TRY(open_view(rq, &v));
	v.form.day = v.latest;
	return show(rq, 200, &v);
}

/* What came of it ---------------------------------------------------------- */

/* clang-format off */
static const struct input visit_inputs[] = {
	INPUT_CHOICE(struct visit_form, told, tolds, .label = N_("What came of it")),
	INPUT_TEXT(struct visit_form, seen_by, .label = N_("Seen by"), .max = 120),
	INPUT_DATE(struct visit_form, day, .label = N_("Seen on")),
	INPUT_TEXT(struct visit_form, hour, .label = N_("At"), .max = 5),
	INPUT_TEXT(struct visit_form, event, .label = N_("What was found"), .max = 12),
	INPUT_TEXT(struct visit_form, timing, .label = N_("Began"), .max = 12),
	INPUT_CHOICE(struct visit_form, grade, grades, .label = N_("Grade")),
	INPUT_TEXT(struct visit_form, done, .label = N_("What was done"), .max = 500),
	INPUT_LINES(struct visit_form, note, .label = N_("Note"), .max = 1000),
	INPUT_NUMBER(struct visit_form, version, .label = N_("Version"), .min = 1, .max = INT32_MAX, .required = true),
	INPUT_END
};
/* clang-format on */

static bool
was_seen(const struct visit_form *f)
{
	return strcmp(f->told, "seen") == 0 || strcmp(f->told, "elsewhere") == 0;
}

/* Without an hour it is now, of another day its noon; but not before he was sent. */
static enum status
check_moment(struct request *rq, struct referral_view *v, int64_t *at)
{
	const struct visit_form *f = &v->form;
	const int64_t now = tx_now(rq->tx);
	const struct moment_of *moment;

	if (*f->day == '\0') {
		fault_add(&v->faults, "day", _("Seen on: choose the day."));
		return OK;
	}
	if (*f->hour != '\0' && place_minutes(f->hour) < 0) {
		fault_add(&v->faults, "hour",
		    _("At: write hours and minutes, such as 14:30, or leave it "
		      "empty."));
		return OK;
	}
	if (fault_for(&v->faults, "day") != NULL)
		return OK;
	TRY(sql_moment_of(
	    rq->tx, f->day, *f->hour != '\0' ? f->hour : "12:00", v->r->zone, &moment));
	*at = moment->at;
	if (*f->hour == '\0' && strcmp(f->day, v->latest) == 0)
		*at = now;
	else if (*f->hour == '\0' && *at < v->r->made_at &&
		 strcmp(f->day,
		     clock_local_date(rq->arena, v->r->made_at, v->r->zone)) == 0)
		*at = v->r->made_at;
	if (*at > now)
		fault_add(&v->faults, "day",
		    _("Seen on: this is still to come. Write when he was seen."));
	else if (*at < now - BACK)
		fault_add(&v->faults, "day", _("Seen on: at most 28 days back."));
	/* The minute is all that is typed. */
	else if (*at + MINUTE <= v->r->made_at)
		fault_add(&v->faults, "day",
		    arena_printf(rq->arena,
			_("Seen on: he was sent %s. What was before is no visit for "
			  "it."),
			show_moment(rq->arena, v->r->made_at, now, v->r->zone)));
	return OK;
}

static void
check_found(struct referral_view *v)
{
	const struct case_form as_decided = { .event = v->form.event,
		.timing = v->form.timing,
		.grade = v->form.grade,
		.mark = "none" };

	/* What a hospital found may not be known. */
	if (strcmp(v->form.told, "elsewhere") != 0 || *v->form.event != '\0')
		adverse_form_check(&as_decided, &v->faults);
}

static enum status
check_visit(struct request *rq, struct referral_view *v, int64_t *seen_at)
{
	const struct visit_form *f = &v->form;

	*seen_at = 0;
	if (*f->told == '\0') {
		fault_add(
		    &v->faults, "told", _("What came of it: choose one of the four."));
		return OK;
	}
	if (!was_seen(f)) {
		if (*f->note == '\0')
			fault_add(&v->faults, "note",
			    _("Note: write what you know, the supervisor reads it."));
		return OK;
	}
	if (*f->seen_by == '\0')
		fault_add(&v->faults, "seen_by",
		    _("Seen by: write who saw him, or at least where."));
	TRY(check_moment(rq, v, seen_at));
	check_found(v);
	return OK;
}

static const char *
code_of(struct request *rq, const struct visit_form *f)
{
	const struct case_form as_decided = { .event = f->event, .timing = f->timing };

	return adverse_form_code(rq->arena, &as_decided);
}

static enum status
keep_visit(struct request *rq, const struct visit_form *f, int64_t seen_at)
{
	const bool seen = was_seen(f);
	const bool event = seen && *f->event != '\0' && strcmp(f->event, "none") != 0;

	return referral_tell(rq->tx, rq->id,
	    &(struct referral_told){ .told = f->told,
		.seen_at = seen_at,
		.seen_by = seen ? f->seen_by : "",
		.found = seen ? code_of(rq, f) : "",
		.grade = event ? f->grade : "",
		.done = seen ? f->done : "",
		.note = f->note,
		.user_id = page_user(rq)->id,
		.version = f->version });
}

enum status
referral_visit(struct request *rq)
{
	struct referral_view v = { .told = nothing_told };
	enum status status;
	int64_t seen_at;

	TRY(open_view(rq, &v));
	input_read(rq, visit_inputs, &v.form, &v.faults);
	TRY(check_visit(rq, &v, &seen_at));
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = keep_visit(rq, &v.form, seen_at);
	if (status == ERR_CONFLICT) {
		v.clash = *v.r->told != '\0' && *v.r->told_by != '\0'
			      ? arena_printf(rq->arena,
				    _("%s has said in the meantime what came of it."),
				    v.r->told_by)
			      : _("This referral has changed in the meantime.");
		return show(rq, 409, &v);
	}
	TRY(status);
	return page_done(rq, "/referrals?notice=referral-%s",
	    was_seen(&v.form) ? "seen" : v.form.told);
}

/* What is said later ------------------------------------------------------- */

static const char *const mans[] = { "", "sms", "call", "present", "not-reached", NULL };
static const char *const hows[] = { "", "call", "message", "letter", "present", NULL };
static const char *const froms[] = { "", "case", NULL };

/* clang-format off */
static const struct input say_inputs[] = {
	INPUT_CHOICE(struct told_form, man_told, mans, .label = N_("He was told")),
	INPUT_TEXT(struct told_form, place_told, .label = N_("Who there was told"), .max = 120),
	INPUT_CHOICE(struct told_form, place_told_how, hows, .label = N_("How they were told")),
	INPUT_CHOICE(struct told_form, from, froms, .label = N_("From")),
	INPUT_END
};
/* clang-format on */

static void
check_say(const struct told_form *f, struct faults *faults)
{
	if (*f->man_told == '\0' && *f->place_told == '\0' &&
	    *f->place_told_how == '\0')
		fault_add(faults, "man_told",
		    _("Choose how he was told, or write who there was told."));
	if (*f->place_told != '\0' && *f->place_told_how == '\0')
		fault_add(
		    faults, "place_told_how", _("How they were told: choose one."));
	if (*f->place_told == '\0' && *f->place_told_how != '\0')
		fault_add(faults, "place_told", _("Who there was told: write a name."));
}

static enum status
say(struct request *rq, const struct told_form *f)
{
	const int64_t me = page_user(rq)->id;

	if (*f->man_told != '\0')
		TRY(referral_tell_man(rq->tx, rq->id, f->man_told, me));
	return *f->place_told != '\0' ? referral_tell_place(rq->tx, rq->id,
					    f->place_told, f->place_told_how, me)
				      : OK;
}

enum status
referral_say(struct request *rq)
{
	struct referral_view v = { .clash = NULL };
	const struct told_form *f = &v.told;
	enum status status;

	TRY(open_view(rq, &v));
	v.form = nothing_typed;
	v.form.day = v.latest;
	input_read(rq, say_inputs, &v.told, &v.faults);
	check_say(f, &v.faults);
	if (v.faults.n > 0)
		return show(rq, 422, &v);
	status = say(rq, f);
	if (status == ERR_CONFLICT) {
		v.clash = _("This referral has changed in the meantime.");
		return show(rq, 409, &v);
	}
	TRY(status);
	if (strcmp(f->from, "case") == 0)
		return page_done(
		    rq, "/escalations/%" PRId64 "?notice=referral-told", v.r->case_id);
	return page_done(rq, "/referrals/%" PRId64 "?notice=referral-told", rq->id);
}
