/*
 * fuzz_import.c - any bytes as a register of clients and as a list of appointments: read
 * or refused in words, kept and read again the same, and every row either fit to be
 * registered or booked, or with words that say what is to be mended.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/text.h"
#include "core/place.h"
#include "core/session.h"
#include "core/workflow.h"
#include "ext/secret.h"
#include "house.h"
#include "site/import_check.h"

#define NURSE 201
#define HER_PLACE 101
#define TOKEN "fuzz-import-fuzz-import-fuzz-import-fuzz-im"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct arena *arena = arena_new();

	(void)argc;
	(void)argv;
	house_open();
	house_keep(arena_printf(arena,
	    "SELECT session_open(%d, '%s', 'csrf', business_now(), '12 h', "
	    "'192.0.2.1', "
	    "'fuzz')",
	    NURSE, secret_hash(arena, TOKEN)));
	arena_free(arena);
	return 0;
}

static void
kept_is_the_same(struct arena *arena, const struct import_file *file)
{
	struct import_file again;

	REQUIRE(import_read_kept(
		    arena, file->sheet, import_kept(arena, file), &again) == OK);
	REQUIRE(again.n == file->n);
	for (size_t i = 0; i < file->n; i++) {
		REQUIRE(again.at[i].line == file->at[i].line);
		for (size_t k = 0; k < IMPORT_COLUMNS; k++)
			REQUIRE(
			    strcmp(again.at[i].cells[k], file->at[i].cells[k]) == 0);
	}
}

/* What goes out to be mended comes back as it was. */
static void
mended_is_the_same(struct arena *arena, const struct import_sheet *sheet,
    const struct import_report *report)
{
	struct import_file again;
	const char *fault;
	struct buf b;

	if (report->faulty.n == 0)
		return;
	buf_init(&b, arena);
	import_mend_begin(&b, sheet);
	for (size_t i = 0; i < report->faulty.n; i++)
		import_mend(
		    &b, sheet, report->faulty.at[i].line, report->faulty.at[i].words);
	REQUIRE(import_read(arena, sheet, b.data, b.len, &again, &fault) == OK);
	REQUIRE(again.n == report->faulty.n);
	for (size_t i = 0; i < again.n; i++)
		for (size_t k = 0; k < IMPORT_COLUMNS; k++)
			REQUIRE(strcmp(again.at[i].cells[k],
				    report->faulty.at[i].line->cells[k]) == 0);
}

static void
check_registration(const struct registration *r)
{
	int64_t day;

	REQUIRE(r->place_id == HER_PLACE && r->user_id == NURSE);
	REQUIRE(*r->facts.given_name != '\0' && fuzz_is_text(r->facts.given_name));
	REQUIRE(clock_parse_date(r->facts.birth_date, &day) == OK);
	REQUIRE(clock_parse_date(r->enrolment.anchor_date, &day) == OK);
	REQUIRE(clock_parse_date(r->enrolment.consent_date, &day) == OK);
	REQUIRE(r->facts.phone[0] == '+');
}

static void
check_appointment(const struct appointment_new *a)
{
	int64_t day;

	REQUIRE(a->patient_id != 0 && a->user_id == NURSE);
	REQUIRE(clock_parse_date(a->day, &day) == OK);
	REQUIRE(place_minutes(a->hour) >= 0);
	REQUIRE(workflow_visit_named(a->what) != NULL);
	REQUIRE(fuzz_is_text(a->note) && text_length(a->note) <= APPOINTMENT_NOTE_MAX);
}

static void
check_report(
    const struct import_report *report, const struct import_sheet *sheet, size_t n)
{
	REQUIRE(report->good.n + report->faulty.n + report->known == n);
	REQUIRE(report->warned.n <= report->good.n);
	REQUIRE((*report->lines == '\0') == (report->good.n == 0));
	for (size_t i = 0; i < report->good.n; i++)
		if (sheet == &import_clients)
			check_registration(&report->good.at[i].registration);
		else
			check_appointment(&report->good.at[i].appointment);
	for (size_t i = 0; i < report->faulty.n; i++)
		REQUIRE(*report->faulty.at[i].words != '\0' &&
			fuzz_is_text(report->faulty.at[i].words));
}

static void
check_rows(struct arena *arena, const struct import_file *file)
{
	struct request rq = { .arena = arena };
	const struct session_resume *nurse;
	struct import_report report;

	REQUIRE(tx_begin(house_site, arena, TX_READ, &rq.tx) == OK);
	REQUIRE(session_resume(rq.tx, TOKEN, &nurse) == OK);
	rq.who = (void *)(uintptr_t)nurse;
	REQUIRE((file->sheet == &import_clients ? import_check_clients
						: import_check_appointments)(
		    &rq, HER_PLACE, file, &report) == OK);
	tx_rollback(rq.tx);
	check_report(&report, file->sheet, file->n);
	mended_is_the_same(arena, file->sheet, &report);
}

static void
read_as(struct arena *arena, const struct import_sheet *sheet, const uint8_t *data,
    size_t size)
{
	struct import_file file;
	const char *fault = NULL;

	if (import_read(arena, sheet, (const char *)data, size, &file, &fault) != OK) {
		REQUIRE(fault != NULL && *fault != '\0' && fuzz_is_text(fault));
		return;
	}
	REQUIRE(file.n > 0 && file.n <= IMPORT_ROWS);
	REQUIRE(fuzz_is_text(file.unread));
	kept_is_the_same(arena, &file);
	/* Each row asks the database a few times: not of every one. */
	if (file.n <= 8)
		check_rows(arena, &file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();

	fuzz_log_empty();
	read_as(arena, &import_clients, data, size);
	read_as(arena, &import_appointments, data, size);
	arena_free(arena);
	return 0;
}
