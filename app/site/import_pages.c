/*
 * import_pages.c - registering clients and booking appointments that stand in a file:
 * brought, seen, agreed to.
 */

#include "site/import_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/workflow.h"
#include "db/query.h"
#include "gen/import_appointments.h"
#include "gen/import_new.h"
#include "gen/import_show.h"
#include "site/page.h"
#include "site/pages.h"
#include "site/show.h"

#define KEPT (24 * HOUR) /* as sql/queries/import_get.sql has it */

struct import_form {
	int64_t place_id;
};
struct agreed_form {
	const char *lines;
};

/* clang-format off */
static const struct input inputs[] = {
	INPUT_NUMBER(struct import_form, place_id, .label = N_("Facility"), .min = 1, .max = INT64_MAX),
	INPUT_END
};
static const struct input agreed_inputs[] = {
	INPUT_TEXT(struct agreed_form, lines, .max = 20000),
	INPUT_END
};
/* clang-format on */

/* What a file may be about. */
typedef enum status save_rows(struct request *, const struct import_row_rows *);
static save_rows register_all, book_all;
typedef void render_new(
    struct buf *, const struct page *, const struct import_new_view *);
typedef void render_show(
    struct buf *, const struct page *, const struct import_show_view *);

static const struct import_kind {
	const struct import_sheet *sheet;
	const char *title, *room; /* of its pages */
	const char *file; /* its template's name */
	import_check_rows *check;
	save_rows *save;
	render_new *render_new;
	render_show *render_show;
} kinds[] = {
	{ &import_clients, N_("Register from a file"), "patients", "register.csv",
	    import_check_clients, register_all, render_import_new, render_import_show },
	{ &import_appointments, N_("Book from a file"), "tasks", "appointments.csv",
	    import_check_appointments, book_all, render_import_appointments_new,
	    render_import_appointments_show },
};
#define CLIENTS (&kinds[0])
#define APPOINTMENTS (&kinds[1])

static const struct import_kind *
kind_of(const struct import_get *import)
{
	return strcmp(import->kind, import_appointments.name) == 0 ? APPOINTMENTS
								   : CLIENTS;
}

/* Bringing it. */

static enum status
show_new(struct request *rq, int code, const struct import_kind *kind,
    struct import_new_view *v)
{
	struct page page;

	TRY(page_open(rq, &page, _(kind->title), kind->room));
	page.faulty = v->faults.n > 0;
	kind->render_new(reply_html(rq, code), &page, v);
	return OK;
}

static const char *
id_text(struct request *rq, int64_t id)
{
	return arena_printf(rq->arena, "%" PRId64, id);
}

static enum status
bring(struct request *rq, const struct import_kind *kind)
{
	struct import_new_view v = { .sheet = kind->sheet, .place_id = "" };
	struct register_view places;

	TRY(register_form_open(rq, &places));
	v.places = places.place_options;
	v.place_id = id_text(rq, places.place->id);
	return show_new(rq, 200, kind, &v);
}

static enum status
give_template(struct request *rq, const struct import_kind *kind)
{
	struct register_view places;

	TRY(register_form_open(rq, &places));
	import_template(reply_file(rq, "text/csv; charset=utf-8", kind->file),
	    kind->sheet, places.place->today);
	return OK;
}

static void
read_file(struct request *rq, const struct import_sheet *sheet,
    struct import_file *file, struct faults *faults)
{
	const struct multipart_part *part = request_file(rq, "file");
	const char *fault;

	if (part == NULL || *part->file_name == '\0' || part->len == 0)
		fault_add(
		    faults, "file", _("File: please choose one that is not empty."));
	else if (import_read(rq->arena, sheet, part->data, part->len, file, &fault) !=
		 OK)
		fault_add(faults, "file",
		    arena_printf(rq->arena, "%s: %s", _("File"), fault));
}

static enum status
take(struct request *rq, const struct import_kind *kind)
{
	struct import_new_view v = { .sheet = kind->sheet, .place_id = "" };
	struct register_view places;
	struct import_form form = { 0 };
	struct import_file file;
	const struct import_add *row;

	TRY(register_form_open(rq, &places));
	input_read(rq, inputs, &form, &v.faults);
	if (places.places.n == 1 && form.place_id == 0)
		form.place_id = places.place->id;
	if (!register_form_place(&places, form.place_id))
		fault_add(
		    &v.faults, "place_id", _("Facility: please choose one of yours."));
	v.places = places.place_options;
	v.place_id = id_text(rq, places.place->id);
	read_file(rq, kind->sheet, &file, &v.faults);
	if (v.faults.n > 0)
		return show_new(rq, 422, kind, &v);
	TRY(sql_import_drop(rq->tx, page_user(rq)->id));
	TRY(sql_import_add(rq->tx, kind->sheet->name, places.place->id,
	    page_user(rq)->id, tx_now(rq->tx), request_file(rq, "file")->file_name,
	    import_kept(rq->arena, &file), (int32_t)file.n, file.unread, &row));
	return page_done(rq, "/imports/%" PRId64, row->id);
}

enum status
import_new(struct request *rq)
{
	return bring(rq, CLIENTS);
}

enum status
import_template_file(struct request *rq)
{
	return give_template(rq, CLIENTS);
}

enum status
import_take(struct request *rq)
{
	return take(rq, CLIENTS);
}

enum status
import_appointments_new(struct request *rq)
{
	return workflow()->appointments.nvisits > 0 ? bring(rq, APPOINTMENTS)
						    : ERR_NOT_FOUND;
}

enum status
import_appointments_template(struct request *rq)
{
	return give_template(rq, APPOINTMENTS);
}

enum status
import_appointments_take(struct request *rq)
{
	return take(rq, APPOINTMENTS);
}

/* Seeing what will happen. */

static struct import_row_rows
first_of(struct import_row_rows rows)
{
	rows.n = rows.n < IMPORT_SHOWN ? rows.n : IMPORT_SHOWN;
	return rows;
}

/* Of a file that has been used, what stood in the way of a row may be gone by now. */
static void
nothing_is_good(struct request *rq, struct import_report *report)
{
	const struct import_row_rows good = report->good, faulty = report->faulty;
	struct import_row *all;

	ARENA_ARRAY(rq->arena, all, good.n + faulty.n);
	for (size_t i = 0; i < faulty.n; i++)
		all[i] = faulty.at[i];
	for (size_t i = 0; i < good.n; i++) {
		all[faulty.n + i] = good.at[i];
		all[faulty.n + i].words = _("Nothing any more: bring this row again.");
	}
	*report =
	    (struct import_report){ .faulty = { all, good.n + faulty.n }, .lines = "" };
}

static enum status
look(struct request *rq, struct import_show_view *v)
{
	struct import_file file;

	TRY(sql_import_get(rq->tx, rq->id, tx_now(rq->tx), &v->import));
	v->until = show_moment(
	    rq->arena, v->import->at + KEPT, tx_now(rq->tx), v->import->zone);
	if (import_read_kept(
		rq->arena, kind_of(v->import)->sheet, v->import->content, &file) != OK)
		return ERR_INTERNAL;
	TRY(kind_of(v->import)->check(rq, v->import->place_id, &file, &v->report));
	if (v->import->registered_at != 0)
		nothing_is_good(rq, &v->report);
	return OK;
}

static enum status
show_report(struct request *rq, int code, struct import_show_view *v)
{
	const struct import_kind *kind = kind_of(v->import);
	struct page page;

	TRY(page_open(rq, &page, _(kind->title), kind->room));
	page_in_zone(rq, &page, v->import->zone);
	page.faulty = v->changed;
	v->faulty = first_of(v->report.faulty);
	v->warned = first_of(v->report.warned);
	v->good = first_of(v->report.good);
	rq->reply.shown = "import";
	rq->reply.shown_id = rq->id;
	kind->render_show(reply_html(rq, code), &page, v);
	return OK;
}

enum status
import_show(struct request *rq)
{
	struct import_show_view v = { .changed = false };

	TRY(look(rq, &v));
	return show_report(rq, 200, &v);
}

enum status
import_mend_file(struct request *rq)
{
	struct import_show_view v = { .changed = false };
	struct buf *b;

	TRY(look(rq, &v));
	b = reply_file(rq, "text/csv; charset=utf-8", "to-mend.csv");
	import_mend_begin(b, kind_of(v.import)->sheet);
	for (size_t i = 0; i < v.report.faulty.n; i++)
		import_mend(b, kind_of(v.import)->sheet, v.report.faulty.at[i].line,
		    v.report.faulty.at[i].words);
	rq->reply.shown = "import";
	rq->reply.shown_id = rq->id;
	return OK;
}

/* Agreeing to it. */

/* Those with a number on their card; how many have none. */
static enum status
register_numbered(
    struct request *rq, const struct import_row_rows *rows, size_t *numberless)
{
	const char **numbers;
	size_t n = 0;
	int64_t id;

	ARENA_ARRAY(rq->arena, numbers, rows->n);
	for (size_t i = 0; i < rows->n; i++)
		if (*rows->at[i].registration.facts.number != '\0')
			numbers[n++] = rows->at[i].registration.facts.number;
	*numberless = rows->n - n;
	if (n == 0)
		return OK;
	TRY(sql_patient_numbers_given(rq->tx, rows->at[0].registration.place_id,
	    tx_text_array(rq->tx, numbers, n)));
	for (size_t i = 0; i < rows->n; i++)
		if (*rows->at[i].registration.facts.number != '\0')
			TRY(registration_save(rq->tx, &rows->at[i].registration, &id));
	return OK;
}

/* The others come after them: the next free numbers must not be theirs. */
static enum status
register_all(struct request *rq, const struct import_row_rows *rows)
{
	const struct patient_next_number *next;
	const char *number;
	size_t numberless;
	int64_t id;

	TRY(register_numbered(rq, rows, &numberless));
	if (numberless == 0)
		return OK;
	TRY(sql_patient_next_number(
	    rq->tx, rows->at[0].registration.place_id, (int32_t)numberless, &next));
	number = next->number;
	for (size_t i = 0; i < rows->n; i++) {
		struct registration r = rows->at[i].registration;

		if (*r.facts.number != '\0')
			continue;
		r.facts.number = number;
		TRY(registration_save(rq->tx, &r, &id));
		number = patient_number_after(rq->arena, number);
	}
	return OK;
}

static enum status
book_all(struct request *rq, const struct import_row_rows *rows)
{
	int64_t id;

	for (size_t i = 0; i < rows->n; i++)
		TRY(appointment_book(rq->tx, &rows->at[i].appointment, &id));
	return OK;
}

static enum status
keep_the_faulty(struct request *rq, const struct import_show_view *v)
{
	const struct import_row_rows *faulty = &v->report.faulty;
	struct import_line *lines;
	struct import_file file;

	ARENA_ARRAY(rq->arena, lines, faulty->n);
	for (size_t i = 0; i < faulty->n; i++)
		lines[i] = *faulty->at[i].line;
	file = (struct import_file){ .sheet = kind_of(v->import)->sheet,
		.at = lines,
		.n = faulty->n,
		.unread = "" };
	return sql_import_used(rq->tx, rq->id, import_kept(rq->arena, &file),
	    (int32_t)faulty->n, (int32_t)v->report.good.n, tx_now(rq->tx),
	    page_user(rq)->id);
}

enum status
import_register(struct request *rq)
{
	struct import_show_view v = { .changed = false };
	struct agreed_form agreed;
	struct faults faults = { .n = 0 };
	const struct import_lock *locked;
	enum status status;

	TRY(sql_import_lock(rq->tx, rq->id, tx_now(rq->tx), &locked));
	TRY(look(rq, &v));
	if (v.import->registered_at != 0)
		return page_done(rq, "/imports/%" PRId64, rq->id);
	input_read(rq, agreed_inputs, &agreed, &faults);
	v.changed = faults.n > 0 || v.report.good.n == 0 ||
		    strcmp(agreed.lines, v.report.lines) != 0;
	if (v.changed)
		return show_report(rq, 409, &v);
	TRY(tx_savepoint(rq->tx));
	status = kind_of(v.import)->save(rq, &v.report.good);
	if (status == ERR_CONFLICT) {
		TRY(tx_back_to_savepoint(rq->tx));
		v.changed = true;
		TRY(look(rq, &v));
		return show_report(rq, 409, &v);
	}
	TRY(status);
	TRY(keep_the_faulty(rq, &v));
	return page_done(rq, "/imports/%" PRId64, rq->id);
}
