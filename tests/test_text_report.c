/* test_text_report.c - a programme that has text forms: reports by SMS, and the answers. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "core/attribution.h"
#include "core/inbound.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "site_test.h"

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
}

static void
end(void)
{
	static const char *const files[] = { "workflow.json", "triage",
		"text_forms.json", "texts/en.json", "texts/sn.json", "texts/nd.json",
		"texts/sw.json" };

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
	return tc;
}
