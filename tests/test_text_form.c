/* test_text_form.c - reports by SMS: the four notations, the types, what is wrong. */

#include "tests.h"

#include <string.h>

#include "base/text.h"
#include "core/text_form.h"
#include "ext/json.h"

static const char definitions[] =
    "{'REG': {'meta': {'code': 'REG', 'label': {'en': 'Registration', 'sw': "
    "'Usajili'}}, 'fields': {"
    "'note': {'type': 'string', 'position': 5, 'labels': {'tiny': 'not', 'short': "
    "'Note'}},"
    "'name': {'type': 'string', 'position': 0, 'required': true, 'length': [3, 12],"
    " 'labels': {'tiny': {'en': 'nam', 'sw': 'jin'}, 'short': {'en': 'Name', 'sw': "
    "'Jina'}}},"
    "'age': {'type': 'integer', 'position': 1, 'labels': {'tiny': [{'locale': 'en', "
    "'content': 'ag'}]}},"
    "'seen.day': {'type': 'date', 'position': 2, 'labels': {'tiny': 'day'}},"
    "'seen.well': {'type': 'boolean', 'position': 3, 'labels': {'tiny': 'wel'}},"
    "'sex': {'type': 'integer', 'position': 4, 'labels': {'tiny': 'sex'},"
    " 'list': [[0, {'en': 'Male'}], [1, 'Female']]}}},"
    "'ID': {'meta': {'code': 'ID'}, 'public_form': true, 'fields': {"
    "'id': {'type': 'string', 'length': [5, 13], 'flags': {'input_digits_only': true}},"
    "'words': {'type': 'string'}}},"
    "'TEL': {'fields': {'phone': {'type': 'phone_number', 'labels': {'tiny': 'pho'}},"
    " 'month': {'type': 'month', 'labels': {'tiny': 'mon'}}}},"
    "'ON': {'fields': {}}}";

static struct arena *arena;
static struct text_forms *forms;

/* JSON with single quotes, which stand in C without a stroke before each. */
static const char *
doubled(const char *text)
{
	char *json = arena_strdup(arena, text);

	for (char *at = json; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	return json;
}

static void
begin(void)
{
	const char *why = "", *json;

	arena = arena_new();
	json = doubled(definitions);
	ck_assert_msg(
	    text_forms_read(arena, json, strlen(json), &forms, &why) == OK, "%s", why);
}

static void
end(void)
{
	arena_free(arena);
}

static const struct {
	const char *text;
	const char *fields; /* NULL: it is no form */
} good[] = {
	/* Values in their places. */
	{ "1!REG!Mary#12#2020-01-02#1#0#all is well",
	    "{'name':'Mary','age':12,'seen':{'day':1577916000000,'well':true},"
	    "'sex':{'en':'Male'},'note':'all is well'}" },
	{ " 1!reg! Mary # 12 ", "{'name':'Mary','age':12}" },
	{ "1!REG!Mary##2020-01-02", "{'name':'Mary','seen':{'day':1577916000000}}" },
	{ "1!REG!Mary#", "{'name':'Mary'}" },
	{ "1!REG!007#-4", "{'name':'007','age':-4}" },
	{ "1!REG!Mary#####a!b", "{'name':'Mary','note':'a!b'}" },
	/* Pairs with an escape. */
	{ "J1!REG!nam#Mary#ag#12", "{'name':'Mary','age':12}" },
	{ "j1!reg!AG#12# nam # Mary ", "{'name':'Mary','age':12}" },
	{ "J1!REG!name#a\\#b\\#c", "{'name':'a#b#c'}" },
	{ "J1!REG!nam#Mary#ag##wel#0", "{'name':'Mary','seen':{'well':false}}" },
	/* Pairs. */
	{ "REG nam Mary Ann#ag 12#not it is fine",
	    "{'name':'Mary Ann','age':12,'note':'it is fine'}" },
	{ "REG#nam Mary#age 12", "{'name':'Mary','age':12}" },
	{ "reg name Mary, age 12, wel 1",
	    "{'name':'Mary','age':12,'seen':{'well':true}}" },
	{ "REG nam Mary, Ann#ag 12", "{'name':'Mary, Ann','age':12}" },
	{ "REG jin Mary#age12", "{'name':'Mary','age':12}" },
	{ "REG NAM: Mary # AGE = 12 #", "{'name':'Mary','age':12}" },
	{ "REG, nam Mary", "{'name':'Mary'}" },
	{ "REG - nam Mary#day 2020-01-02",
	    "{'name':'Mary','seen':{'day':1577916000000}}" },
	{ "REG age 12#seen.day 2020-01-02#nam Mary",
	    "{'name':'Mary','age':12,'seen':{'day':1577916000000}}" },
	/* Words in their places. */
	{ "REG Mary 12 2020-01-02 1 1 all is well",
	    "{'name':'Mary','age':12,'seen':{'day':1577916000000,'well':true},"
	    "'sex':'Female','note':'all is well'}" },
	{ "REG \"Mary Ann\" 12", "{'name':'Mary Ann','age':12}" },
	{ "reg\tMary\n12", "{'name':'Mary','age':12}" },
	{ "REG-Mary-Ann", "{'name':'Mary-Ann'}" },
	{ "REG:Mary", "{'name':'Mary'}" },
	{ "REG! Mary 12", "{'name':'Mary','age':12}" },
	{ "REG \"Mary 12", "{'name':'Mary','age':12}" },
	{ "REG Mary \"\" \"\" 0", "{'name':'Mary','seen':{'well':false}}" },
	{ "REG Mary 1 2020-01-02 1 0 \"all  well\"",
	    "{'name':'Mary','age':1,'seen':{'day':1577916000000,'well':true},"
	    "'sex':{'en':'Male'},'note':'all  well'}" },
	{ "REG Mary 1 2020-01-02 1 0 \"all\" is  \"well\"",
	    "{'name':'Mary','age':1,'seen':{'day':1577916000000,'well':true},"
	    "'sex':{'en':'Male'},'note':'\\\"all\\\" is \\\"well\\\"'}" },
	{ "\xe2\x80\x8bREG Ma\xe2\x80\x8bry 12", "{'name':'Mary','age':12}" },
	{ "ID 12345 weak and tired", "{'id':'12345','words':'weak and tired'}" },
	{ "ID 123-456 x", "{'id':'123456','words':'x'}" },
	{ "ID 12345 x#y", "{'id':'12345','words':'x#y'}" },
	{ "TEL 0772123456 3", "{'phone':'+263772123456','month':3}" },
	{ "TEL pho 0772 123 456, mon 12", "{'phone':'+263772123456','month':12}" },
	{ "TEL \"+27 82 123 4567\"", "{'phone':'+27821234567'}" },
	{ "on", "{}" },
	{ "ON ", "{}" },
	/* What is none. */
	{ "", NULL },
	{ "0", NULL },
	{ "the wound is open", NULL },
	{ "REGISTER me", NULL },
	{ "REG.Mary", NULL },
	{ "1!XYZ!a", NULL },
	{ "J1!XYZ!a", NULL },
	{ "1!REG", NULL },
	{ "2!REG!a", NULL },
	{ "!REG!a", NULL },
	{ "I go on", NULL },
};

static const char *
single(const char *json)
{
	char *text = arena_strdup(arena, json);

	for (char *at = text; *at != '\0'; at++)
		if (*at == '"')
			*at = '\'';
	return text;
}

START_TEST(a_text_is_read)
{
	struct text_report report;
	enum status status =
	    text_form_read(forms, arena, good[_i].text, "en", "Africa/Harare", &report);

	if (good[_i].fields == NULL) {
		ck_assert_msg(status == ERR_NOT_FOUND, "%s", good[_i].text);
		return;
	}
	ck_assert_msg(status == OK, "%s: %s", good[_i].text,
	    status == ERR_INVALID ? text_fault_key(report.faults[0].kind) : "none");
	ck_assert(json_gate(report.fields, strlen(report.fields)));
	ck_assert_str_eq(single(report.fields), single(doubled(good[_i].fields)));
}
END_TEST

static const struct {
	const char *text;
	enum text_fault_kind kind;
	const char *label;
	size_t n;
} bad[] = {
	{ "REG", TEXT_MISSING, "Name", 1 },
	{ "1!REG!", TEXT_MISSING, "Name", 1 },
	{ "1!REG!#5", TEXT_MISSING, "Name", 1 },
	{ "REG Ma", TEXT_LENGTH, "Name", 1 },
	{ "REG Marymarymaryma", TEXT_LENGTH, "Name", 1 },
	{ "REG Mary twelve", TEXT_NO_NUMBER, "ag", 1 },
	{ "REG Mary 12.5", TEXT_NO_NUMBER, "ag", 1 },
	{ "REG Mary 0x10", TEXT_NO_NUMBER, "ag", 1 },
	{ "REG Mary 9999999999999999", TEXT_NO_NUMBER, "ag", 1 },
	{ "REG Mary 12 02/01/2020", TEXT_NO_DATE, "day", 1 },
	{ "REG Mary 12 2020-02-30", TEXT_NO_DATE, "day", 1 },
	{ "REG Mary 12 2020-01-02 yes", TEXT_NO_YES, "wel", 1 },
	{ "REG Mary 12 2020-01-02 10", TEXT_NO_YES, "wel", 1 },
	{ "REG Mary 12 2020-01-02 1 2", TEXT_NO_CHOICE, "sex", 1 },
	{ "REG Mary x y z", TEXT_NO_NUMBER, "ag", 3 },
	{ "REG nam Mary#nam Anna", TEXT_TWICE, "Name", 1 },
	{ "REG nam Mary#hair long", TEXT_EXTRA, "hair long", 1 },
	{ "1!REG!Mary######more", TEXT_EXTRA, "more", 1 },
	{ "J1!REG!nam#Mary#hair#long", TEXT_EXTRA, "hair", 1 },
	{ "J1!REG!nam#Mary#ag 1#2", TEXT_EXTRA, "ag 1", 1 },
	{ "TEL 12", TEXT_NO_PHONE, "pho", 1 },
	{ "TEL mon 13", TEXT_NO_NUMBER, "mon", 1 },
	{ "ON and on", TEXT_EXTRA, "and on", 1 },
	{ "ID 12x3", TEXT_LENGTH, "id", 1 },
};

START_TEST(what_is_wrong_is_told)
{
	struct text_report report;

	ck_assert_msg(text_form_read(forms, arena, bad[_i].text, "en", "Africa/Harare",
			  &report) == ERR_INVALID,
	    "%s", bad[_i].text);
	ck_assert_uint_eq(report.nfaults, bad[_i].n);
	ck_assert_msg(report.faults[0].kind == bad[_i].kind, "%s: %s", bad[_i].text,
	    text_fault_key(report.faults[0].kind));
	ck_assert_str_eq(report.faults[0].label, bad[_i].label);
}
END_TEST

START_TEST(labels_are_the_readers)
{
	struct text_report report;

	ck_assert_int_eq(
	    text_form_read(forms, arena, "REG", "sw", "UTC", &report), ERR_INVALID);
	ck_assert_str_eq(report.title, "Usajili");
	ck_assert_str_eq(report.faults[0].label, "Jina");
	ck_assert(!report.open);
	ck_assert_int_eq(
	    text_form_read(forms, arena, "id 12345", "nd", "UTC", &report), OK);
	ck_assert_str_eq(report.title, "ID");
	ck_assert(report.open);
}
END_TEST

/* A day begins where it begins there, also where the clocks change. */
static const struct {
	const char *zone, *day, *fields;
} days[] = {
	{ "UTC", "2020-01-02", "{'name':'Mary','seen':{'day':1577923200000}}" },
	{ "Asia/Kathmandu", "2020-01-02",
	    "{'name':'Mary','seen':{'day':1577902500000}}" },
	{ "America/Los_Angeles", "2020-03-08",
	    "{'name':'Mary','seen':{'day':1583654400000}}" },
	{ "America/Los_Angeles", "2020-03-09",
	    "{'name':'Mary','seen':{'day':1583737200000}}" },
	/* There was no midnight: the day began at one. */
	{ "America/Sao_Paulo", "2018-11-04",
	    "{'name':'Mary','seen':{'day':1541300400000}}" },
	{ "America/Sao_Paulo", "2018-02-18",
	    "{'name':'Mary','seen':{'day':1518922800000}}" },
};

START_TEST(a_day_is_a_moment_there)
{
	struct text_report report;

	ck_assert_int_eq(text_form_read(forms, arena,
			     arena_printf(arena, "REG nam Mary#day %s", days[_i].day),
			     "en", days[_i].zone, &report),
	    OK);
	ck_assert_str_eq(single(report.fields), days[_i].fields);
}
END_TEST

static const struct {
	const char *json, *why;
} broken[] = {
	{ "[]", "it is no JSON object of forms" },
	{ "{'A B': {'fields': {}}}", "form A B: this cannot be a code" },
	{ "{'A': {}}", "form A: it has no fields, or too many" },
	{ "{'A': {'fields': {'x': {}}}}",
	    "form A, field x: the type (none) is not supported" },
	{ "{'A': {'fields': {'x': {'type': 'bsDate'}}}}",
	    "form A, field x: the type bsDate is not supported" },
	{ "{'A': {'fields': {'x.': {'type': 'string'}}}}",
	    "form A, field x.: this cannot be the name of a field" },
	{ "{'A': {'fields': {'x': {'type': 'string'}, 'x.y': {'type': 'string'}}}}",
	    "form A, field x: it has fields within, too" },
	{ "{'A': {'fields': {'x': {'type': 'string', 'length': [3]}}}}",
	    "form A, field x: its length is not [least, most]" },
	{ "{'A': {'fields': {'x': {'type': 'string', 'length': [3, 2]}}}}",
	    "form A, field x: its length is not [least, most]" },
	{ "{'A': {'fields': {'x': {'type': 'string', 'list': [1]}}}}",
	    "form A, field x: a choice of its list is not [value, label]" },
	{ "{'A': {'fields': {'x': {'type': 'string', 'required': 'yes'}}}}",
	    "form A, field x: required is neither true nor false" },
	{ "{'A': {'public_form': 1, 'fields': {}}}",
	    "form A: public_form is neither true nor false" },
};

START_TEST(what_cannot_be_used_is_refused)
{
	const char *why = "", *json = doubled(broken[_i].json);
	struct text_forms *none;

	ck_assert_int_eq(
	    text_forms_read(arena, json, strlen(json), &none, &why), ERR_INVALID);
	ck_assert_str_eq(why, broken[_i].why);
}
END_TEST

TCase *
text_form_tests(void)
{
	TCase *tc = tcase_create("text form");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, a_text_is_read, 0, (int)COUNT_OF(good));
	tcase_add_loop_test(tc, what_is_wrong_is_told, 0, (int)COUNT_OF(bad));
	tcase_add_test(tc, labels_are_the_readers);
	tcase_add_loop_test(tc, a_day_is_a_moment_there, 0, (int)COUNT_OF(days));
	tcase_add_loop_test(
	    tc, what_cannot_be_used_is_refused, 0, (int)COUNT_OF(broken));
	return tc;
}
