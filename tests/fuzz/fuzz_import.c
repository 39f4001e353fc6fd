/*
 * fuzz_import.c - any bytes as a register of clients: read or refused in words,
 * kept and read again the same, and every row either fit to be registered or
 * with words that say what is to be mended.
 */

#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/text.h"
#include "core/session.h"
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

	REQUIRE(import_read_kept(arena, import_kept(arena, file), &again) == OK);
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
mended_is_the_same(struct arena *arena, const struct import_report *report)
{
	struct import_file again;
	const char *fault;
	struct buf b;

	if (report->faulty.n == 0)
		return;
	buf_init(&b, arena);
	import_mend_begin(&b);
	for (size_t i = 0; i < report->faulty.n; i++)
		import_mend(&b, report->faulty.at[i].line, report->faulty.at[i].words);
	REQUIRE(import_read(arena, b.data, b.len, &again, &fault) == OK);
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
check_report(const struct import_report *report, size_t n)
{
	REQUIRE(report->good.n + report->faulty.n == n);
	REQUIRE(report->warned.n <= report->good.n);
	REQUIRE((*report->lines == '\0') == (report->good.n == 0));
	for (size_t i = 0; i < report->good.n; i++)
		check_registration(&report->good.at[i].registration);
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
	REQUIRE(import_check(&rq, HER_PLACE, file, &report) == OK);
	tx_rollback(rq.tx);
	check_report(&report, file->n);
	mended_is_the_same(arena, &report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct import_file file;
	const char *fault = NULL;

	fuzz_log_empty();
	if (import_read(arena, (const char *)data, size, &file, &fault) != OK) {
		REQUIRE(fault != NULL && *fault != '\0' && fuzz_is_text(fault));
	} else {
		REQUIRE(file.n > 0 && file.n <= IMPORT_CLIENTS);
		REQUIRE(fuzz_is_text(file.unread));
		kept_is_the_same(arena, &file);
		/* Each row asks the database a few times: not of every one. */
		if (file.n <= 8)
			check_rows(arena, &file);
	}
	arena_free(arena);
	return 0;
}
