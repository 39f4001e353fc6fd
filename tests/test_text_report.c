/* test_text_report.c - a programme that has text forms: reports by SMS, and the answers. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cht_test.h"
#include "core/attribution.h"
#include "core/inbound.h"
#include "core/workflow.h"
#include "ext/json.h"

#define SHIPPED "workflows/vmmc"

static const char definitions[] =
    "{\"REG\":{\"meta\":{\"label\":{\"en\":\"Registration\"}},\"fields\":{"
    "\"name\":{\"type\":\"string\",\"required\":true,\"labels\":{\"tiny\":\"nam\","
    "\"short\":\"Name\"}},"
    "\"age\":{\"type\":\"integer\",\"labels\":{\"short\":\"Age\"}},"
    "\"note\":{\"type\":\"string\"}}},"
    "\"OUT\":{\"public_form\":true,\"fields\":{\"where\":{\"type\":\"string\"}}},"
    "\"0\":{\"fields\":{}},\"MANY\":{\"fields\":{"
    "\"a\":{\"type\":\"integer\",\"required\":true,\"labels\":{\"short\":\"The first "
    "of several long names\"}},"
    "\"b\":{\"type\":\"integer\",\"required\":true,\"labels\":{\"short\":\"The second "
    "of several long names\"}},"
    "\"c\":{\"type\":\"integer\",\"required\":true,\"labels\":{\"short\":\"The third "
    "of several long names\"}},"
    "\"d\":{\"type\":\"integer\",\"required\":true,\"labels\":{\"short\":\"The fourth "
    "of several long names\"}}}}}";

static const char words[] =
    "\"text_form.accepted\": \"taken, thank you.\",\n"
    "\"text_form.refused\": \"not taken.\",\n"
    "\"text_form.missing\": \"missing.\",\n\"text_form.number\": \"write a number.\",\n"
    "\"text_form.date\": \"write a day.\",\n\"text_form.yes_no\": \"write 1 or 0.\",\n"
    "\"text_form.choice\": \"not on the list.\",\n\"text_form.phone\": \"no phone.\",\n"
    "\"text_form.length\": \"too short or too long.\",\n"
    "\"text_form.twice\": \"twice.\",\n\"text_form.extra\": \"unknown.\",\n";

static struct arena *arena;
static char folder[64];

static const char *
path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void
link_to(const char *name)
{
	char here[1024];

	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_int_eq(symlink(arena_printf(arena, "%s/" SHIPPED "/%s", here, name),
			     path_of(name)),
	    0);
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* English as shipped, with what is answered to a report. */
static void
write_words(const char *more)
{
	const char *text;
	size_t len;

	ck_assert_int_eq(
	    file_read(arena, SHIPPED "/texts/en.json", 65536, &text, &len), OK);
	write_file("texts/en.json", arena_printf(arena, "{\n%s%s", more, text + 1));
}

static void
begin(void)
{
	arena = arena_new();
	(void)snprintf(folder, sizeof folder, "/tmp/aftercare-pack.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(mkdir(path_of("texts"), 0700), 0);
	link_to("workflow.json");
	link_to("triage");
	link_to("texts/sn.json");
	link_to("texts/nd.json");
	link_to("texts/sw.json");
	write_words(words);
	write_file("text_forms.json", definitions);
	ck_assert_int_eq(workflow_load(folder), OK);
	ck_assert_int_eq(inbound_init(), OK);
	site_test_begin();
	fhir_clients_begin();
}

static void
end(void)
{
	static const char *const files[] = { "workflow.json", "triage",
		"text_forms.json", "texts/en.json", "texts/sn.json", "texts/nd.json",
		"texts/sw.json" };

	fhir_clients_end();
	site_test_end();
	for (size_t i = 0; i < COUNT_OF(files); i++)
		ck_assert_int_eq(unlink(path_of(files[i])), 0);
	ck_assert_int_eq(rmdir(path_of("texts")), 0);
	ck_assert_int_eq(rmdir(folder), 0);
	/* The others go on with what is shipped. */
	ck_assert_int_eq(workflow_load(SHIPPED), OK);
	ck_assert_int_eq(inbound_init(), OK);
	arena_free(arena);
}

static const char *
answered(void)
{
	return site_text("SELECT string_agg(body, '|') FROM message WHERE direction = "
			 "'out' AND kind = 'automatic'");
}

START_TEST(a_report_is_kept_and_answered)
{
	int64_t message = site_says(TINASHE_PHONE, "reg Mary 12 all is well");

	ck_assert_str_eq(
	    site_text("SELECT doc_id || ' ' || form || ' ' || patient_id || "
		      "' ' || place_id || ' ' || phone_id || ' ' || state "
		      "FROM report"),
	    arena_printf(
		arena, "text-message-%lld REG 401 101 301 final", (long long)message));
	ck_assert_str_eq(site_text("SELECT fields::text FROM report"),
	    "{\"age\": 12, \"name\": \"Mary\", \"note\": \"all is well\"}");
	ck_assert_str_eq(answered(), "Registration: taken, thank you.");
	/* It waits for nobody. */
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "quiet");
}
END_TEST

START_TEST(the_rules_see_it)
{
	site_says(TINASHE_PHONE, "REG Mary 12");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM rule_documents('{401}') d, "
			"json_array_elements(d.container -> 'reports') r "
			"WHERE r ->> 'form' = 'REG' AND r #>> '{fields,age}' = '12' "
			"AND r #>> '{fields,patient_id}' = 'R-2318' "
			"AND r #>> '{sms_message,message}' = 'REG Mary 12'"),
	    1);
}
END_TEST

START_TEST(what_is_wrong_is_answered_and_read_by_a_nurse)
{
	site_says(TINASHE_PHONE, "REG \"\" twelve");
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	ck_assert_str_eq(
	    answered(), "Registration: not taken. Name: missing. Age: write a number.");
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "waiting");
}
END_TEST

START_TEST(an_answer_is_one_sms)
{
	site_says(TINASHE_PHONE, "MANY");
	ck_assert_str_eq(answered(),
	    "MANY: not taken. The first of several long names: missing. "
	    "The second of several long names: missing. "
	    "The third of several long names: missing.");
	ck_assert_uint_eq(sms_count(answered()).parts, 1);
}
END_TEST

START_TEST(a_danger_in_a_report_is_a_danger)
{
	site_says(TINASHE_PHONE, "REG Mary 12 I am bleeding heavily");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM report WHERE form = 'REG'"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM task WHERE kind = 'problem' AND open"),
	    1);
	ck_assert_str_eq(
	    site_text("SELECT state FROM thread WHERE patient_id = 401"), "waiting");
}
END_TEST

START_TEST(an_answer_is_no_report)
{
	site_asked(TINASHE);
	site_says(TINASHE_PHONE, "0");
	site_says(TINASHE_PHONE, "REGISTER me");
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	ck_assert_ptr_null(strstr(answered(), "taken"));
}
END_TEST

START_TEST(who_wrote_his_name_reports_for_himself)
{
	site_says(SHARED_PHONE, "REG Mary 12");
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	site_says(SHARED_PHONE, "Kudzai REG Mary 12");
	ck_assert_int_eq(
	    site_number("SELECT patient_id FROM report WHERE form = 'REG'"), KUDZAI);
}
END_TEST

START_TEST(an_unknown_number_sends_what_is_for_anybody)
{
	site_says(UNKNOWN_PHONE, "REG Mary 12");
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
	site_says(UNKNOWN_PHONE, "OUT at the river");
	ck_assert_str_eq(site_text("SELECT form || coalesce(patient_id::text, '-') || "
				   "coalesce(place_id::text, '-') || (fields ->> "
				   "'where') FROM report"),
	    "OUT--at the river");
	ck_assert_int_eq(site_number("SELECT count(*) FROM outbox"), 0);
}
END_TEST

/* A nurse says whose it is: a report it is then, and once. */
START_TEST(whose_it_is_may_be_said_later)
{
	int64_t closed = site_says(UNKNOWN_PHONE, "REG Mary 12");
	int64_t open = site_says(UNKNOWN_PHONE, "OUT at the river");
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(inbound_attribute(tx, closed, TINASHE, RUDO), OK);
	ck_assert_int_eq(inbound_attribute(tx, open, TINASHE, RUDO), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	/* What had been taken when it came is his too, as it was. */
	ck_assert_str_eq(site_text("SELECT string_agg(concat_ws(' ', form, patient_id, "
				   "place_id, coalesce(reported_by::text, '-')), ', ' "
				   "ORDER BY form) FROM report"),
	    arena_printf(arena, "OUT %d 101 -, REG %d 101 %d", TINASHE, TINASHE, RUDO));
	ck_assert_int_eq(site_number("SELECT count(*) FROM rule_documents('{%d}') d, "
				     "json_array_elements(d.container -> 'reports') r "
				     "WHERE r ->> 'form' = 'OUT'",
			     TINASHE),
	    1);
}
END_TEST

/* The whole conversation becomes his: read texts of it too. */
START_TEST(a_number_that_is_linked_brings_its_reports)
{
	int64_t message = site_says(UNKNOWN_PHONE, "OUT at the river"), thread, to;
	struct tx *tx;

	thread = site_number(
	    "SELECT thread_id FROM message WHERE id = %lld", (long long)message);
	site_sql("INSERT INTO thread_event (thread_id, at, what, about_id) VALUES "
		 "(%lld, business_now(), 'closed', %lld)",
	    (long long)thread, (long long)message);
	ck_assert_int_eq(tx_begin(test_db, arena, TX_WRITE, &tx), OK);
	ck_assert_int_eq(tx_script(tx, "SELECT set_config('app.user_id', '201', true), "
				       "set_config('app.role', 'nurse', true), "
				       "set_config('app.places', '{101}', true)"),
	    OK);
	ck_assert_int_eq(attribution_link(tx, thread, TINASHE, RUDO, &to), OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(
	    site_text(
		"SELECT concat_ws(' ', r.patient_id = m.patient_id, r.patient_id) "
		"FROM report r, message m WHERE m.id = %lld",
		(long long)message),
	    arena_printf(arena, "t %d", TINASHE));
}
END_TEST

START_TEST(what_cannot_be_used_is_refused_at_the_start)
{
	write_file("text_forms.json", "{\"A\": {\"fields\": 1}}");
	ck_assert_int_eq(inbound_init(), ERR_INVALID);
	write_file("text_forms.json", definitions);
	write_words("\"text_form.accepted\": \"taken.\",\n");
	ck_assert_int_eq(workflow_load(folder), OK);
	ck_assert_int_eq(inbound_init(), ERR_INVALID);
}
END_TEST

/* Programs bring the same reports, by an address of the CHT's. */

#define RECORDS "/api/v2/records"
#define FORM "application/x-www-form-urlencoded"

static const char *
brought(const char *token, const char *body)
{
	return cht_told(
	    cht_post(RECORDS, arena_printf(arena, "Token %s", token), body));
}

/* A record of Registration; from whom and about whom. */
#define RECORD(meta, more) "{\"_meta\":{\"form\":\"reg\"" meta "}" more "}"

START_TEST(a_program_brings_a_report)
{
	struct reply reply = cht_post(RECORDS, "Token " EMR,
	    RECORD(",\"from\":\"" TINASHE_PHONE "\",\"reported_date\":"
		   "1930208400000,\"locale\":\"en\"",
		",\"patient_id\":\"R-2318\",\"NAME\":\"Mary\",\"age\":12,"
		"\"nothing\":[1]"));
	const char *id = fhir_text_at(&reply, "id");

	ck_assert_str_eq(cht_told(reply),
	    arena_printf(arena, "200 {\"success\":true,\"id\":\"%s\"}\n", id));
	ck_assert_str_eq(
	    site_text(
		"SELECT concat_ws(' ', doc_id = '%s', form, patient_id, place_id, "
		"state, reported_by, fields::text, doc #>> "
		"'{sms_message,from}') FROM report",
		id),
	    "t REG 401 101 final 231 {\"age\": 12, \"name\": \"Mary\"} " TINASHE_PHONE);
	ck_assert_str_eq(site_text("SELECT reported_at AT TIME ZONE 'UTC' FROM report"),
	    "2031-03-02T09:00:00");
	/* By the phone alone, and by his contact's own name. */
	ck_assert_ptr_nonnull(
	    strstr(brought(EMR, RECORD(",\"from\":\"0775550143\"", ",\"name\":\"A\"")),
		"200 {\"success\":true"));
	ck_assert_ptr_nonnull(strstr(
	    brought(HUB, RECORD("", ",\"name\":\"B\",\"patient_id\":\"patient-405\"")),
	    "200 {\"success\":true"));
	/* For anybody, from a number that is nobody's. */
	ck_assert_ptr_nonnull(
	    strstr(brought(EMR, "{\"_meta\":{\"form\":\"OUT\",\"from\":\"" UNKNOWN_PHONE
				"\"},\"where\":\"at the river\"}"),
		"200 {\"success\":true"));
	ck_assert_str_eq(
	    site_text("SELECT string_agg(coalesce(patient_id::text, '-'), ' ' ORDER BY "
		      "id) FROM report"),
	    "401 402 405 -");
	ck_assert_int_eq(
	    site_number("SELECT count(DISTINCT patient_id) FROM rule_dirty WHERE "
			"patient_id IN (401, 402, 405)"),
	    3);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM audit WHERE object = 'report' AND action "
			"= 'insert' AND user_id IN (231, 232)"),
	    4);
}
END_TEST

START_TEST(what_a_program_brings_wrongly_is_said)
{
	static const struct {
		const char *token, *body, *told;
	} asks[] = {
		{ EMR, "{}", "400 Missing _meta property." },
		{ EMR, "{\"_meta\":{}}", "400 Missing required field: form" },
		{ EMR, "{\"_meta\":{\"form\":\"FU\"}}", "400 Form not found: FU" },
		{ EMR, RECORD("", ",\"name\":\"A\""),
		    "400 Missing required field: patient_id, or _meta.from" },
		{ EMR, RECORD("", ",\"patient_id\":\"R-9999\""),
		    "400 patient_id: no client whom this program may see has R-9999." },
		/* Of another facility: as if he were not there. */
		{ EMR, RECORD("", ",\"patient_id\":\"patient-405\""),
		    "400 patient_id: no client whom this program may see has "
		    "patient-405." },
		{ EMR, RECORD(",\"from\":\"" SHARED_PHONE "\"", ""),
		    "400 _meta.from: more than one client has " SHARED_PHONE
		    "; give the _id of his contact." },
		{ EMR,
		    RECORD("", ",\"patient_id\":\"patient-401\",\"age\":\"twelve\","
			       "\"note\":{}"),
		    "400 Registration: not taken. note: unknown. Name: missing. Age: "
		    "write "
		    "a number." },
		{ LOOKER, RECORD("", ""),
		    "403 Insufficient privileges: this client has no scope "
		    "system/QuestionnaireResponse.c." },
		{ "nonsense", RECORD("", ""), "401 unauthorized" },
	};

	for (size_t i = 0; i < COUNT_OF(asks); i++)
		ck_assert_str_eq(brought(asks[i].token, asks[i].body), asks[i].told);
	ck_assert_str_eq(
	    cht_told(cht_ask(POST, RECORDS, "Token " EMR, "text/plain", "REG A")),
	    "400 Content type not supported.");
	ck_assert_int_eq(site_number("SELECT count(*) FROM report"), 0);
}
END_TEST

/* What stands in a form is an SMS: kept, and read by the worker like any other. */
START_TEST(a_program_brings_an_sms)
{
	struct reply reply = cht_ask(POST, RECORDS, "Token " EMR, FORM,
	    "message=REG+Mary+12&from=%2B263775550142&gateway_ref=7&sent_timestamp="
	    "1930208400000");

	ck_assert_str_eq(cht_told(reply), "200 {\"success\":true,\"id\":\"7\"}\n");
	ck_assert_str_eq(site_text("SELECT body FROM inbox"),
	    "{\"id\":\"7\",\"from\":\"+263775550142\",\"content\":\"REG Mary 12\","
	    "\"sms_sent\":\"1930208400000\"}");
	reply =
	    cht_ask(POST, RECORDS, "Token " EMR, FORM, "message=&from=%2B263775550142");
	ck_assert_uint_eq(strlen(fhir_text_at(&reply, "id")), 36);
	ck_assert_int_eq(site_number("SELECT count(*) FROM inbox"), 2);
	ck_assert_str_eq(cht_told(cht_ask(POST, RECORDS, "Token " EMR, FORM, "from=1")),
	    "400 Missing required value: message");
	ck_assert_str_eq(
	    cht_told(cht_ask(POST, RECORDS, "Token " EMR, FORM, "message=1")),
	    "400 Missing required value: from");
	ck_assert_str_eq(
	    cht_told(cht_ask(POST, RECORDS, "Token " LOOKER, FORM, "message=1&from=1")),
	    "403 Insufficient privileges: this client has no scope "
	    "system/Communication.c.");
	site_sql("DELETE FROM inbox");
}
END_TEST

TCase *
text_report_tests(void)
{
	TCase *tc = tcase_create("text report");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, a_report_is_kept_and_answered);
	tcase_add_test(tc, the_rules_see_it);
	tcase_add_test(tc, what_is_wrong_is_answered_and_read_by_a_nurse);
	tcase_add_test(tc, an_answer_is_one_sms);
	tcase_add_test(tc, a_danger_in_a_report_is_a_danger);
	tcase_add_test(tc, an_answer_is_no_report);
	tcase_add_test(tc, who_wrote_his_name_reports_for_himself);
	tcase_add_test(tc, an_unknown_number_sends_what_is_for_anybody);
	tcase_add_test(tc, whose_it_is_may_be_said_later);
	tcase_add_test(tc, a_number_that_is_linked_brings_its_reports);
	tcase_add_test(tc, what_cannot_be_used_is_refused_at_the_start);
	tcase_add_test(tc, a_program_brings_a_report);
	tcase_add_test(tc, what_a_program_brings_wrongly_is_said);
	tcase_add_test(tc, a_program_brings_an_sms);
	return tc;
}
