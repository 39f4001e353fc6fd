/* test_form_store.c - forms with their versions, drafts, and reports that come of them. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/report.h"
#include "core/task.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "site_test.h"

#define ONCE "0f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e"
#define OTHER_ONCE "1f1c2d0e-5b1a-4c1e-9a57-1d2f3b4c5d6e"

/*
 * Of one question after the other: what happened, a note, when to try again, how bad;
 * and, if "more" is answered with yes, a person and a report of a visit.
 */
static const char form_xml[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
    "xmlns:h=\"http://www.w3.org/1999/xhtml\" "
    "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>Test call</h:title>"
    "<model><instance><potential_ae id=\"potential_ae\" version=\"1\">"
    "<inputs><source>user</source><source_id/><contact><_id/><name/><parent><_id/>"
    "</parent></contact></inputs>"
    "<patient_uuid tag=\"hidden\"/><who tag=\"hidden\"/>"
    "<outcome/><note/><again><next_try/></again>"
    "<wound><escalate/><severity/></wound><sign/><more/>"
    "<person db-doc=\"true\" tag=\"hidden\"><type>person</type><name/>"
    "<date_of_birth/><phone/><patient_id/></person>"
    "<visit db-doc=\"true\" tag=\"hidden\"><type>data_record</type>"
    "<form>client_visit</form><fields><patient_id/><visit_date/></fields></visit>"
    "<meta tag=\"hidden\"><instanceID/></meta></potential_ae></instance>"
    "<instance id=\"contact-summary\"/>"
    "<bind nodeset=\"/potential_ae/inputs\" relevant=\"./source = 'user'\"/>"
    "<bind nodeset=\"/potential_ae/patient_uuid\" type=\"string\" "
    "calculate=\"../inputs/contact/_id\"/>"
    "<bind nodeset=\"/potential_ae/who\" type=\"string\" "
    "calculate=\"../inputs/contact/name\"/>"
    "<bind nodeset=\"/potential_ae/outcome\" type=\"string\" required=\"true()\"/>"
    "<bind nodeset=\"/potential_ae/note\" type=\"string\"/>"
    "<bind nodeset=\"/potential_ae/again/next_try\" type=\"string\" "
    "relevant=\"/potential_ae/outcome = 'not-reached'\"/>"
    "<bind nodeset=\"/potential_ae/person\" "
    "relevant=\"/potential_ae/more = 'yes'\"/>"
    "<bind nodeset=\"/potential_ae/visit\" "
    "relevant=\"/potential_ae/more = 'yes'\"/>"
    "<bind nodeset=\"/potential_ae/visit/fields/visit_date\" type=\"string\" "
    "calculate=\"format-date(today(), '%Y-%m-%d')\"/>"
    "</model></h:head><h:body>"
    "<input ref=\"/potential_ae/outcome\"><label>Outcome</label></input>"
    "<input ref=\"/potential_ae/note\"><label>Note</label></input>"
    "<input ref=\"/potential_ae/again/next_try\"><label>Next try</label></input>"
    "<input ref=\"/potential_ae/wound/escalate\"><label>Escalate</label></input>"
    "<input ref=\"/potential_ae/wound/severity\"><label>Severity</label></input>"
    "<input ref=\"/potential_ae/sign\"><label>Sign</label></input>"
    "<input ref=\"/potential_ae/more\"><label>More</label></input>"
    "<group ref=\"/potential_ae/inputs\" appearance=\"hidden\"><label>In</label>"
    "<input ref=\"/potential_ae/inputs/source_id\"><label>Id</label></input></group>"
    "<group ref=\"/potential_ae/visit\" appearance=\"hidden\"><label>Visit</label>"
    "<input ref=\"/potential_ae/visit/fields/patient_id\"><label>Whose</label></input>"
    "</group>"
    "<group ref=\"/potential_ae/person\"><label>Person</label>"
    "<input ref=\"/potential_ae/person/name\"><label>Name</label></input>"
    "<input ref=\"/potential_ae/person/date_of_birth\"><label>Born</label></input>"
    "<input ref=\"/potential_ae/person/phone\"><label>Phone</label></input>"
    "<input ref=\"/potential_ae/person/patient_id\"><label>Card</label></input>"
    "</group></h:body></h:html>";

/* ------------------------------------------------------------- helpers --- */

/* A transaction as the site has it for this person. */
static struct tx *
as_of(struct db *db, int64_t user)
{
	struct tx *tx;

	ck_assert_int_eq(tx_begin(db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    tx_script(tx, arena_printf(site_arena(),
			      "SELECT set_config('app.user_id', '%lld', true), "
			      "set_config('app.role', '%s', true), "
			      "set_config('app.places', '%s', true)",
			      (long long)user,
			      user == ADA     ? "admin"
			      : user == NOMSA ? "supervisor"
					      : "nurse",
			      user == ADA     ? "{}"
			      : user == JOYCE ? "{102}"
			      : user == ALICE ? "{103}"
			      : user == NOMSA ? "{101,102}"
					      : "{101}")),
	    OK);
	return tx;
}

static struct tx *
as(int64_t user)
{
	return as_of(test_db, user);
}

static enum status
store(struct tx *tx, const char *name, const char *xml, bool again,
    struct form_stored *stored)
{
	return form_store_put(tx,
	    &(struct form_file){ .name = name,
		.xml = xml,
		.len = strlen(xml),
		.user_id = again ? ADA : 0,
		.again = again },
	    stored);
}

/* By the owner, as the command does it. */
static void
published(const char *name, const char *xml)
{
	struct form_stored stored;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	if (store(tx, name, xml, false, &stored) != OK)
		ck_abort_msg("%d: %s",
		    stored.faults.n > 0 ? stored.faults.at[0].line : 0,
		    stored.faults.n > 0 ? stored.faults.at[0].what : "");
	ck_assert_int_eq(tx_commit(tx), OK);
}

/* With the words changed: another version. */
static const char *
titled(const char *title)
{
	const char *at = strstr(form_xml, "Test call");

	return arena_printf(site_arena(), "%.*s%s%s", (int)(at - form_xml), form_xml,
	    title, at + strlen("Test call"));
}

/* The same form by another name. */
static const char *
called(const char *name)
{
	static const char old[] = "potential_ae";
	const char *all = "", *from = form_xml, *at;

	for (; (at = strstr(from, old)) != NULL; from = at + strlen(old))
		all = arena_printf(
		    site_arena(), "%s%.*s%s", all, (int)(at - from), from, name);
	return arena_printf(site_arena(), "%s%s", all, from);
}

/* A task about a patient that is to be done with the form. */
static int64_t
task(int patient)
{
	site_sql(
	    "INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, "
	    "source, priority, starts_at, due_at, created_at) SELECT place_id, id, "
	    "id + 100, id + 200, 'problem', 'test:' || gen_random_uuid(), 2, "
	    "business_now(), business_now() + interval '1 hour', business_now() FROM "
	    "patient WHERE id = %d",
	    patient);
	return site_number("SELECT max(id) FROM task");
}

static enum status
try_open(struct tx *tx, int64_t user, int64_t task_id, struct form_filling *f)
{
	return form_filling_open(
	    tx, &(struct form_subject){ .user_id = user, .task_id = task_id }, "en", f);
}

static void
answer(struct form_filling *f, const char *field, const char *value)
{
	const char *name = form_name_of(f->entry, field), *why = NULL;

	ck_assert_msg(name != NULL, "%s", field);
	ck_assert_msg(form_put(f->entry, name, value, &why) == OK, "%s: %s", field,
	    why != NULL ? why : "");
	ck_assert_int_eq(form_compute(f->entry, &why), OK);
}

static void
begin(void)
{
	site_test_begin();
	published("potential_ae", form_xml);
}

/* The whole of a call: opened, answered, saved. */
static enum status
save(int64_t user, int64_t task_id, const char *once, const char *outcome,
    const char *note, struct report_saved *saved)
{
	struct form_filling f;
	struct tx *tx = as(user);
	enum status status;

	ck_assert_int_eq(try_open(tx, user, task_id, &f), OK);
	answer(&f, "outcome", outcome);
	answer(&f, "note", note);
	status = report_save(tx, &f,
	    &(struct report_send){ .once = once, .task_version = f.task_version },
	    saved);
	ck_assert_int_eq(tx_end(tx, status), status);
	return status;
}

/* -------------------------------------------------------------- versions --- */

START_TEST(a_version_is_kept_once)
{
	struct form_stored stored;
	struct tx *tx;

	published("potential_ae", form_xml);
	ck_assert_str_eq(site_text("SELECT count(*) FROM form_version"), "1");
	published("potential_ae", titled("Another call"));
	ck_assert_str_eq(
	    site_text("SELECT string_agg(number || ' ' || title, ', ' ORDER BY number) "
		      "FROM form_version"),
	    "1 Test call, 2 Another call");
	/* Published once more, what was first does not take its place. */
	published("potential_ae", form_xml);
	ck_assert_str_eq(site_text("SELECT count(*) FROM form_version"), "2");
	/* An administrator may want it back. */
	tx = as(ADA);
	ck_assert_int_eq(store(tx, "potential_ae", form_xml, true, &stored), OK);
	ck_assert_int_eq(stored.number, 3);
	ck_assert(stored.fresh);
	ck_assert_int_eq(store(tx, "potential_ae", form_xml, true, &stored), OK);
	ck_assert_int_eq(stored.number, 3);
	ck_assert(!stored.fresh);
	ck_assert_int_eq(tx_commit(tx), OK);
	/* Nobody else may. */
	tx = as(RUDO);
	ck_assert_int_ne(store(tx, "potential_ae", titled("Mine"), true, &stored), OK);
	tx_rollback(tx);
}
END_TEST

/* More than a program keeps: those in somebody's hand stay, however large they are. */
START_TEST(large_forms_are_held_while_they_are_in_hand)
{
	enum { FORMS = 4, PADDING = 900 * 1024 };
	char *padding = arena_alloc(site_arena(), PADDING + 1);
	const struct form *forms[FORMS];

	memset(padding, 'x', PADDING);
	for (int i = 0; i < FORMS; i++)
		published("potential_ae",
		    arena_printf(site_arena(), "%s<!--%s-->",
			titled(arena_printf(site_arena(), "Call %d", i)), padding));
	for (int round = 0; round < 2; round++) {
		struct tx *tx = as(RUDO);

		for (int i = 0; i < FORMS; i++)
			ck_assert_int_eq(
			    form_store_load(tx,
				strtoll(site_text("SELECT id FROM form_version "
						  "WHERE title = 'Call %d'",
					    i),
				    NULL, 10),
				&forms[i]),
			    OK);
		for (int i = 0; i < FORMS; i++)
			ck_assert_str_eq(form_title(forms[i]),
			    arena_printf(site_arena(), "Call %d", i));
		tx_rollback(tx);
	}
}
END_TEST

/* Its choices would stay empty, and nobody would know why. */
START_TEST(a_form_that_reads_a_file_is_refused)
{
	const char *at = strstr(form_xml, "<instance id=\"contact-summary\"/>");
	const char *reads = arena_printf(site_arena(),
	    "%.*s\n<instance id=\"f\" src=\"jr://file/f.xml\"/>%s",
	    (int)(at - form_xml), form_xml, at);
	struct form_stored stored;
	struct tx *tx = as(ADA);

	ck_assert_int_eq(store(tx, "reads", reads, true, &stored), ERR_INVALID);
	ck_assert_uint_eq(stored.faults.errors, 1);
	ck_assert_int_eq(stored.faults.at[0].line, 2);
	ck_assert(strstr(stored.faults.at[0].what, "the file f.xml") != NULL);
	tx_rollback(tx);
}
END_TEST

/* Every reading of it is right, and nobody could ever open it. */
START_TEST(a_form_that_cannot_be_begun_is_refused)
{
	static const char endless[] =
	    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
	    "xmlns:h=\"http://www.w3.org/1999/xhtml\" "
	    "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><model><instance>"
	    "<endless id=\"endless\"><g><a/></g></endless></instance></model></h:head>"
	    "<h:body><group ref=\"/endless/g\"><repeat nodeset=\"/endless/g\" "
	    "jr:count=\"1000000000\"><input ref=\"/endless/g/a\"><label>A</label>"
	    "</input></repeat></group></h:body></h:html>";
	struct form_stored stored;
	struct tx *tx = as(ADA);

	ck_assert_int_eq(store(tx, "endless", endless, true, &stored), ERR_INVALID);
	ck_assert_uint_eq(stored.faults.errors, 1);
	ck_assert_str_eq(stored.faults.at[0].what,
	    "it cannot be filled in: /endless/g would be repeated more than 500 times");
	tx_rollback(tx);
}
END_TEST

START_TEST(what_becomes_a_document_is_a_person_or_a_report)
{
	const char *at = strstr(form_xml, "<type>person</type>");
	const char *clinic = arena_printf(site_arena(), "%.*s<type>clinic</type>%s",
	    (int)(at - form_xml), form_xml, at + strlen("<type>person</type>"));
	const char *none = arena_printf(site_arena(), "%.*s<type/>%s",
	    (int)(at - form_xml), form_xml, at + strlen("<type>person</type>"));
	struct form_stored stored;
	struct tx *tx = as(ADA);

	ck_assert_int_eq(store(tx, "clinics", clinic, true, &stored), ERR_INVALID);
	ck_assert_uint_eq(stored.faults.errors, 1);
	ck_assert(strstr(stored.faults.at[0].what, "type clinic") != NULL);
	ck_assert_int_eq(stored.faults.at[0].line, 1);
	ck_assert_int_eq(store(tx, "none", none, true, &stored), ERR_INVALID);
	ck_assert(strstr(stored.faults.at[0].what, "does not say") != NULL);
	ck_assert_int_eq(store(tx, "a b", form_xml, true, &stored), ERR_INVALID);
	ck_assert_int_eq(store(tx, "", form_xml, true, &stored), ERR_INVALID);
	ck_assert_int_eq(store(tx, "x", "<html>", true, &stored), ERR_INVALID);
	ck_assert_int_eq(store(tx, "x", "\xff\xfe<", true, &stored), ERR_INVALID);
	ck_assert(strstr(stored.faults.at[0].what, "UTF-8") != NULL);
	tx_rollback(tx);
	ck_assert_int_eq(site_number("SELECT count(*) FROM form"), 1);
}
END_TEST

START_TEST(which_form_a_task_opens)
{
	int64_t problem = task(TINASHE), other = task(BRIAN);
	struct tx *tx;
	const char *name;

	tx = as(RUDO);
	/* workflow.json says so of its kind. */
	ck_assert_int_eq(form_of_task(tx, problem, RUDO, &name), OK);
	ck_assert_str_eq(name, "potential_ae");
	/* Who does not see the task, sees no form. */
	tx_rollback(tx);
	tx = as(ALICE);
	ck_assert_int_eq(form_of_task(tx, problem, ALICE, &name), ERR_NOT_FOUND);
	tx_rollback(tx);
	published("own", form_xml);
	site_sql(
	    "UPDATE task SET actions = '[{\"form\": \"gone\"}, {\"form\": \"own\"}]' "
	    "WHERE id = %" PRId64,
	    other);
	tx = as(RUDO);
	ck_assert_int_eq(form_of_task(tx, other, RUDO, &name), OK);
	ck_assert_str_eq(name, "own");
	tx_rollback(tx);
	site_sql("UPDATE form SET retired_at = business_now() WHERE name = 'own'");
	tx = as(RUDO);
	ck_assert_int_eq(form_of_task(tx, other, RUDO, &name), OK);
	ck_assert_str_eq(name, "potential_ae");
	tx_rollback(tx);
	site_sql("UPDATE form SET retired_at = business_now()");
	tx = as(RUDO);
	ck_assert_int_eq(form_of_task(tx, other, RUDO, &name), ERR_NOT_FOUND);
	tx_rollback(tx);
}
END_TEST

/* ---------------------------------------------------------------- drafts --- */

START_TEST(a_draft_is_kept_and_found_again)
{
	int64_t id = task(TINASHE);
	struct form_filling f;
	struct tx *tx = as(RUDO);

	ck_assert_int_eq(try_open(tx, RUDO, id, &f), OK);
	ck_assert_int_eq(f.draft_id, 0);
	ck_assert_str_eq(f.name, "potential_ae");
	ck_assert_str_eq(form_value(f.entry, "who"), "Tinashe Moyo");
	ck_assert_str_eq(form_value(f.entry, "patient_uuid"), "patient-401");
	answer(&f, "note", "He said \"it <hurts> & burns\"");
	ck_assert_int_eq(form_filling_keep(tx, &f, 0, 0), OK);
	ck_assert_int_eq(f.draft_version, 1);
	ck_assert_int_eq(tx_commit(tx), OK);

	tx = as(RUDO);
	ck_assert_int_eq(try_open(tx, RUDO, id, &f), OK);
	ck_assert_int_ne(f.draft_id, 0);
	ck_assert_str_eq(form_value(f.entry, "note"), "He said \"it <hurts> & burns\"");
	/* Another tab, of a moment before this one. */
	answer(&f, "note", "newer");
	ck_assert_int_eq(form_filling_keep(tx, &f, 1, 0), OK);
	ck_assert_int_eq(form_filling_keep(tx, &f, 1, 0), OK); /* the same twice */
	answer(&f, "note", "older");
	ck_assert_int_eq(form_filling_keep(tx, &f, 1, 0), ERR_CONFLICT);
	ck_assert_int_eq(form_filling_keep(tx, &f, 0, 0), ERR_CONFLICT);
	ck_assert_int_eq(tx_commit(tx), OK);

	/* Another nurse begins her own, and sees who else is at it. */
	tx = as(TENDAI);
	ck_assert_int_eq(try_open(tx, TENDAI, id, &f), OK);
	ck_assert_int_eq(f.draft_id, 0);
	ck_assert_str_eq(form_value(f.entry, "note"), "");
	{
		struct form_fillers_rows rows;

		ck_assert_int_eq(sql_form_fillers(tx, id, tx_now(tx), &rows), OK);
		ck_assert_uint_eq(rows.n, 1);
		ck_assert_str_eq(rows.at[0].name, "Sr Rudo Makoni");
	}
	answer(&f, "note", "Tendai's");
	ck_assert_int_eq(form_filling_keep(tx, &f, 0, 0), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 2);

	tx = as(RUDO);
	ck_assert_int_eq(form_filling_discard(tx,
			     &(struct form_subject){ .user_id = RUDO, .task_id = id }),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(user_id::text, ' ') FROM form_draft"), "202");
	/* Elsewhere nobody sees anything of it. */
	tx = as(ALICE);
	ck_assert_int_eq(try_open(tx, ALICE, id, &f), ERR_NOT_FOUND);
	tx_rollback(tx);
}
END_TEST

START_TEST(a_draft_keeps_its_version)
{
	int64_t id = task(TINASHE);
	struct form_filling f;
	struct tx *tx = as(RUDO);

	ck_assert_int_eq(try_open(tx, RUDO, id, &f), OK);
	answer(&f, "note", "before");
	ck_assert_int_eq(form_filling_keep(tx, &f, 0, 0), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	published("potential_ae", titled("Another call"));
	site_sql("UPDATE form SET retired_at = business_now()");

	/* Hers goes on, and can be saved; nobody begins another. */
	tx = as(RUDO);
	ck_assert_int_eq(try_open(tx, RUDO, id, &f), OK);
	ck_assert_int_eq(f.number, 1);
	ck_assert_str_eq(form_title(f.form), "Test call");
	ck_assert_str_eq(form_value(f.entry, "note"), "before");
	tx_rollback(tx);
	tx = as(TENDAI);
	ck_assert_int_eq(try_open(tx, TENDAI, id, &f), ERR_NOT_FOUND);
	tx_rollback(tx);
	site_sql("UPDATE form SET retired_at = NULL");
	tx = as(TENDAI);
	ck_assert_int_eq(try_open(tx, TENDAI, id, &f), OK);
	ck_assert_int_eq(f.number, 2);
	ck_assert_str_eq(form_title(f.form), "Another call");
	tx_rollback(tx);
}
END_TEST

/* --------------------------------------------------------------- saving --- */

START_TEST(a_report_settles_its_task)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;

	ck_assert_int_eq(
	    save(RUDO, id, ONCE, "reached-problem", "It bleeds", &saved), OK);
	ck_assert(!saved.again);
	ck_assert_str_eq(saved.outcome, "reached-problem");
	ck_assert_int_ne(saved.case_id, 0);
	ck_assert_str_eq(
	    site_text(
		"SELECT status || ' ' || outcome || ' ' || outcome_note || ' ' || "
		"closed_by FROM task WHERE id = %" PRId64,
		id),
	    "completed reached-problem It bleeds 201");
	ck_assert_str_eq(
	    site_text(
		"SELECT concat_ws(' ', form, patient_id, place_id, task_id = %" PRId64
		", state, reported_by, fields ->> 'outcome', fields ->> 'note', "
		"fields -> 'again', hidden_fields) FROM report",
		id),
	    "potential_ae 401 101 t final 201 reached-problem It bleeds \"\" "
	    "[\"patient_uuid\", \"who\", \"meta\"]");
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
	/* The same key again is the same report; another comes too late. */
	{
		int64_t first = saved.report_id;
		struct form_filling f;
		struct tx *tx = as(RUDO);

		ck_assert_int_eq(try_open(tx, RUDO, id, &f), ERR_CONFLICT);
		tx_rollback(tx);
		ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
		ck_assert_int_eq(site_number("SELECT id FROM report"), first);
	}
}
END_TEST

START_TEST(what_a_form_says_of_a_problem)
{
	int64_t kept = task(TINASHE), graded = task(BRIAN);
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx = as(RUDO);

	ck_assert_int_eq(try_open(tx, RUDO, kept, &f), OK);
	answer(&f, "outcome", "reached-problem");
	answer(&f, "wound.escalate", "no");
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = ONCE }, &saved), OK);
	ck_assert_int_eq(saved.case_id, 0);
	ck_assert_int_eq(try_open(tx, RUDO, graded, &f), OK);
	answer(&f, "outcome", "reached-problem");
	answer(&f, "wound.severity", "severe");
	answer(&f, "sign", "bleeding");
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = OTHER_ONCE }, &saved),
	    OK);
	ck_assert_int_ne(saved.case_id, 0);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(severity || ' ' || sign, ', ') FROM escalation"),
	    "severe bleeding");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE status = 'completed'"), 2);
}
END_TEST

START_TEST(nobody_was_reached)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx = as(RUDO);

	ck_assert_int_eq(try_open(tx, RUDO, id, &f), OK);
	answer(&f, "outcome", "not-reached");
	answer(&f, "again.next_try", "2031-03-03T07:00"); /* an hour ago */
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = ONCE }, &saved),
	    ERR_INVALID);
	ck_assert(strstr(saved.faults[0].words, "Next try") != NULL);
	ck_assert_str_eq(saved.faults[0].name, form_name_of(f.entry, "again.next_try"));
	answer(&f, "again.next_try", "tomorrow");
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = ONCE }, &saved), OK);
	ck_assert(saved.put_off);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text(
		"SELECT status || ' ' || (starts_at AT TIME ZONE 'Africa/Harare') "
		"FROM task WHERE id = %" PRId64,
		id),
	    "on-hold 2031-03-04 07:30:00");
	ck_assert_str_eq(site_text("SELECT state FROM report"), "attempt");
	/* The rules wait for the next. */
	ck_assert_str_eq(site_text("SELECT count(*) FROM rule_documents('{401}') d, "
				   "json_array_elements(d.container -> 'reports') r "
				   "WHERE r ->> 'form' = 'potential_ae'"),
	    "0");
	ck_assert_int_eq(save(RUDO, id, OTHER_ONCE, "reached-fine", "", &saved), OK);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(state, ' ' ORDER BY id) FROM report"),
	    "attempt final");
}
END_TEST

static void
next_try_is(int64_t place_id, const char *zone, const char *now, const char *when,
    const char *at)
{
	const struct form_again_at *again;
	struct tx *tx = as(RUDO);

	ck_assert_int_eq(
	    sql_form_again_at(tx, when, place_id, "UTC",
		site_number("SELECT ms('%s %s'::timestamptz)", now, zone) * 1000,
		&again),
	    OK);
	ck_assert_msg(
	    again->at == site_number("SELECT ms('%s'::timestamptz)", at) * 1000,
	    "%s of %s %s: %s", when, now, zone,
	    site_text("SELECT to_timestamp(%" PRId64 ") AT TIME ZONE '%s'",
		again->at / 1000000, zone));
	tx_rollback(tx);
}

/* Twice the clocks of New York show 01:30 that night, and never 02:30 in spring. */
START_TEST(the_next_try_is_of_the_clocks_of_the_place)
{
	static const struct {
		const char *now, *when, *at;
	} rows[] = {
		{ "2031-03-08 23:59", "tomorrow", "2031-03-09 07:30:00-04" },
		{ "2031-03-08 23:59", "2031-03-09T02:30", "2031-03-09 03:30:00-04" },
		{ "2031-11-01 23:59", "tomorrow", "2031-11-02 07:30:00-05" },
		{ "2031-11-01 23:30", "2h", "2031-11-02 01:30:00-04" },
		{ "2031-11-02 00:30", "2h", "2031-11-02 01:30:00-05" },
		{ "2031-02-28 12:00", "tomorrow", "2031-03-01 07:30:00-05" },
		{ "2031-02-28 12:00", "2031-03-02", "2031-03-02 07:30:00-05" },
	};

	site_sql("UPDATE place SET zone = 'America/New_York', open_days = '1234567' "
		 "WHERE id = 101");
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		next_try_is(RIVERSIDE, "America/New_York", rows[i].now, rows[i].when,
		    rows[i].at);
}
END_TEST

/* As a conversation is snoozed and a task put off: never until a day on which nobody is there. */
START_TEST(the_next_try_is_on_a_day_it_is_open)
{
	static const struct {
		const char *zone, *now, *when, *at;
	} rows[] = {
		{ "Africa/Harare", "2031-03-06 23:59", "tomorrow",
		    "2031-03-07 07:30:00+02" },
		{ "Africa/Harare", "2031-03-07 00:00", "tomorrow",
		    "2031-03-10 07:30:00+02" },
		{ "Africa/Harare", "2031-03-07 00:00", "3days",
		    "2031-03-10 07:30:00+02" },
		{ "Africa/Harare", "2031-03-09 23:59", "tomorrow",
		    "2031-03-10 07:30:00+02" },
		{ "Africa/Harare", "2031-04-30 12:00", "tomorrow",
		    "2031-05-02 07:30:00+02" },
		{ "Africa/Harare", "2031-05-01 12:00", "tomorrow",
		    "2031-05-02 07:30:00+02" },
		{ "Africa/Harare", "2031-04-28 12:00", "3days",
		    "2031-05-02 07:30:00+02" },
		{ "Africa/Harare", "2031-02-28 12:00", "tomorrow",
		    "2031-03-03 07:30:00+02" },
		{ "Europe/Berlin", "2031-03-28 23:59", "tomorrow",
		    "2031-03-31 07:30:00+02" },
		{ "Europe/Berlin", "2031-10-24 23:59", "tomorrow",
		    "2031-10-27 07:30:00+01" },
	};

	site_sql("INSERT INTO place_holiday (place_id, day, name, created_at) VALUES "
		 "(101, '2031-05-01', 'Workers'' Day', business_now())");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		site_sql(
		    "UPDATE place SET zone = '%s', open_days = '12345' WHERE id = 101",
		    rows[i].zone);
		next_try_is(
		    RIVERSIDE, rows[i].zone, rows[i].now, rows[i].when, rows[i].at);
	}
	/* Of no facility, or of one that is never open: by the day alone. */
	next_try_is(0, "UTC", "2031-04-30 12:00", "tomorrow", "2031-05-01 08:00:00+00");
	site_sql(
	    "UPDATE place SET zone = 'Africa/Harare', open_days = '' WHERE id = 101");
	next_try_is(RIVERSIDE, "Africa/Harare", "2031-04-30 12:00", "tomorrow",
	    "2031-05-01 07:30:00+02");
}
END_TEST

START_TEST(a_report_that_is_taken_back)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx;

	ck_assert_int_eq(save(RUDO, id, ONCE, "reached-fine", "All well", &saved), OK);
	ck_assert_int_eq(
	    site_post(
		RUDO, arena_printf(site_arena(), "/tasks/%" PRId64 "/undo", id), "")
		->reply.code,
	    303);
	ck_assert_str_eq(site_text("SELECT state FROM report"), "withdrawn");
	ck_assert_str_eq(site_text("SELECT count(*) FROM rule_documents('{401}') d, "
				   "json_array_elements(d.container -> 'reports') r "
				   "WHERE r ->> 'form' = 'potential_ae'"),
	    "0");
	/* What she had said is where she goes on; a colleague begins anew. */
	tx = as(RUDO);
	ck_assert_int_eq(try_open(tx, RUDO, id, &f), OK);
	ck_assert(f.from_withdrawn);
	ck_assert_str_eq(form_value(f.entry, "note"), "All well");
	tx_rollback(tx);
	tx = as(TENDAI);
	ck_assert_int_eq(try_open(tx, TENDAI, id, &f), OK);
	ck_assert_str_eq(form_value(f.entry, "note"), "");
	tx_rollback(tx);
}
END_TEST

/* Taking back ------------------------------------------------------------- */

/* Brian was asked and is silent: a call; and somebody was to go to him already. */
static void
silent(void)
{
	site_sql(
	    "UPDATE enrolment SET state = 'withdrawn' WHERE patient_id <> 402;"
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at) OVERRIDING SYSTEM VALUE VALUES "
	    "(700, 502, 101, 402, 302, 'out', 'checkin', 'Well?', 'delivered', "
	    "business_now() - interval '8 days'); "
	    "INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, "
	    "day, due_date, due_at, state) OVERRIDING SYSTEM VALUE VALUES (800, "
	    "602, 402, 101, 'day_1', 1, '2031-02-23', business_now() - interval "
	    "'8 days', 'sent'); "
	    "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, "
	    "day, asked_at, message_id) VALUES (800, 602, 402, 101, 1, business_now() "
	    "- interval "
	    "'8 days', 700);"
	    "INSERT INTO report (doc_id, form, place_id, patient_id, fields, "
	    "reported_at) VALUES ('review', 'client_review', 101, 402, "
	    "'{\"review\": {\"tracing_method\": \"no\"}}', business_now() - interval "
	    "'1 hour')");
	published("no_contact", called("no_contact"));
	site_rules();
}

static int64_t
of_rule(const char *rule)
{
	return site_number("SELECT max(id) FROM task WHERE rule = '%s'", rule);
}

static void
put_off(int64_t id, const char *why)
{
	struct tx *tx = as(RUDO);

	ck_assert_int_eq(
	    task_put_off(tx, id, tx_now(tx) + 26 * HOUR, "put-off", why), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
}

static const char *
undo(int64_t id)
{
	return site_post(
	    RUDO, arena_printf(site_arena(), "/tasks/%" PRId64 "/undo", id), "")
	    ->reply.location;
}

/* All his tasks, when he was heard of last, and how often he was tried for. */
static const char *
as_it_is(void)
{
	return site_text(
	    "SELECT string_agg(concat_ws(' ', id, rule, status, starts_at, due_at, "
	    "wakes_at, status_reason, outcome, closed_at, closed_by), ', ' ORDER BY "
	    "id) || (SELECT concat_ws(' ', ' heard', last_sign_at) FROM enrolment "
	    "WHERE id = 602) FROM task WHERE patient_id = 402");
}

static void
do_it(int64_t id, bool by_form)
{
	struct report_saved saved;

	if (by_form)
		ck_assert_int_eq(
		    save(RUDO, id, NULL, "reached-fine", "All well", &saved), OK);
	else
		ck_assert_int_eq(
		    site_post(RUDO,
			arena_printf(site_arena(), "/tasks/%" PRId64 "/done", id),
			arena_printf(site_arena(),
			    "outcome=reached-fine&note=All+well&then=list&version="
			    "%" PRId64,
			    site_number(
				"SELECT version FROM task WHERE id = %" PRId64, id)))
			->reply.code,
		    303);
}

/* Its own call, and the one to go to him that was needless with it: in both ways. */
START_TEST(what_is_taken_back_is_as_before)
{
	bool by_form = _i % 2 == 1, rules_between = _i >= 2;
	int64_t call, go;
	const char *before;

	silent();
	call = of_rule("tracing");
	go = of_rule("in-person-tracing");
	ck_assert_int_gt(call, 0);
	ck_assert_int_gt(go, 0);
	put_off(go, "When it is dry");
	put_off(call, "Wednesday");
	before = as_it_is();
	site_later("1 min");
	do_it(call, by_form);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', rule, status, outcome), ', ' "
		      "ORDER BY rule) FROM task WHERE patient_id = 402"),
	    "in-person-tracing cancelled needless, tracing completed reached-fine");
	ck_assert_str_eq(site_text("SELECT last_sign_at FROM enrolment WHERE id = 602"),
	    site_text("SELECT closed_at FROM task WHERE id = %" PRId64, call));
	if (rules_between)
		site_rules();
	ck_assert_str_eq(undo(call),
	    arena_printf(site_arena(), "/tasks/%" PRId64 "?notice=taken-back", call));
	ck_assert_str_eq(as_it_is(), before);
	site_rules();
	ck_assert_str_eq(as_it_is(), before);
	/* Done once more it is done. */
	do_it(call, by_form);
	site_rules();
	ck_assert_str_eq(
	    site_text("SELECT count(*) FROM task WHERE patient_id = 402 AND open"),
	    "0");
}
END_TEST

/* Of two calls in which he was heard the other stays, whichever is taken back first. */
START_TEST(a_later_sign_stays)
{
	int64_t first, second;
	const char *never, *then;

	silent();
	first = task(BRIAN);
	second = task(BRIAN);
	site_sql("UPDATE enrolment SET last_sign_at = business_now() - interval "
		 "'7 days' WHERE id = 602");
	never = site_text("SELECT last_sign_at FROM enrolment WHERE id = 602");
	site_later("1 min");
	do_it(first, _i % 2 == 1);
	site_later("1 min");
	do_it(second, false);
	then = site_text("SELECT last_sign_at FROM enrolment WHERE id = 602");
	ck_assert_str_eq(
	    then, site_text("SELECT closed_at FROM task WHERE id = %" PRId64, second));
	(void)undo(_i < 2 ? first : second);
	ck_assert_str_eq(site_text("SELECT last_sign_at FROM enrolment WHERE id = 602"),
	    _i < 2
		? then
		: site_text("SELECT closed_at FROM task WHERE id = %" PRId64, first));
	(void)undo(_i < 2 ? second : first);
	ck_assert_str_eq(
	    site_text("SELECT last_sign_at FROM enrolment WHERE id = 602"), never);
	ck_assert_int_eq(site_number("SELECT count(*) FROM enrolment_sign"), 0);
}
END_TEST

#define AS_RUDO                                             \
	"(SELECT set_config('app.user_id', '201', false), " \
	"set_config('app.role', 'nurse', false), "          \
	"set_config('app.places', '{101}', false)) w, "

START_TEST(a_try_that_is_taken_back)
{
	struct report_saved saved;
	struct form_filling f;
	const char *before;
	int64_t call;
	struct tx *tx;

	silent();
	call = of_rule("tracing");
	if (_i == 1)
		put_off(call, "Wednesday");
	before = as_it_is();
	site_later("1 min");
	ck_assert_int_eq(save(RUDO, call, NULL, "not-reached", "Engaged", &saved), OK);
	ck_assert(saved.put_off);
	ck_assert_str_eq(site_text("SELECT state FROM report WHERE task_id IS NOT "
				   "NULL"),
	    "attempt");
	(void)undo(call);
	ck_assert_str_eq(as_it_is(), before);
	ck_assert_str_eq(site_text("SELECT state FROM report WHERE task_id IS NOT "
				   "NULL"),
	    "withdrawn");
	site_rules();
	ck_assert_str_eq(as_it_is(), before);
	tx = as(RUDO);
	ck_assert_int_eq(try_open(tx, RUDO, call, &f), OK);
	ck_assert(f.from_withdrawn);
	ck_assert_str_eq(form_value(f.entry, "note"), "Engaged");
	tx_rollback(tx);
	ck_assert_str_eq(
	    site_text("SELECT summary ->> 'tries' FROM " AS_RUDO "form_context(%" PRId64
		      ", NULL, NULL, 'no_contact', "
		      "business_now())",
		call),
	    "0");
}
END_TEST

/* Of each form the latest that stands, the one written down last if two are as late. */
START_TEST(the_last_of_each_form)
{
	site_sql("DELETE FROM report WHERE patient_id = 401");
	site_sql(
	    "INSERT INTO report (doc_id, form, place_id, patient_id, state, fields, "
	    "reported_at) SELECT 'last-' || n, form, place, patient, state, "
	    "jsonb_build_object('n', n), '2026-10-31 21:59:59Z'::timestamptz + at "
	    "FROM (VALUES (1, 'b', 101, 401, 'final', interval '1 s'), "
	    "(2, 'b', 101, 401, 'final', '2 s'), (3, 'b', 101, 401, 'final', '2 s'), "
	    "(4, 'b', 101, 401, 'withdrawn', '3 s'), (5, 'a', 101, 401, 'final', '0'), "
	    "(6, 'c', 101, 401, 'attempt', '9 s'), (7, 'no name', 101, 401, 'final', "
	    "'9 s'), (8, 'B', 101, 401, 'final', '1 s')) r (n, form, place, patient, "
	    "state, at)");
	ck_assert_str_eq(site_text("SELECT l::text FROM " AS_RUDO "form_last(401) l"),
	    "{\"B\": {\"n\": 8}, \"a\": {\"n\": 5}, \"b\": {\"n\": 3}}");
	site_sql("DELETE FROM report WHERE patient_id = 401");
	ck_assert_str_eq(
	    site_text("SELECT l::text FROM " AS_RUDO "form_last(401) l"), "{}");
}
END_TEST

START_TEST(the_rules_see_the_report_once)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;

	ck_assert_int_eq(save(RUDO, id, ONCE, "came", "He is well", &saved), OK);
	ck_assert_str_eq(
	    site_text(
		"SELECT string_agg(concat_ws(' ', r ->> 'form', r ->> 'type', r #>> "
		"'{fields,note}', r #>> '{fields,outcome}', r #>> '{fields,seen}', "
		"r #>> '{fields,patient_id}', r #>> '{fields,patient_uuid}', r #>> "
		"'{fields,task_kind}'), '; ' ORDER BY r ->> 'form') FROM "
		"rule_documents('{401}') d, json_array_elements(d.container -> "
		"'reports') r WHERE r ->> 'form' <> 'enroll'"),
	    "client_visit data_record He is well R-2318 patient-401; potential_ae "
	    "data_record He is well came yes R-2318 patient-401 problem");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM rule_dirty WHERE patient_id = 401") > 0,
	    1);
}
END_TEST

/* He was reached, and there is somebody to register. */
static void
tells_of_somebody(struct tx *tx, int64_t id, struct form_filling *f)
{
	ck_assert_int_eq(try_open(tx, RUDO, id, f), OK);
	answer(f, "outcome", "reached-fine");
	answer(f, "more", "yes");
}

START_TEST(a_form_registers_and_makes_reports)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx = as(RUDO);

	tells_of_somebody(tx, id, &f);
	answer(&f, "person.name", "Simba Moyo");
	answer(&f, "person.date_of_birth", "2026-01-01");
	answer(&f, "person.phone", "0775550177");
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = ONCE }, &saved),
	    ERR_INVALID);
	ck_assert_msg(strstr(saved.faults[0].words, "cannot be registered") != NULL,
	    "%s", saved.faults[0].words);
	ck_assert_str_eq(
	    saved.faults[0].name, form_name_of(f.entry, "person.date_of_birth"));
	answer(&f, "person.date_of_birth", "2001-05-05");
	answer(&f, "person.patient_id", "R-2318"); /* Tinashe's */
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = ONCE }, &saved),
	    ERR_INVALID);
	ck_assert_str_eq(
	    saved.faults[0].name, form_name_of(f.entry, "person.patient_id"));
	answer(&f, "person.patient_id", "R-2900");
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = ONCE }, &saved), OK);
	ck_assert_int_ne(saved.registered, 0);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text(
		"SELECT given_name || ' ' || family_name || ' ' || number || ' ' || "
		"e.state || ' ' || (SELECT count(*) > 5 FROM reminder r WHERE "
		"r.patient_id = p.id) FROM patient p JOIN enrolment e ON e.patient_id "
		"= p.id WHERE p.id = %" PRId64,
		saved.registered),
	    "Simba Moyo R-2900 active true");
	/* The report of a visit is one of its own, about Tinashe. */
	ck_assert_str_eq(
	    site_text("SELECT form || ' ' || patient_id || ' ' || (fields ->> "
		      "'visit_date') || ' ' || (parent_id = %" PRId64
		      ") FROM report WHERE parent_id IS NOT NULL",
		saved.report_id),
	    "client_visit 401 2031-03-03 true");
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 2);
}
END_TEST

/* He has the phone of Tinashe, and is called and as old as he: it is asked, not passed over. */
START_TEST(a_known_phone_and_a_namesake_are_asked_about)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx = as(RUDO);
	struct person_said said = { "", "", "", "", false };
	struct report_send send = { .once = ONCE, .said = &said };

	tells_of_somebody(tx, id, &f);
	answer(&f, "person.name", "Tinashe Moyo");
	answer(&f, "person.date_of_birth",
	    site_text("SELECT birth_date::text FROM patient WHERE id = 401"));
	answer(&f, "person.phone",
	    site_text("SELECT e164 FROM phone h JOIN patient p ON p.phone_id = h.id "
		      "WHERE p.id = 401"));
	/* Both at once. */
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), ERR_INVALID);
	ck_assert_uint_eq(saved.nfaults, 2);
	ck_assert_str_eq(saved.faults[0].name, "same_phone");
	ck_assert_str_eq(saved.faults[1].name, "same_name");
	ck_assert_uint_ge(saved.known.users.n, 1);
	ck_assert_uint_eq(saved.known.namesakes.n, 1);
	said.asked_phone = saved.known.e164;
	said.same_phone = "shared";
	said.asked_name = "somebody else";
	said.same_name = "other";
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), ERR_INVALID);
	ck_assert_uint_eq(saved.nfaults, 1);
	ck_assert_str_eq(saved.faults[0].name, "same_name");
	said.asked_name = saved.known.name_key;
	said.same_phone = "wrong";
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), ERR_INVALID);
	ck_assert_str_eq(saved.faults[0].name, form_name_of(f.entry, "person.phone"));
	said.same_phone = "shared";
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text("SELECT phone_owner FROM patient WHERE id = %" PRId64,
		saved.registered),
	    "shared");
	ck_assert_int_eq(site_number("SELECT registered[1] FROM report WHERE id = "
				     "%" PRId64,
			     saved.report_id),
	    saved.registered);
}
END_TEST

/* It is Tinashe himself: nobody is registered, and what the form says besides is kept. */
START_TEST(the_same_person_is_not_registered_again)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx = as(RUDO);
	struct person_said said = { "", "", "", "same", false };

	tells_of_somebody(tx, id, &f);
	answer(&f, "person.name", "Tinashe Moyo");
	answer(&f, "person.date_of_birth",
	    site_text("SELECT birth_date::text FROM patient WHERE id = 401"));
	answer(&f, "person.phone", "077 555 0977");
	said.asked_name = "tinashe moyo";
	ck_assert_int_eq(
	    report_save(
		tx, &f, &(struct report_send){ .once = ONCE, .said = &said }, &saved),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(saved.same, 401);
	ck_assert_int_eq(saved.registered, 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 2);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM patient WHERE given_name = 'Tinashe'"),
	    1);
}
END_TEST

/* All that is wrong with him is said at once; a number that nobody knows is a doubt. */
START_TEST(what_is_wrong_with_him_is_said_at_once)
{
	int64_t id = task(TINASHE);
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx = as(RUDO);
	struct person_said said = { "", "", "", "", true };
	struct report_send send = { .once = ONCE, .said = &said };

	tells_of_somebody(tx, id, &f);
	answer(&f, "person.date_of_birth", "2026-01-01");
	answer(&f, "person.phone", "07755501");
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), ERR_INVALID);
	ck_assert_uint_eq(
	    saved.nfaults, 5); /* and who agrees for him, and his consent */
	ck_assert_str_eq(saved.faults[0].name, form_name_of(f.entry, "person.name"));
	answer(&f, "person.name", "Simba Moyo");
	answer(&f, "person.date_of_birth", "2001-05-05");
	answer(&f, "person.phone", "0741 234 567");
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), ERR_INVALID);
	ck_assert_uint_eq(saved.nfaults, 1);
	ck_assert_str_eq(saved.faults[0].name, form_name_of(f.entry, "person.phone"));
	ck_assert_str_eq(saved.faults[0].words, saved.known.doubt);
	said.asked_phone = saved.known.e164;
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	/* The same key again tells whom it registered. */
	tx = as(RUDO);
	id = saved.registered;
	ck_assert_int_eq(report_save(tx, &f, &send, &saved), OK);
	ck_assert(saved.again);
	ck_assert_int_eq(saved.registered, id);
	tx_rollback(tx);
}
END_TEST

/* One key, sent by as many as the site has processes, and one report. */
static void
save_in_child(int64_t task_id, const char *once)
{
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx;
	struct db *db;
	enum status status;

	if (db_open(getenv("DATABASE"), &db) != OK)
		_exit(2);
	tx = as_of(db, RUDO);
	status = try_open(tx, RUDO, task_id, &f);
	if (status == ERR_CONFLICT) {
		/* Somebody was so quick that it is closed: the page asks the key. */
		tx_rollback(tx);
		_exit(0);
	}
	if (status != OK)
		_exit(3);
	answer(&f, "outcome", "reached-problem");
	answer(&f, "note", "It bleeds");
	status = report_save(tx, &f, &(struct report_send){ .once = once }, &saved);
	if (tx_end(tx, status) != OK)
		_exit(status == ERR_CONFLICT ? 4 : 5);
	_exit(saved.again ? 0 : 1);
}

START_TEST(thirty_two_at_once_are_one_report)
{
	enum { SENDERS = 32 };
	int64_t id = task(TINASHE);
	int first = 0, again = 0, other = 0;

	for (int i = 0; i < SENDERS; i++)
		if (test_fork() == 0)
			save_in_child(id, ONCE);
	for (int i = 0; i < SENDERS; i++) {
		int how;

		ck_assert_int_gt(wait(&how), 0);
		if (WIFEXITED(how) && WEXITSTATUS(how) == 1)
			first++;
		else if (WIFEXITED(how) && WEXITSTATUS(how) == 0)
			again++;
		else
			other++;
	}
	ck_assert_int_eq(first, 1);
	ck_assert_int_eq(again, SENDERS - 1);
	ck_assert_int_eq(other, 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 1);
	ck_assert_int_eq(site_number("SELECT count(*) FROM escalation"), 1);
}
END_TEST

START_TEST(a_report_is_changed_and_what_it_said_is_kept)
{
	int64_t id = task(TINASHE);
	struct report_saved saved, edited;
	struct form_filling f, late;
	struct tx *tx;
	struct form_subject s = { .user_id = TENDAI };

	ck_assert_int_eq(save(RUDO, id, ONCE, "reached-fine", "All well", &saved), OK);
	s.report_id = saved.report_id;
	tx = as(TENDAI);
	ck_assert_int_eq(form_filling_open(tx, &s, "en", &f), OK);
	ck_assert_int_eq(f.report_version, 1);
	ck_assert_str_eq(form_value(f.entry, "note"), "All well");
	ck_assert_int_eq(form_filling_open(tx, &s, "en", &late), OK);
	answer(&f, "note", "Not so well");
	ck_assert_int_eq(form_filling_keep(tx, &f, 0, 0), OK);
	ck_assert_int_eq(report_edit(tx, &f, 1, "He called back", &edited), OK);
	answer(&late, "note", "Too late");
	ck_assert_int_eq(report_edit(tx, &late, 1, "", &edited), ERR_CONFLICT);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', fields ->> 'note', version, changed_by, "
		      "reported_by, why, state) FROM report"),
	    "Not so well 2 202 201 He called back final");
	/* OpenRosa: another instance, which says which one it follows. */
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', r.fields #>> '{meta,deprecatedID}' = "
		      "v.fields #>> '{meta,instanceID}', r.fields #>> "
		      "'{meta,instanceID}' LIKE 'uuid:%%', r.fields #>> "
		      "'{meta,instanceID}' <> v.fields #>> '{meta,instanceID}') "
		      "FROM report r JOIN report_version v ON v.report_id = r.id"),
	    "t t t");
	ck_assert_str_eq(
	    site_text("SELECT concat_ws(' ', number, fields ->> 'note', said_by) FROM "
		      "report_version"),
	    "1 All well 201");
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
	/* Not by people of another place. */
	s.user_id = ALICE;
	tx = as(ALICE);
	ck_assert_int_eq(form_filling_open(tx, &s, "en", &f), ERR_NOT_FOUND);
	tx_rollback(tx);
}
END_TEST

START_TEST(without_a_task)
{
	struct form_subject s = {
		.user_id = RUDO, .patient_id = TINASHE, .form = "potential_ae"
	};
	struct report_saved saved;
	struct form_filling f;
	struct tx *tx = as(RUDO);

	ck_assert_int_eq(form_filling_open(tx, &s, "en", &f), OK);
	ck_assert_str_eq(form_value(f.entry, "who"), "Tinashe Moyo");
	answer(&f, "note", "kept");
	ck_assert_int_eq(form_filling_keep(tx, &f, 0, 0), OK);
	ck_assert_int_eq(form_filling_open(tx, &s, "en", &f), OK);
	ck_assert_str_eq(form_value(f.entry, "note"), "kept");
	answer(&f, "outcome", "reached-problem");
	ck_assert_int_eq(
	    report_save(tx, &f, &(struct report_send){ .once = ONCE }, &saved), OK);
	ck_assert_int_ne(saved.case_id, 0);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_ne(
	    site_text("SELECT last_sign_at FROM enrolment WHERE patient_id = 401"), "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM form_draft"), 0);
	/* Of another's facility, and of nobody. */
	s.patient_id = NKOSANA;
	tx = as(RUDO);
	ck_assert_int_eq(form_filling_open(tx, &s, "en", &f), ERR_NOT_FOUND);
	s.patient_id = 0;
	ck_assert_int_eq(form_filling_open(tx, &s, "en", &f), OK);
	ck_assert_int_eq(f.place_id, RIVERSIDE);
	s.form = "none";
	ck_assert_int_eq(form_filling_open(tx, &s, "en", &f), ERR_NOT_FOUND);
	tx_rollback(tx);
}
END_TEST

TCase *
form_store_tests(void)
{
	const TTest *const tests[] = { a_version_is_kept_once,
		large_forms_are_held_while_they_are_in_hand,
		a_form_that_reads_a_file_is_refused,
		a_form_that_cannot_be_begun_is_refused,
		what_becomes_a_document_is_a_person_or_a_report,
		which_form_a_task_opens, a_draft_is_kept_and_found_again,
		a_draft_keeps_its_version, a_report_settles_its_task,
		what_a_form_says_of_a_problem, nobody_was_reached,
		the_next_try_is_of_the_clocks_of_the_place,
		the_next_try_is_on_a_day_it_is_open, a_report_that_is_taken_back,
		the_rules_see_the_report_once, a_form_registers_and_makes_reports,
		a_known_phone_and_a_namesake_are_asked_about,
		the_same_person_is_not_registered_again,
		what_is_wrong_with_him_is_said_at_once,
		thirty_two_at_once_are_one_report,
		a_report_is_changed_and_what_it_said_is_kept, without_a_task,
		the_last_of_each_form };
	TCase *tc = tcase_create("form_store");

	tcase_add_checked_fixture(tc, begin, site_test_end);
	tcase_set_timeout(tc, 60);
	for (size_t i = 0; i < COUNT_OF(tests); i++)
		tcase_add_test(tc, tests[i]);
	tcase_add_loop_test(tc, what_is_taken_back_is_as_before, 0, 4);
	tcase_add_loop_test(tc, a_later_sign_stays, 0, 4);
	tcase_add_loop_test(tc, a_try_that_is_taken_back, 0, 2);
	return tc;
}
