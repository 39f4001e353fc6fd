/* test_sim_flow.c - expressions, tests and flows, without a database. */

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "sim/expression.h"
#include "sim/flow.h"
#include "sim/match.h"
#include "sim/words.h"
#include "tests.h"

#define NOW (INT64_C(1795245919) * SECOND + 380135)

static struct arena *arena;

static void
begin(void)
{
	arena = arena_new();
}

static void
end(void)
{
	arena_free(arena);
}

static const struct json *
parsed(const char *text)
{
	const struct json *json;

	ck_assert_msg(json_parse(arena, text, strlen(text), &json) == OK, "%s", text);
	return json;
}

/* clang-format off */
static const struct {
	const char *template, *text;
} templates[] = {
	{ "plain", "plain" },
	{ "", "" },
	{ "Hello @contact.first_name!", "Hello Juma!" },
	{ "Hello @contact.name.", "Hello Juma Ali." },
	{ "@contact", "Juma Ali" },
	{ "write to nurse@@clinic.org", "write to nurse@clinic.org" },
	{ "write to nurse@clinic.org", "write to nurse@clinic.org" },
	{ "@", "@" },
	{ "a @ b", "a @ b" },
	{ "@(1 + 2 * 3)", "7" },
	{ "@((1 + 2) * 3)", "9" },
	{ "@(2 ^ 3 ^ 1)", "8" },
	{ "@(-2 + 1)", "-1" },
	{ "@(10 / 4)", "2.5" },
	{ "@(1 / 0)", "" },
	{ "@(\"a\" & \"b\" & 1)", "ab1" },
	{ "@(\"a\" = \"a\")", "true" },
	{ "@(\"a\" = \"A\")", "false" },
	{ "@(1 != 2)", "true" },
	{ "@(2 <= 1)", "false" },
	{ "@(\"10\" > 9)", "true" },
	{ "@(if(true, \"x\", \"y\"))", "x" },
	{ "@(if(\"\", \"x\", \"y\"))", "y" },
	{ "@(if(input, input.text, null))", "" },
	{ "@(default(trigger.params.none, \"?\"))", "?" },
	{ "@(default(trigger.params.day, \"?\"))", "3" },
	{ "@(upper(\"ab\") & lower(\"CD\"))", "ABcd" },
	{ "@(\"a\\\"b\\\\\")", "a\"b\\" },
	{ "@(contact.missing)", "" },
	{ "@contact.missing", "" },
	{ "@(nonsense(1))", "" },
	{ "@(if(1))", "" },
	{ "@(1 +)", "" },
	{ "@(1", "@(1" },
	{ "@(array(1, 2)[1])", "2" },
	{ "@(array(1, 2)[2])", "" },
	{ "@(count(array(1, 2, 3)))", "3" },
	{ "@(contact[\"name\"])", "Juma Ali" },
	{ "@(json(object(\"b\", 1, \"a\", null)))", "{\"b\":1,\"a\":null}" },
	{ "@(json(object(\"b\")))", "" },
	{ "@(json(array(\"x\\\"y\", true)))", "[\"x\\\"y\",true]" },
	{ "@(json(foreach_value(results, extract_object, \"value\", \"none\")))",
	    "{\"status\":{\"value\":\"1\",\"none\":null}}" },
	{ "@(json(foreach(array(\"A\", \"B\"), lower)))", "[\"a\",\"b\"]" },
	{ "@results.status", "1" },
	{ "@(results.status.category = \"Problem\")", "true" },
	{ "@trigger.params.text", "@contact.name @@" },
	{ "@(text_length(\"\xc3\xa9t\xc3\xa9\"))", "3" },
	{ "@(AND(true, 1 = 1) & or(false, \"\"))", "truefalse" },
	{ "@(now())", "2026-11-21T07:25:19.380135Z" },
};
/* clang-format on */

static struct value
sample_scope(void)
{
	static const char text[] =
	    "{\"contact\":{\"name\":\"Juma Ali\",\"first_name\":\"Juma\"},"
	    "\"results\":{\"status\":{\"value\":\"1\",\"category\":\"Problem\"}},"
	    "\"trigger\":{\"params\":{\"day\":\"3\",\"text\":\"@contact.name @@\"}},"
	    "\"input\":null}";
	struct value root = value_from_json(arena, parsed(text));

	root.members[0].value.text = "Juma Ali";
	root.members[1].value.members[0].value.text = "1";
	return root;
}

START_TEST(template_becomes)
{
	struct value root = sample_scope();
	struct expression_scope scope = { .arena = arena, .root = &root, .now = NOW };

	ck_assert_str_eq(
	    template_text(&scope, templates[_i].template), templates[_i].text);
}
END_TEST

START_TEST(deep_and_long_expressions_end)
{
	struct value root = sample_scope();
	struct expression_scope scope = { .arena = arena, .root = &root, .now = NOW };
	struct buf b;

	buf_init(&b, arena);
	buf_puts(&b, "@");
	for (int i = 0; i < 1000; i++)
		buf_puts(&b, "(");
	buf_puts(&b, "1");
	for (int i = 0; i < 1000; i++)
		buf_puts(&b, ")");
	ck_assert_str_eq(template_text(&scope, b.data), "");
	buf_init(&b, arena);
	buf_puts(&b, "@(1");
	for (int i = 0; i < 20000; i++)
		buf_puts(&b, "+1");
	buf_puts(&b, ")");
	ck_assert_str_eq(template_text(&scope, b.data), "");
}
END_TEST

/* clang-format off */
static const struct {
	const char *test, *text, *first, *second, *match; /* NULL: no match */
} matches[] = {
	{ "has_text", " a ", "", "", "a" },
	{ "has_text", "  ", "", "", NULL },
	{ "has_only_text", "Success", "Success", "", "Success" },
	{ "has_only_text", "success", "Success", "", NULL },
	{ "has_any_word", "NDIYO, sana", "ndiyo yes", "", "ndiyo" },
	{ "has_any_word", "ndiyoo", "ndiyo yes", "", NULL },
	{ "has_all_words", "big red dog", "dog big", "", "dog big" },
	{ "has_all_words", "big dog", "dog big red", "", NULL },
	{ "has_phrase", "I want to stop now", "Stop now", "", "stop now" },
	{ "has_phrase", "stop it now", "stop now", "", NULL },
	{ "has_only_phrase", "STOP!", "stop", "", "stop" },
	{ "has_only_phrase", "stop please", "stop", "", NULL },
	{ "has_beginning", "Stopping", "stop", "", "Stop" },
	{ "has_beginning", "no stop", "stop", "", NULL },
	{ "has_pattern", "call 0712", "[0-9]+", "", "0712" },
	{ "has_pattern", "call", "[0-9]+", "", NULL },
	{ "has_pattern", "call", "(", "", NULL },
	{ "has_number", "I have 12 dogs", "", "", "12" },
	{ "has_number", "none", "", "", NULL },
	{ "has_number_eq", "1", "1", "", "1" },
	{ "has_number_eq", "I have 1 problem", "1", "", "1" },
	{ "has_number_eq", "1 0", "0", "", NULL },
	{ "has_number_eq", "0.", "0", "", "0" },
	{ "has_number_eq", "10", "1", "", NULL },
	{ "has_number_eq", "nan", "0", "", NULL },
	{ "has_number_eq", "0x1", "1", "", NULL },
	{ "has_number_between", "5", "1", "9", "5" },
	{ "has_number_between", "10", "1", "9", NULL },
	{ "has_number_lt", "3", "4", "", "3" },
	{ "has_number_gte", "3", "4", "", NULL },
	{ "has_error", "x", "", "", NULL },
	{ "has_unheard_of", "x", "x", "", NULL },
};
/* clang-format on */

START_TEST(test_matches)
{
	struct value operand = value_text(matches[_i].text);
	const char *const args[2] = { matches[_i].first, matches[_i].second };
	const char *found = match_test(arena, matches[_i].test, &operand, args);

	ck_assert_pstr_eq(found, matches[_i].match);
}
END_TEST

START_TEST(keyword_is_a_word)
{
	ck_assert(match_keyword(arena, "Checkin", "checkin", true));
	ck_assert(!match_keyword(arena, "checkin now", "checkin", true));
	ck_assert(match_keyword(arena, "checkin now", "checkin", false));
	ck_assert(!match_keyword(arena, "please checkin", "checkin", false));
	ck_assert(!match_keyword(arena, "", "checkin", false));
	ck_assert_str_eq(words_key(arena, "VMMC Date (local)"), "vmmc_date_local_");
}
END_TEST

/* Flows: the file that ships. */

static const struct json *
shipped(void)
{
	FILE *f = fopen("workflows/vmmc/flows.json", "r");
	char *text = arena_alloc(arena, 100000);
	size_t len;

	ck_assert_msg(f != NULL, "run me from the top of the tree");
	len = fread(text, 1, 99999, f);
	(void)fclose(f);
	ck_assert_uint_gt(len, 1000);
	return parsed(text);
}

static const struct json *
flow_named(const char *name)
{
	const struct json *flows = json_get(shipped(), "flows");

	for (size_t i = 0; i < json_count(flows); i++)
		if (strcmp(json_text(json_get(json_at(flows, i), "name")), name) == 0)
			return json_at(flows, i);
	ck_abort_msg("no flow %s", name);
	return NULL;
}

START_TEST(shipped_file_is_whole)
{
	const struct json *file = shipped(), *flows = json_get(file, "flows");
	struct value seen = value_object(NULL);
	const char *why = "";

	ck_assert_str_eq(json_text(json_get(file, "version")), "13");
	ck_assert_uint_eq(json_count(flows), 4);
	for (size_t i = 0; i < json_count(flows); i++) {
		const struct json *flow = json_at(flows, i);

		ck_assert_msg(flow_check(arena, flow, &why) == OK, "%s", why);
		ck_assert_str_eq(json_text(json_get(flow, "spec_version")), "13.1.0");
	}
	/* No UUID of one flow may turn up in another: look at all the texts. */
	for (const char *s = json_write(arena, flows);
	     (s = strstr(s, "\"uuid\"")) != NULL; s += 6) {
		const char *uuid = arena_strndup(arena, strpbrk(s + 6, "\"") + 1, 36);

		ck_assert(words_is_uuid(uuid));
		ck_assert_msg(value_get(&seen, uuid) == NULL, "%s twice", uuid);
		value_put(arena, &seen, uuid, value_truth(true));
	}
	ck_assert_uint_gt(seen.n, 30);
	ck_assert_str_eq(
	    json_text(json_get(json_at(json_get(file, "triggers"), 0), "trigger_type")),
	    "C");
}
END_TEST

/* clang-format off */
static const struct {
	const char *from, *to, *why;
} broken[] = {
	{ "\"type\":\"has_only_text\"", "\"type\":\"has_smell\"", "test" },
	{ "\"type\":\"send_msg\"", "\"type\":\"send_pigeon\"", "action" },
	{ "\"type\":\"switch\"", "\"type\":\"random\"", "router" },
	{ "\"type\":\"messaging", "\"type\":\"voice", "type of flow" },
	{ "\"destination_uuid\":\"", "\"destination_uuid\":\"0", "exit to no node" },
	{ "\"default_category_uuid\":\"", "\"default_category_uuid\":\"0", "default" },
	{ "\"exit_uuid\":\"", "\"exit_uuid\":\"0", "category without" },
	{ "\"category_uuid\":\"", "\"category_uuid\":\"0", "case without" },
	{ "\"exits\":[", "\"exits\":[],\"ways\":[", "without an exit" },
};
/* clang-format on */

START_TEST(broken_flow_is_refused)
{
	const char *text = json_write(arena, flow_named("Aftercare guarded send"));
	const char *at = strstr(text, broken[_i].from), *why = "";
	struct buf b;

	ck_assert_ptr_nonnull(at);
	buf_init(&b, arena);
	buf_add(&b, text, (size_t)(at - text));
	buf_puts(&b, broken[_i].to);
	buf_puts(&b, at + strlen(broken[_i].from));
	ck_assert_int_eq(flow_check(arena, parsed(b.data), &why), ERR_INVALID);
	ck_assert_msg(strstr(why, broken[_i].why) != NULL, "%s", why);
}
END_TEST

static struct flow_session
session_of(const char *flow, const char *fields, const char *params)
{
	return (struct flow_session){ .arena = arena,
		.now = NOW,
		.flow = flow_named(flow),
		.contact = { .uuid = "5a9cbdc1-6c8b-4c55-a4a3-9a1f5f4a8a10",
		    .name = "Juma Ali",
		    .language = "swa",
		    .urn = "tel:+255712345678",
		    .created_on = NOW,
		    .fields = parsed(fields),
		    .groups = parsed("[]") },
		.run_uuid = "ce3fb229-a207-42d7-965a-5289a25551f3",
		.run_created_on = NOW,
		.params = params != NULL ? parsed(params) : NULL,
		.globals = parsed("{\"aftercare_url\":\"http://x/h\","
				  "\"aftercare_token\":\"t0\"}") };
}

START_TEST(guarded_send_sends_once)
{
	const char *params = "{\"intent\":\"i1\",\"text\":\"Hi @contact.name @@\"}";
	struct flow_session s =
	    session_of("Aftercare guarded send", "{\"last_intent\":null}", params);

	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	ck_assert_uint_eq(s.neffects, 2);
	ck_assert_int_eq(s.effects[0].kind, EFFECT_FIELD);
	ck_assert_str_eq(s.effects[0].key, "last_intent");
	ck_assert_str_eq(s.effects[0].text, "i1");
	ck_assert_int_eq(s.effects[1].kind, EFFECT_SEND);
	ck_assert_str_eq(s.effects[1].text, "Hi @contact.name @@");
	s = session_of("Aftercare guarded send", "{\"last_intent\":\"i1\"}", params);
	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	ck_assert_uint_eq(s.neffects, 0);
	s = session_of("Aftercare guarded send", "{\"last_intent\":\"i0\"}", params);
	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	ck_assert_uint_eq(s.neffects, 2);
}
END_TEST

START_TEST(check_in_asks_once)
{
	const char *params = "{\"checkin\":\"c1\",\"text\":\"How?\"}";
	struct flow_session s =
	    session_of("Aftercare check-in", "{\"last_checkin\":\"c0\"}", params);

	ck_assert_int_eq(flow_sprint(&s), FLOW_WAITS);
	ck_assert_uint_eq(s.neffects, 2);
	ck_assert_int_eq(s.effects[0].kind, EFFECT_FIELD);
	ck_assert_str_eq(s.effects[0].key, "last_checkin");
	ck_assert_str_eq(s.effects[0].text, "c1");
	ck_assert_int_eq(s.effects[1].kind, EFFECT_SEND);
	ck_assert_str_eq(s.effects[1].text, "How?");
	s = session_of("Aftercare check-in", "{\"last_checkin\":\"c1\"}", params);
	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	ck_assert_uint_eq(s.neffects, 0);
}
END_TEST

/* The check-in from its question to the end, by way of its webhook. */
START_TEST(check_in_reports)
{
	const struct flow_input reply = { .uuid =
					      "d50243b4-9136-439b-bcb0-23482c5a8295",
		.text = " 1 Pain\n",
		.urn = "tel:+255712345678",
		.created_on = NOW };
	struct flow_session s = session_of("Aftercare check-in",
	    "{\"last_checkin\":null}", "{\"checkin\":\"c1\",\"text\":\"How?\"}");
	const struct json *body, *answer;
	size_t before;

	ck_assert_int_eq(flow_sprint(&s), FLOW_WAITS);
	before = json_count(parsed(s.path_json));
	s.waited_at = s.wait;
	s.path_before = parsed(s.path_json);
	s.input = &reply;
	ck_assert_int_eq(flow_sprint(&s), FLOW_CALLS);
	ck_assert_str_eq(s.call.method, "POST");
	ck_assert_str_eq(s.call.url, "http://x/h");
	ck_assert_uint_eq(s.call.headers, 4);
	ck_assert_str_eq(s.call.header_values[2], "Token t0");
	ck_assert_str_eq(s.call.header_values[3], s.run_uuid);
	body = parsed(s.call.body);
	answer = json_get(json_get(body, "results"), "answer");
	ck_assert_str_eq(json_text(json_get(body, "event")), "checkin");
	ck_assert_str_eq(
	    json_text(json_get(json_get(body, "params"), "checkin")), "c1");
	ck_assert_str_eq(
	    json_text(json_get(json_get(body, "input"), "text")), " 1 Pain\n");
	ck_assert_str_eq(json_text(json_get(answer, "value")), " 1 Pain\n");
	ck_assert_str_eq(json_text(json_get(answer, "category")), "All Responses");
	ck_assert_str_eq(
	    json_text(json_get(answer, "created_on")), "2026-11-21T07:25:19.380135Z");
	s.answers = parsed("[{\"status\":200,\"body\":\"{}\"}]");
	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	ck_assert_uint_eq(json_count(parsed(s.results_json)), 2);
	ck_assert_uint_eq(json_count(parsed(s.path_json)), before + 1);
	answer = json_get(parsed(s.results_json), "webhook");
	ck_assert_str_eq(json_text(json_get(answer, "category")), "Success");
	s.answers = parsed("[{\"status\":0,\"body\":null}]");
	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	answer = json_get(parsed(s.results_json), "webhook");
	ck_assert_str_eq(json_text(json_get(answer, "category")), "Failure");
	ck_assert_str_eq(json_text(json_get(answer, "value")), "0");
}
END_TEST

START_TEST(incoming_reports_without_waiting)
{
	const struct flow_input text = { .uuid = "d50243b4-9136-439b-bcb0-23482c5a8295",
		.text = "hello",
		.urn = "tel:+255712345678",
		.created_on = NOW };
	struct flow_session s = session_of("Aftercare incoming", "{}", NULL);

	s.input = &text;
	ck_assert_int_eq(flow_sprint(&s), FLOW_CALLS);
	ck_assert_str_eq(json_text(json_get(parsed(s.call.body), "event")), "incoming");
	s.answers = parsed("[{\"status\":503,\"body\":null}]");
	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	ck_assert_uint_eq(s.neffects, 0);
}
END_TEST

/* A wait with a time-out, translated words, groups, and a loop. */
static const char other_flow[] =
    "{\"uuid\":\"f\",\"name\":\"F\",\"type\":\"messaging\",\"localization\":{\"swa\":{"
    "\"a1\":{\"text\":[\"Habari @contact.first_name\"]},"
    "\"c1\":{\"arguments\":[\"ndiyo\"]}}},\"nodes\":["
    "{\"uuid\":\"n1\",\"actions\":[{\"uuid\":\"a1\",\"type\":\"send_msg\",\"text\":"
    "\"Hi\"}],"
    "\"router\":{\"type\":\"switch\",\"operand\":\"@input.text\",\"result_name\":"
    "\"Status\","
    "\"wait\":{\"type\":\"msg\",\"timeout\":{\"seconds\":60,\"category_uuid\":\"g3\"}},"
    "\"cases\":[{\"uuid\":\"c1\",\"type\":\"has_any_word\",\"arguments\":[\"yes\"],"
    "\"category_uuid\":\"g1\"}],"
    "\"categories\":[{\"uuid\":\"g1\",\"name\":\"Yes\",\"exit_uuid\":\"e1\"},"
    "{\"uuid\":\"g2\",\"name\":\"Other\",\"exit_uuid\":\"e2\"},"
    "{\"uuid\":\"g3\",\"name\":\"None\",\"exit_uuid\":\"e3\"}],"
    "\"default_category_uuid\":\"g2\"},"
    "\"exits\":[{\"uuid\":\"e1\",\"destination_uuid\":\"n2\"},"
    "{\"uuid\":\"e2\",\"destination_uuid\":\"n3\"},{\"uuid\":\"e3\"}]},"
    "{\"uuid\":\"n2\",\"actions\":["
    "{\"uuid\":\"a2\",\"type\":\"add_contact_groups\","
    "\"groups\":[{\"uuid\":\"q\",\"name\":\"AE\"}]},"
    "{\"uuid\":\"a3\",\"type\":\"set_run_result\",\"name\":\"Escalate\","
    "\"value\":\"@results.status\",\"category\":\"Yes\"}],"
    "\"exits\":[{\"uuid\":\"e4\"}]},"
    "{\"uuid\":\"n3\",\"actions\":[],\"exits\":[{\"uuid\":\"e5\","
    "\"destination_uuid\":\"n3\"}]}]}";

static struct flow_session
other_session(const struct flow_input *input)
{
	struct flow_session s = session_of("Aftercare check-in", "{}", "{}");

	s.flow = parsed(other_flow);
	s.waited_at = "n1";
	s.input = input;
	return s;
}

START_TEST(waits_in_the_contacts_language)
{
	struct flow_session s = other_session(NULL);

	s.waited_at = NULL;
	ck_assert_int_eq(flow_sprint(&s), FLOW_WAITS);
	ck_assert_str_eq(s.effects[0].text, "Habari Juma");
	ck_assert_int_eq(s.wait_seconds, 60);
	ck_assert_str_eq(s.wait, "n1");
}
END_TEST

START_TEST(reply_takes_its_branch)
{
	const struct flow_input yes = {
		.uuid = "u", .text = "NDIYO!", .urn = "tel:+1", .created_on = NOW
	};
	const struct flow_input odd = {
		.uuid = "u", .text = "hm", .urn = "tel:+1", .created_on = NOW
	};
	struct flow_session s = other_session(&yes);
	const struct json *results;

	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	ck_assert_int_eq(s.effects[0].kind, EFFECT_JOIN);
	ck_assert_str_eq(s.effects[0].text, "AE");
	results = parsed(s.results_json);
	ck_assert_str_eq(
	    json_text(json_get(json_get(results, "escalate"), "value")), "ndiyo");
	s = other_session(&odd);
	ck_assert_int_eq(flow_sprint(&s), FLOW_FAILS);
	ck_assert_str_eq(s.why, "it goes round in circles");
}
END_TEST

START_TEST(time_out_is_a_result)
{
	struct flow_session s = other_session(NULL);
	const struct json *status;

	s.timed_out = true;
	ck_assert_int_eq(flow_sprint(&s), FLOW_ENDS);
	status = json_get(parsed(s.results_json), "status");
	ck_assert_str_eq(json_text(json_get(status, "category")), "None");
	ck_assert_str_eq(
	    json_text(json_get(status, "value")), "2026-11-21T07:25:19.380135Z");
	ck_assert_str_eq(json_text(json_get(status, "input")), "");
}
END_TEST

START_TEST(background_flow_cannot_wait)
{
	struct flow_session s = other_session(NULL);
	struct value flow = value_from_json(arena, s.flow);
	struct buf b;

	value_put(arena, &flow, "type", value_text("messaging_background"));
	buf_init(&b, arena);
	value_write_json(&b, &flow);
	s.flow = parsed(b.data);
	s.waited_at = NULL;
	ck_assert_int_eq(flow_sprint(&s), FLOW_FAILS);
}
END_TEST

TCase *
sim_flow_tests(void)
{
	TCase *tc = tcase_create("sim flow");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, template_becomes, 0, (int)COUNT_OF(templates));
	tcase_add_test(tc, deep_and_long_expressions_end);
	tcase_add_loop_test(tc, test_matches, 0, (int)COUNT_OF(matches));
	tcase_add_test(tc, keyword_is_a_word);
	tcase_add_test(tc, shipped_file_is_whole);
	tcase_add_loop_test(tc, broken_flow_is_refused, 0, (int)COUNT_OF(broken));
	tcase_add_test(tc, guarded_send_sends_once);
	tcase_add_test(tc, check_in_asks_once);
	tcase_add_test(tc, check_in_reports);
	tcase_add_test(tc, incoming_reports_without_waiting);
	tcase_add_test(tc, waits_in_the_contacts_language);
	tcase_add_test(tc, reply_takes_its_branch);
	tcase_add_test(tc, time_out_is_a_result);
	tcase_add_test(tc, background_flow_cannot_wait);
	return tc;
}
