/* test_rule_documents.c - what the rules see of a patient. */

#include <string.h>

#include "core/outcome.h"
#include "site_test.h"

/* A part of the container of a patient, by its path: "{contact,name}". */
static const char *
part(int patient, const char *path)
{
	return site_text("SELECT container::jsonb #>> '%s' FROM rule_documents('{%d}')",
	    path, patient);
}

/* "form id, ..." of all reports, in their order. */
static const char *
reports(int patient)
{
	return site_text(
	    "SELECT string_agg(concat_ws(' ', nullif(r ->> 'form', ''), r ->> '_id'), "
	    "', ' ORDER BY o) FROM rule_documents('{%d}') d, "
	    "json_array_elements(d.container -> 'reports') WITH ORDINALITY e (r, o)",
	    patient);
}

/* A field of the last report of a form. */
static const char *
field(int patient, const char *form, const char *path)
{
	return site_text(
	    "SELECT r::jsonb -> 'fields' #>> '{%s}' FROM rule_documents('{%d}') d, "
	    "json_array_elements(d.container -> 'reports') WITH ORDINALITY e (r, o) "
	    "WHERE r ->> 'form' = '%s' ORDER BY o DESC LIMIT 1",
	    path, patient, form);
}

/* A nurse is done with a task of this kind. */
static void
did(int patient, const char *kind, const char *outcome)
{
	site_sql(
	    "INSERT INTO task (place_id, patient_id, kind, source, priority, starts_at,"
	    " due_at, created_at, status, owner_id) SELECT place_id, id, '%s',"
	    " 'did:%s:%s', 3, business_now(), business_now(), business_now(),"
	    " 'accepted', 201 FROM patient WHERE id = %d;"
	    "UPDATE task SET status = 'completed', closed_by = 201, outcome = '%s',"
	    " outcome_note = 'Said so' WHERE source = 'did:%s:%s'",
	    kind, kind, outcome, patient, outcome, kind, outcome);
}

START_TEST(the_contact_is_a_person_of_the_cht)
{
	site_sql("INSERT INTO place (id, kind, name) OVERRIDING SYSTEM VALUE"
		 " VALUES (90, 'district', 'The district');"
		 "UPDATE place SET parent_id = 90 WHERE id = 101;"
		 "UPDATE enrolment SET last_sign_at = '2031-03-02 10:00+00'"
		 " WHERE patient_id = 407");
	ck_assert_str_eq(part(FARAI, "{contact,_id}"), "patient-407");
	ck_assert_str_eq(part(FARAI, "{contact,type}"), "person");
	ck_assert_str_eq(part(FARAI, "{contact,name}"), "Farai Chikwanha");
	ck_assert_str_eq(part(FARAI, "{contact,patient_id}"), "R-2322");
	ck_assert_str_eq(part(FARAI, "{contact,phone}"), "+263775550151");
	ck_assert_str_eq(part(FARAI, "{contact,phone_owner}"), "guardian");
	ck_assert_str_eq(part(FARAI, "{contact,phone_shared}"), "no");
	ck_assert_str_eq(part(FARAI, "{contact,date_of_birth}"), "2015-01-22");
	ck_assert_str_eq(part(FARAI, "{contact,sex}"), "male");
	ck_assert_str_eq(part(FARAI, "{contact,is_minor}"), "yes");
	ck_assert_str_eq(part(FARAI, "{contact,enrollment_date}"), "2031-03-01");
	ck_assert_str_eq(
	    part(FARAI, "{contact,enrollment_location}"), "Riverside Clinic");
	ck_assert_str_eq(part(FARAI, "{contact,language_preference}"), "en");
	ck_assert_str_eq(part(FARAI, "{contact,last_seen}"), "1930212000000");
	ck_assert_str_eq(part(FARAI, "{contact,reported_date}"), "1930111320000");
	ck_assert_str_eq(part(FARAI, "{contact,parent,_id}"), "place-101");
	ck_assert_str_eq(part(FARAI, "{contact,parent,parent,_id}"), "place-90");
	ck_assert_str_eq(part(FARAI, "{contact,parent,parent,name}"), "The district");
	ck_assert_str_eq(part(FARAI, "{contact,muted}"), "");
	site_sql("UPDATE patient SET opted_out_at = '2031-03-02 12:00:01+02'"
		 " WHERE id = 407");
	ck_assert_str_eq(part(FARAI, "{contact,muted}"), "2031-03-02T10:00:01.000Z");
	ck_assert_str_eq(part(TINASHE, "{contact,is_minor}"), "no");
	ck_assert_str_eq(part(TINASHE, "{contact,last_seen}"), "");
	ck_assert_str_eq(part(KUDZAI, "{contact,phone_shared}"), "yes");
	/* Each has the zone of his own place. */
	ck_assert_str_eq(site_text("SELECT string_agg(concat_ws(' ', patient_id,"
				   " place_id, zone), ', ' ORDER BY patient_id)"
				   " FROM rule_documents('{406,401}')"),
	    "401 101 Africa/Harare, 406 103 Africa/Nairobi");
}
END_TEST

START_TEST(being_enrolled_is_a_report)
{
	ck_assert_str_eq(reports(BRIAN), "enroll enroll-602");
	ck_assert_str_eq(part(BRIAN, "{reports,0,type}"), "data_record");
	ck_assert_str_eq(part(BRIAN, "{reports,0,reported_date}"), "1929506520000");
	ck_assert_str_eq(field(BRIAN, "enroll", "patient_id"), "R-2291");
	ck_assert_str_eq(field(BRIAN, "enroll", "patient_uuid"), "patient-402");
	ck_assert_str_eq(field(BRIAN, "enroll", "enrollment_date"), "2031-02-22");
	ck_assert_str_eq(field(BRIAN, "enroll", "is_minor"), "no");
	ck_assert_str_eq(field(BRIAN, "enroll", "state"), "active");
	ck_assert_str_eq(field(BRIAN, "enroll", "asked"), "0");
	ck_assert_str_eq(field(BRIAN, "enroll", "welcome"), "");
	site_sql("INSERT INTO message (id, thread_id, place_id, patient_id, phone_id,"
		 " direction, kind, body, state, at) OVERRIDING SYSTEM VALUE VALUES"
		 " (1, 502, 101, 402, 302, 'out', 'automatic', 'Welcome', 'failed',"
		 "  '2031-02-22 06:02:01+00'),"
		 " (2, 502, 101, 402, 302, 'out', 'checkin', 'Well?', 'delivered',"
		 "  '2031-02-23 05:00+00');"
		 "INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step,"
		 " day, due_date, due_at, state) OVERRIDING SYSTEM VALUE VALUES (1,"
		 " 602, 402, 101, 'day_1', 1, '2031-02-23', '2031-02-23 05:00+00',"
		 " 'sent');"
		 "INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id,"
		 " day, asked_at, message_id) VALUES (1, 602, 402, 101, 1,"
		 " '2031-02-23 05:00+00', 2)");
	ck_assert_str_eq(field(BRIAN, "enroll", "welcome"), "failed");
	ck_assert_str_eq(field(BRIAN, "enroll", "welcome_at"), "1929506521000");
	ck_assert_str_eq(field(BRIAN, "enroll", "asked"), "1");
	/* What was asked since he was last heard of. */
	site_sql("UPDATE enrolment SET last_sign_at = '2031-02-24 05:00+00',"
		 " state = 'finished', ended_at = '2031-03-08 22:30+00'"
		 " WHERE id = 602");
	ck_assert_str_eq(field(BRIAN, "enroll", "asked"), "0");
	ck_assert_str_eq(field(BRIAN, "enroll", "state"), "finished");
	ck_assert_str_eq(field(BRIAN, "enroll", "ended_on"), "2031-03-09");
}
END_TEST

START_TEST(what_he_wrote_is_a_report)
{
	site_asked(TINASHE);
	site_says(TINASHE_PHONE, "0");
	site_says(TINASHE_PHONE, "1");
	site_says(TINASHE_PHONE, "the bleeding will not stop");
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', r ->> 'form', r #>> "
		      "'{fields,reads}', r #>> '{fields,urgency}', r #>> "
		      "'{fields,sign}', r #>> '{fields,whose}', r #>> "
		      "'{fields,day}', r ->> 'from', r #>> '{sms_message,message}'),"
		      " ', ' ORDER BY o) FROM rule_documents('{401}') d, "
		      "json_array_elements(d.container -> 'reports') WITH ORDINALITY "
		      "e (r, o) WHERE r ->> 'form' <> 'enroll'"),
	    "0 fine none  number 3 +263775550142 0, "
	    "1 problem amber  number 3 +263775550142 1, "
	    " words red bleeding number 3 +263775550142 the bleeding will not stop");
	ck_assert_str_eq(field(TINASHE, "", "text"), "the bleeding will not stop");
	ck_assert_str_ne(part(TINASHE, "{contact,last_seen}"), "");
}
END_TEST

/* Nobody has said yet whose it is: then it is nobody's. */
START_TEST(a_text_from_a_shared_phone_is_nobodys)
{
	const char *message, *number;

	site_says(SHARED_PHONE, "1");
	ck_assert_str_eq(reports(KUDZAI), "enroll enroll-603");
	ck_assert_str_eq(reports(TAPIWA), "enroll enroll-604");
	number = site_text("SELECT id FROM thread WHERE kind = 'shared'");
	message = site_text("SELECT id FROM message WHERE direction = 'in'");
	ck_assert_str_eq(
	    site_text(
		"SELECT concat_ws(' ', place_id, zone, container #>> '{contact,_id}',"
		" container #>> '{contact,type}', container #>> '{contact,phone}',"
		" container #>> '{contact,phone_shared}',"
		" json_array_length(container -> 'reports'),"
		" container #>> '{reports,0,_id}', container #>> '{reports,0,form}',"
		" container #>> '{reports,0,fields,whose}')"
		" FROM rule_number_documents('{%s}')",
		number),
	    arena_printf(site_arena(),
		"101 Africa/Harare number-%s number +263775550188 yes 1 message-%s 1 "
		"nobody",
		number, message));
	/* It is about both of them. */
	site_post(RUDO, arena_printf(site_arena(), "/messages/%s/attribute", number),
	    arena_printf(site_arena(), "patient=both&message=%s", message));
	ck_assert_str_eq(site_text("SELECT json_array_length(container -> 'reports')"
				   " FROM rule_number_documents('{%s}')",
			     number),
	    "0");
	ck_assert_str_eq(reports(KUDZAI),
	    arena_printf(site_arena(), "enroll enroll-603, 1 message-%s", message));
	ck_assert_str_eq(field(KUDZAI, "1", "whose"), "nurse");
	ck_assert_str_eq(reports(TAPIWA),
	    arena_printf(
		site_arena(), "enroll enroll-604, 1 message-%s-patient-404", message));
	ck_assert_str_eq(field(TAPIWA, "1", "whose"), "nurse");
	ck_assert_str_eq(field(TAPIWA, "1", "text"), "1");
}
END_TEST

static const struct {
	const char *kind, *outcome, *form, *path, *value;
} outcomes[] = {
	{ "trace", "reached-fine", "no_contact", "n,client_ok", "yes" },
	{ "trace", "reached-problem", "no_contact", "n,client_ok", "yes_not_ok" },
	{ "trace", "reached-problem", "no_contact", "case", "yes" },
	{ "trace", "not-found", "no_contact", "n,client_ok", "no" },
	{ "trace", "not-found", "no_contact", "reached", "no" },
	{ "trace", "wrong-number", "no_contact", "wrong_number", "yes" },
	{ "trace", "came", "no_contact", "n,client_ok", "seen" },
	{ "trace", "came", "client_visit", "note", "Said so" },
	{ "trace", "came", "client_visit", "visit_date", "2031-03-03" },
	{ "problem", "reached-fine", "potential_ae", "ae,described", "no" },
	{ "problem", "reached-problem", "potential_ae", "ae,described", "yes" },
	{ "problem", "reached-fine", "potential_ae", "task_kind", "problem" },
	{ "handed-back", "reached-fine", "potential_ae", "case", "yes" },
	{ "visit", "came", "client_review", "review,seen", "yes" },
	{ "visit", "reached-fine", "client_review", "review,seen", "no" },
	{ "visit", "reached-fine", "client_review", "review,tracing_method", "phone" },
	{ "visit", "not-found", "client_review", "review,tracing_method", "no" },
	{ "visit", "not-found", "client_review", "case", "yes" },
	{ "number", "reached-fine", "check_number", "number,right", "yes" },
	{ "number", "not-found", "check_number", "number,right", "no" },
	{ "free", "reached-fine", "follow_up", "outcome", "reached-fine" },
};

START_TEST(what_came_of_a_task_is_a_report)
{
	did(TINASHE, outcomes[_i].kind, outcomes[_i].outcome);
	ck_assert_str_eq(
	    field(TINASHE, outcomes[_i].form, outcomes[_i].path), outcomes[_i].value);
	ck_assert_str_eq(field(TINASHE, outcomes[_i].form, "patient_id"), "R-2318");
	/* Taken back, it never was. */
	site_sql("SELECT set_config('app.role', 'supervisor', true);"
		 "UPDATE task SET status = 'in-progress' WHERE patient_id = 401");
	ck_assert_str_eq(reports(TINASHE), "enroll enroll-601");
}
END_TEST

/* What became needless was done by nobody. */
START_TEST(what_closed_by_itself_is_none)
{
	site_sql(
	    "INSERT INTO task (place_id, patient_id, kind, source, priority, starts_at,"
	    " due_at, created_at) VALUES (101, 401, 'trace', 'x', 3, business_now(),"
	    " business_now(), business_now());"
	    "UPDATE task SET status = 'cancelled', outcome = 'needless'");
	ck_assert_str_eq(reports(TINASHE), "enroll enroll-601");
}
END_TEST

START_TEST(a_rules_task_is_its_form_and_a_document)
{
	site_sql(
	    "INSERT INTO task (id, place_id, patient_id, kind, source, priority,"
	    " starts_at, due_at, created_at, status, emission, rule, title, icon,"
	    " label, level, due_date, window_from, window_to, actions, resolved,"
	    " deleted, contact_name, requester, owner_doc, for_doc, authored_at)"
	    " OVERRIDING SYSTEM VALUE VALUES (701, 101, 401, 'rule', 'x', 3,"
	    " business_now(), business_now(), business_now(), 'ready', "
	    "'enroll-601~0~r',"
	    " 'r', 'task.r', 'icon', 'label', '7', '2031-03-03', '2031-03-02',"
	    " '2031-03-05', '[{\"type\": \"report\", \"form\": \"tracing\", \"label\":"
	    " \"Go\", \"content\": {\"a\": null, \"source\": \"task\"}}]', '{\"b\":"
	    " null}', false, 'Tinashe', 'patient-401', 'patient-401', 'patient-401',"
	    " business_now())");
	ck_assert_str_eq(site_text("SELECT (container #> '{tasks,0}')::jsonb ="
				   " task_document(701, 'aftercare')::jsonb"
				   " FROM rule_documents('{401}')"),
	    "true");
	ck_assert_str_eq(part(TINASHE, "{tasks,0,state}"), "Ready");
	site_sql(
	    "UPDATE task SET status = 'in-progress', owner_id = 201 WHERE id = 701;"
	    "UPDATE task SET status = 'completed', closed_by = 201,"
	    " outcome = 'not-found' WHERE id = 701");
	ck_assert_str_eq(site_text("SELECT (container #> '{tasks,0}')::jsonb ="
				   " task_document(701, 'aftercare')::jsonb"
				   " FROM rule_documents('{401}')"),
	    "true");
	ck_assert_str_eq(part(TINASHE, "{tasks,0,state}"), "Completed");
	ck_assert_str_eq(reports(TINASHE), "enroll enroll-601, tracing outcome-701");
	ck_assert_str_eq(field(TINASHE, "tracing", "t,outcome"), "not_found");
	ck_assert_str_eq(field(TINASHE, "tracing", "source_id"), "enroll-601");
	ck_assert_str_eq(field(TINASHE, "tracing", "rule"), "r");
}
END_TEST

static const struct {
	const char *decision, *form, *own;
} decisions[] = {
	{ "advice", "potential_ae", "no" },
	{ "clinic", "referral_for_care", "yes" },
	{ "refer", "referral_for_care", "no" },
	{ "hand-back", "hand_back", "no" },
};

START_TEST(a_decision_is_a_report)
{
	site_says(TINASHE_PHONE, "1");
	ck_assert_str_eq(site_text("SELECT count(*) FROM rule_documents('{401}') d,"
				   " json_array_elements(container -> 'reports') r"
				   " WHERE r ->> '_id' LIKE 'decision-%%'"),
	    "0");
	site_sql("UPDATE escalation SET decided_at = business_now(), decided_by = 204,"
		 " outcome = '%s', event = 'bleeding', grade = 'moderate',"
		 " refer_to = 'Central', note = 'Now'",
	    decisions[_i].decision);
	ck_assert_str_eq(
	    field(TINASHE, decisions[_i].form, "decision"), decisions[_i].decision);
	ck_assert_str_eq(
	    field(TINASHE, decisions[_i].form, "own_facility"), decisions[_i].own);
	ck_assert_str_eq(field(TINASHE, decisions[_i].form, "ae,severity"), "moderate");
	ck_assert_str_eq(field(TINASHE, decisions[_i].form, "refer_to"), "Central");
}
END_TEST

/* All at once they are what each is alone. */
START_TEST(many_are_each_as_alone)
{
	site_says(TINASHE_PHONE, "1");
	did(BRIAN, "trace", "reached-fine");
	did(BRIAN, "visit", "came");
	ck_assert_str_eq(
	    site_text("WITH p AS (SELECT array_agg(id) AS all_ FROM patient) "
		      "SELECT count(*) || ' ' || bool_and(d.container::text = "
		      "a.container::text) FROM p, rule_documents(p.all_) d "
		      "JOIN LATERAL rule_documents(ARRAY[d.patient_id]) a ON true"),
	    "7 true");
}
END_TEST

/* The program that evaluates has all it needs for it, and sees everybody. */
START_TEST(the_evaluator_may_ask)
{
	ck_assert_str_eq(
	    site_text("SELECT string_agg(has_function_privilege(r, f, 'EXECUTE')::text,"
		      " ' ' ORDER BY r) FROM (VALUES ('aftercare_rules'),"
		      " ('aftercare_site')) a (r),"
		      " (VALUES ('rule_documents(bigint[])')) b (f)"),
	    "true false");
}
END_TEST

TCase *
rule_documents_tests(void)
{
	TCase *tc = tcase_create("rule_documents");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_add_test(tc, the_contact_is_a_person_of_the_cht);
	tcase_add_test(tc, being_enrolled_is_a_report);
	tcase_add_test(tc, what_he_wrote_is_a_report);
	tcase_add_test(tc, a_text_from_a_shared_phone_is_nobodys);
	tcase_add_loop_test(tc, what_came_of_a_task_is_a_report, 0, COUNT_OF(outcomes));
	tcase_add_test(tc, what_closed_by_itself_is_none);
	tcase_add_test(tc, a_rules_task_is_its_form_and_a_document);
	tcase_add_loop_test(tc, a_decision_is_a_report, 0, COUNT_OF(decisions));
	tcase_add_test(tc, many_are_each_as_alone);
	tcase_add_test(tc, the_evaluator_may_ask);
	return tc;
}
