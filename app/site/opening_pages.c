/* opening_pages.c - when a facility is open: days of the week and its holidays. */

#include "site/opening_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/schedule.h"
#include "gen/opening.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

/* clang-format off */
static const struct input week_inputs[] = {
	{ .name = "d1", .kind = INPUT_TICK_KIND, .offset = offsetof(struct opening_form, days[0]) },
	{ .name = "d2", .kind = INPUT_TICK_KIND, .offset = offsetof(struct opening_form, days[1]) },
	{ .name = "d3", .kind = INPUT_TICK_KIND, .offset = offsetof(struct opening_form, days[2]) },
	{ .name = "d4", .kind = INPUT_TICK_KIND, .offset = offsetof(struct opening_form, days[3]) },
	{ .name = "d5", .kind = INPUT_TICK_KIND, .offset = offsetof(struct opening_form, days[4]) },
	{ .name = "d6", .kind = INPUT_TICK_KIND, .offset = offsetof(struct opening_form, days[5]) },
	{ .name = "d7", .kind = INPUT_TICK_KIND, .offset = offsetof(struct opening_form, days[6]) },
	INPUT_NUMBER(struct opening_form, version, .min = 1, .max = INT32_MAX),
	INPUT_END
};
static const struct input holiday_inputs[] = {
	INPUT_DATE(struct opening_form, day, .label = N_("Day"), .required = true),
	INPUT_TEXT(struct opening_form, name, .label = N_("What day it is"), .required = true, .max = 60),
	INPUT_END
};
static const struct input drop_inputs[] = {
	INPUT_NUMBER(struct opening_form, holiday, .min = 1, .max = INT64_MAX),
	INPUT_END
};
/* clang-format on */

/* Why it is closed now, and until when. */
static const char *
now_words(struct request *rq, const struct place_days *p)
{
	int64_t at = tx_now(rq->tx);
	const char *until =
	    p->opens_next == 0
		? _("Its calendar shows no day on which it opens again.")
		: arena_printf(rq->arena, _("It opens %s."),
		      show_moment(rq->arena, p->opens_next, at, p->zone));

	if (*p->closed == '\0')
		return _("Open now.");
	if (strncmp(p->closed, "holiday ", 8) == 0)
		return arena_printf(rq->arena, _("Closed now, a holiday: %s. %s"),
		    p->closed + 8, until);
	return arena_printf(rq->arena,
	    strcmp(p->closed, "day") == 0 ? _("Closed now, on this day of the week. %s")
					  : _("Closed now, at this hour. %s"),
	    until);
}

static enum status
read_holidays(struct request *rq, struct opening_view *v)
{
	struct place_holiday_list_rows rows;
	struct opening_holiday *holidays;

	TRY(sql_place_holiday_list(rq->tx, rq->id, v->place->today, &rows));
	ARENA_ARRAY(rq->arena, holidays, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		int64_t day = 0;

		if (clock_parse_date(rows.at[i].day, &day) != OK)
			return ERR_INVALID;
		/* A calendar's day is the same in every zone. */
		holidays[i] = (struct opening_holiday){ .row = &rows.at[i],
			.shown =
			    show_long_date(rq->arena, (day * 24 + 12) * HOUR, "UTC") };
	}
	v->holidays = (struct opening_holidays){ holidays, rows.n };
	return OK;
}

static enum status
open_view(struct request *rq, struct opening_view *v)
{
	*v = (struct opening_view){ .form = { .day = "", .name = "" } };
	TRY(sql_place_days(rq->tx, rq->id, tx_now(rq->tx), &v->place));
	for (int i = 0; i < OPENING_DAYS; i++)
		v->form.days[i] = strchr(v->place->open_days, '1' + i) != NULL;
	v->now = now_words(rq, v->place);
	return read_holidays(rq, v);
}

static struct opening_week
week(struct arena *arena, const struct opening_form *f)
{
	static const char *const labels[] = { N_("Monday"), N_("Tuesday"),
		N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
		N_("Sunday") };
	struct opening_day *days;

	ARENA_ARRAY(arena, days, OPENING_DAYS);
	for (int i = 0; i < OPENING_DAYS; i++)
		days[i] = (struct opening_day){
			.field = arena_printf(arena, "d%d", i + 1),
			.label = _(labels[i]),
			.open = f->days[i],
		};
	return (struct opening_week){ days, OPENING_DAYS };
}

static enum status
show(struct request *rq, int code, struct opening_view *v)
{
	struct page page;

	v->week = week(rq->arena, &v->form);
	TRY(page_open(rq, &page,
	    arena_printf(rq->arena, "%s, %s", v->place->name, _("Days and holidays")),
	    "places"));
	page.faulty = v->faults.n > 0 || v->clash;
	render_opening(reply_html(rq, code), &page, v);
	return OK;
}

enum status
opening_show(struct request *rq)
{
	struct opening_view view;

	TRY(open_view(rq, &view));
	return show(rq, 200, &view);
}

/* Steps of the schedule may leave on open days only. */
static enum status
done(struct request *rq)
{
	int64_t moved;

	TRY(schedule_replan(rq->tx, rq->id, &moved));
	return page_done(rq, "/admin/places/%" PRId64 "/days?notice=saved", rq->id);
}

enum status
opening_save(struct request *rq)
{
	struct opening_view view;
	const struct place_days_set *row;
	char days[OPENING_DAYS + 1];
	size_t n = 0;
	enum status status;

	TRY(open_view(rq, &view));
	input_read(rq, week_inputs, &view.form, &view.faults);
	for (int i = 0; i < OPENING_DAYS; i++)
		if (view.form.days[i])
			days[n++] = (char)('1' + i);
	days[n] = '\0';
	if (n == 0)
		fault_add(&view.faults, "d1",
		    _("Days of the week: tick at least one. A facility that never "
		      "opens is closed on its own page."));
	if (view.faults.n > 0)
		return show(rq, 422, &view);
	status =
	    sql_place_days_set(rq->tx, rq->id, (int32_t)view.form.version, days, &row);
	if (status == ERR_NOT_FOUND) {
		view.clash = true;
		return show(rq, 409, &view);
	}
	TRY(status);
	return done(rq);
}

enum status
opening_holiday_add(struct request *rq)
{
	struct opening_view view;
	struct place_holiday_add_rows added;
	int64_t day, today;

	TRY(open_view(rq, &view));
	input_read(rq, holiday_inputs, &view.form, &view.faults);
	if (view.faults.n == 0 &&
	    (clock_parse_date(view.form.day, &day) != OK ||
		clock_parse_date(view.place->today, &today) != OK || day < today ||
		day > today + 800))
		fault_add(&view.faults, "day",
		    _("Day: choose one from today on, within the next two years."));
	if (view.faults.n > 0)
		return show(rq, 422, &view);
	TRY(sql_place_holiday_add(rq->tx, rq->id, view.form.day, view.form.name,
	    page_user(rq)->id, tx_now(rq->tx), &added));
	if (added.n == 0) {
		fault_add(&view.faults, "day",
		    _("Day: this is a holiday of the facility already."));
		return show(rq, 422, &view);
	}
	return done(rq);
}

/* Twice is fine: it opens on that day. */
enum status
opening_holiday_drop(struct request *rq)
{
	struct opening_view view;
	struct place_holiday_drop_rows gone;

	TRY(open_view(rq, &view));
	input_read(rq, drop_inputs, &view.form, &view.faults);
	if (view.faults.n > 0)
		return show(rq, 422, &view);
	TRY(sql_place_holiday_drop(rq->tx, rq->id, view.form.holiday, &gone));
	return done(rq);
}
