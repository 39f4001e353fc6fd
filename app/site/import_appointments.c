/* import_appointments.c - rows of a file of appointments: see import_check.h. */

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "core/place.h"
#include "core/workflow.h"
#include "gen/sql.h"
#include "site/appointment_check.h"
#include "site/appointment_pages.h"
#include "site/import_check.h"
#include "site/page.h"
#include "site/show.h"

/* A row as it is read; day and hour are "" if they are none. */
struct asked {
	const struct import_line *line;
	const char *number, *day, *hour, *what, *note;
	struct faults faults;
	bool booked; /* he is expected so already */
};

struct checker {
	struct request *rq;
	const struct place_mine *place;
	struct import_dates dates;
	struct asked *at;
	size_t n;
};

static const char *
cell(const struct import_line *line, const char *field)
{
	return import_cell(&import_appointments, line, field);
}

/* Cells --------------------------------------------------------------------- */

static void
read_day(struct checker *c, struct asked *a)
{
	const char *typed = cell(a->line, "day");
	const char *fault = import_date_fault(c->rq->arena, &c->dates, a->line, "day");
	char iso[11];

	(void)clock_read_typed(typed, iso);
	if (fault != NULL)
		fault_add(&a->faults, "day", fault);
	else if (*typed == '\0')
		fault_add(&a->faults, "day", _("Day: please give it."));
	else
		a->day = arena_strdup(c->rq->arena, iso);
}

/* "9:00", "09:00:00" and "9.00" as spreadsheets and people write them. */
static void
read_hour(struct checker *c, struct asked *a)
{
	const char *typed = cell(a->line, "hour");
	size_t digits = strspn(typed, "0123456789");
	const char *rest = typed + digits;
	const char *hour = typed;

	if ((digits == 1 || digits == 2) && (*rest == ':' || *rest == '.') &&
	    strspn(rest + 1, "0123456789") >= 2 &&
	    (rest[3] == '\0' || strcmp(rest + 3, ":00") == 0))
		hour = arena_printf(c->rq->arena, "%s%.*s:%.2s", digits == 1 ? "0" : "",
		    (int)digits, typed, rest + 1);
	if (*typed == '\0')
		fault_add(&a->faults, "hour", _("Hour: please give it."));
	else if (place_minutes(hour) < 0)
		fault_add(&a->faults, "hour",
		    arena_printf(c->rq->arena,
			_("Hour: “%s” is none. Write hours and minutes, such as "
			  "14:30."),
			typed));
	else
		a->hour = hour;
}

static const char *
all_visits(struct arena *arena)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < w->nvisits; i++)
		buf_printf(&b, "%s%s",
		    i == 0                ? ""
		    : i + 1 == w->nvisits ? _(" or ")
					  : ", ",
		    appointment_what(arena, w->visits[i].name));
	return b.data;
}

/* By its name, or as the page calls it. */
static void
read_what(struct checker *c, struct asked *a)
{
	const struct workflow_appointments *w = &workflow()->appointments;
	struct arena *arena = c->rq->arena;
	const char *typed = text_fold(arena, cell(a->line, "what"));

	a->what = w->visits[w->nvisits - 1].name;
	if (*typed == '\0')
		return;
	for (size_t i = 0; i < w->nvisits; i++)
		if (strcmp(typed, w->visits[i].name) == 0 ||
		    strcmp(typed, text_fold(arena, appointment_what(arena,
						       w->visits[i].name))) == 0) {
			a->what = w->visits[i].name;
			return;
		}
	fault_add(&a->faults, "what",
	    arena_printf(arena, _("What for: write %s."), all_visits(arena)));
}

static void
read_note(struct checker *c, struct asked *a)
{
	a->note = cell(a->line, "note");
	if (text_length(a->note) > APPOINTMENT_NOTE_MAX)
		fault_add(&a->faults, "note",
		    arena_printf(c->rq->arena,
			_("Remark: please write at most %d letters."),
			APPOINTMENT_NOTE_MAX));
}

static void
read_row(struct checker *c, const struct import_line *line)
{
	struct asked *a = &c->at[c->n++];

	*a = (struct asked){
		.line = line, .number = cell(line, "number"), .day = "", .hour = ""
	};
	if (*a->number == '\0')
		fault_add(&a->faults, "number",
		    _("Number on the card: please give it. It says who is meant."));
	read_day(c, a);
	read_hour(c, a);
	read_what(c, a);
	read_note(c, a);
	appointment_check_typed(&a->faults, a->day, a->hour, c->place->today);
	if (fault_for(&a->faults, "day") != NULL)
		a->day = "";
}

/* What is known ------------------------------------------------------------- */

/* A name that is given must be his, so that a wrong number is nobody else's appointment. */
static void
check_name(struct checker *c, struct asked *a, const struct import_appointments *known)
{
	static const char *const fields[] = { "given_name", "family_name" };
	const char *const his[] = { known->given_name, known->family_name };
	struct arena *arena = c->rq->arena;

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const char *typed = cell(a->line, fields[i]);

		if (*typed == '\0' ||
		    strcmp(text_fold(arena, typed), text_fold(arena, his[i])) == 0)
			continue;
		fault_add(&a->faults, fields[i],
		    arena_printf(arena,
			_("Number on the card: %s is that of %s. Check the number "
			  "and the name."),
			a->number,
			show_name(arena, known->given_name, known->family_name)));
		return;
	}
}

/* Two rows for one man on one day: the second is told. */
static void
check_twice(struct checker *c, struct asked *a, size_t before)
{
	for (size_t i = 0; i < before; i++) {
		const struct asked *other = &c->at[i];

		if (other->faults.n == 0 && strcmp(other->number, a->number) == 0 &&
		    strcmp(other->day, a->day) == 0) {
			fault_add(&a->faults, "day",
			    arena_printf(c->rq->arena,
				_("Day: line %zu is for him on that day too. Leave one "
				  "of them out."),
				other->line->line));
			return;
		}
	}
}

static void
check_expected(
    struct checker *c, struct asked *a, const struct import_appointments *known)
{
	if (*known->hour == '\0')
		return;
	a->booked =
	    strcmp(known->hour, a->hour) == 0 && strcmp(known->what, a->what) == 0;
	if (!a->booked)
		fault_add(&a->faults, "day",
		    arena_printf(c->rq->arena,
			_("Day: he is expected on that day already, at %s: %s. Change "
			  "that appointment on his record, or leave this row out."),
			known->hour, appointment_what(c->rq->arena, known->what)));
}

static void
check_row(struct checker *c, size_t i, const struct import_appointments *known)
{
	struct asked *a = &c->at[i];

	if (*a->number != '\0' && known->patient_id == 0) {
		fault_add(&a->faults, "number",
		    arena_printf(c->rq->arena,
			_("Number on the card: nobody at %s has %s. Check the card, "
			  "or register him first."),
			c->place->name, a->number));
		return;
	}
	if (*a->number == '\0')
		return;
	check_name(c, a, known);
	if (known->died)
		fault_add(&a->faults, "day", _("He has died: he is not expected."));
	else if (!known->followed)
		fault_add(&a->faults, "day",
		    _("Day: only who is in follow-up is booked. A child is told of its "
		      "doses: see Doses on its record."));
	if (*a->day == '\0' || *a->hour == '\0')
		return;
	appointment_check_open(c->rq, &a->faults,
	    &(struct appointment_calendar){
		known->past, known->closed, known->opens_next, known->zone });
	if (a->faults.n == 0)
		check_twice(c, a, i);
	if (a->faults.n == 0)
		check_expected(c, a, known);
}

static enum status
look_up(struct checker *c, struct import_appointments_rows *known)
{
	struct arena *arena = c->rq->arena;
	const char **numbers, **days, **hours;

	ARENA_ARRAY(arena, numbers, c->n);
	ARENA_ARRAY(arena, days, c->n);
	ARENA_ARRAY(arena, hours, c->n);
	for (size_t i = 0; i < c->n; i++) {
		numbers[i] = c->at[i].number;
		days[i] = c->at[i].day;
		hours[i] = c->at[i].hour;
	}
	TRY(sql_import_appointments(c->rq->tx, c->place->id,
	    tx_text_array(c->rq->tx, numbers, c->n),
	    tx_text_array(c->rq->tx, days, c->n), tx_text_array(c->rq->tx, hours, c->n),
	    tx_now(c->rq->tx), known));
	return known->n == c->n ? OK : ERR_INTERNAL;
}

/* Report -------------------------------------------------------------------- */

static const char *
words_of(struct arena *arena, const struct faults *faults)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < faults->n; i++)
		buf_printf(&b, "%s%s", i > 0 ? " " : "", faults->at[i].message);
	return b.data;
}

static const char *
name_of(
    struct checker *c, const struct asked *a, const struct import_appointments *known)
{
	struct arena *arena = c->rq->arena;
	const char *typed =
	    show_name(arena, cell(a->line, "given_name"), cell(a->line, "family_name"));

	if (known->patient_id != 0 && fault_for(&a->faults, "given_name") == NULL &&
	    fault_for(&a->faults, "family_name") == NULL)
		return show_name(arena, known->given_name, known->family_name);
	return *typed != '\0' ? typed : a->number;
}

static void
report_of(struct checker *c, const struct import_appointments_rows *known,
    struct import_report *report)
{
	struct arena *arena = c->rq->arena;
	struct import_row *good, *faulty;

	ARENA_ARRAY(arena, good, c->n);
	ARENA_ARRAY(arena, faulty, c->n);
	*report = (struct import_report){ .good.at = good, .faulty.at = faulty };
	for (size_t i = 0; i < c->n; i++) {
		const struct asked *a = &c->at[i];
		const struct import_row row = { .line = a->line,
			.name = name_of(c, a, &known->at[i]),
			.phone = "",
			.words = words_of(arena, &a->faults),
			.warning = "",
			.appointment = { .patient_id = known->at[i].patient_id,
			    .user_id = page_user(c->rq)->id,
			    .day = a->day,
			    .hour = a->hour,
			    .what = a->what,
			    .note = a->note } };

		if (a->booked)
			report->known++;
		else if (a->faults.n > 0)
			faulty[report->faulty.n++] = row;
		else
			good[report->good.n++] = row;
	}
	report->lines = import_lines(arena, &report->good);
}

enum status
import_check_appointments(struct request *rq, int64_t place_id,
    const struct import_file *file, struct import_report *report)
{
	static const char *const dated[] = { "day" };
	struct checker c = { .rq = rq,
		.dates = import_dates(file, dated, COUNT_OF(dated)) };
	struct import_appointments_rows known;
	struct place_mine_rows places;

	if (workflow()->appointments.nvisits == 0)
		return ERR_NOT_FOUND;
	TRY(sql_place_mine(rq->tx, page_user(rq)->id, tx_now(rq->tx), &places));
	for (size_t i = 0; i < places.n; i++)
		if (places.at[i].id == place_id)
			c.place = &places.at[i];
	if (c.place == NULL)
		return ERR_NOT_FOUND;
	ARENA_ARRAY(rq->arena, c.at, file->n);
	for (size_t i = 0; i < file->n; i++)
		read_row(&c, &file->at[i]);
	TRY(look_up(&c, &known));
	for (size_t i = 0; i < c.n; i++)
		check_row(&c, i, &known.at[i]);
	report_of(&c, &known, report);
	return OK;
}
