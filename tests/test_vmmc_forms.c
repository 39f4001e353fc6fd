/* test_vmmc_forms.c - the programme's own forms: every branch of each, in its words. */

#include "tests.h"

#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "core/workflow.h"
#include "ext/json.h"
#include "ext/xml.h"
#include "form/form.h"

/* 00:30 on Monday 3 March 2031 in Harare, when it is still Sunday in London. */
#define NOW (INT64_C(1930257000) * 1000)

static const char *const languages[] = { "en", "sn", "nd", "sw" };

static const char content[] =
    "{\"source\": \"task\", \"source_id\": \"message-9\", \"tries\": \"2\", "
    "\"words\": \"ropa\", \"contact\": {\"_id\": \"patient-401\", \"name\": "
    "\"Tinashe Moyo\", \"patient_id\": \"R-2318\", \"phone\": \"+263775550142\", "
    "\"enrollment_date\": \"2031-02-28\", \"parent\": {\"_id\": \"place-101\", "
    "\"name\": \"Riverside\"}}}";

static const char at_facility[] =
    "{\"source\": \"contact\", \"contact\": {\"_id\": \"place-101\", "
    "\"name\": \"Riverside\", \"parent\": {\"_id\": \"place-1\"}}}";

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

static const char *
text_of(const char *name, size_t *len)
{
	const char *path = arena_printf(arena, "workflows/vmmc/forms/%s.xml", name);
	const char *text;

	ck_assert_msg(
	    file_read(arena, path, FORM_XML_MAX, &text, len) == OK, "%s", path);
	return text;
}

static struct form *
load(const char *name)
{
	struct form_faults faults = { 0 };
	struct form *form = NULL;
	const char *text;
	size_t len;

	text = text_of(name, &len);
	if (form_load(arena, text, len, &form, &faults) != OK || faults.n > 0)
		ck_abort_msg("%s:%d: %s", name, faults.n > 0 ? faults.at[0].line : 0,
		    faults.n > 0 ? faults.at[0].what : "it cannot be loaded");
	return form;
}

static struct form_entry *
opened(const char *name, const char *language)
{
	const struct json *json;
	const char *what = strcmp(name, "enroll") == 0 ? at_facility : content;
	struct form_entry *entry;
	const char *why = "";
	struct form_context *context;

	ck_assert_int_eq(json_parse(arena, what, strlen(what), &json), OK);
	context = arena_alloc(arena, sizeof *context);
	*context = (struct form_context){ .zone = "Africa/Harare",
		.now_ms = NOW,
		.language = language,
		.content = json };
	ck_assert_msg(form_begin(arena, load(name), context, &entry, &why) == OK,
	    "%s: %s", name, why);
	return entry;
}

/* "path=value|path=value" in their order, each as a page would send it. */
static void
answer(struct form_entry *entry, const char *answers)
{
	while (*answers != '\0') {
		size_t path = strcspn(answers, "="), value;
		const char *field = arena_strndup(arena, answers, path), *name,
			   *why = "";

		answers += path + 1;
		value = strcspn(answers, "|");
		name = form_name_of(entry, field);
		ck_assert_msg(name != NULL, "there is no %s", field);
		ck_assert_msg(form_put(entry, name,
				  arena_strndup(arena, answers, value), &why) == OK,
		    "%s: %s", field, why);
		ck_assert_msg(form_compute(entry, &why) == OK, "%s", why);
		answers += value + (answers[value] == '|');
	}
}

/* The paths of what is not right, "call.what wound.signs". */
static const char *
problems(struct form_entry *entry)
{
	const struct form_problem *list;
	const char *all = "", *why = "";
	size_t n;

	ck_assert_msg(form_problems(entry, -1, &list, &n, &why) == OK, "%s", why);
	for (size_t i = 0; i < n; i++)
		all = arena_printf(arena, "%s%s%s", all, i > 0 ? " " : "",
		    strchr(list[i].path + 1, '/') + 1);
	return all;
}

static struct form_saved
saved(struct form_entry *entry)
{
	struct form_saved all = { 0 };
	const char *why = "";

	ck_assert_msg(
	    form_save(entry, &(struct form_save_context){ 0 }, &all, &why) == OK,
	    "%s (%s)", why, problems(entry));
	return all;
}

/* "again.next_try" of a report; "-" if it is not there. */
static const char *
field(const struct json *fields, const char *path)
{
	const char *dot;

	while ((dot = strchr(path, '.')) != NULL) {
		fields =
		    json_get(fields, arena_strndup(arena, path, (size_t)(dot - path)));
		path = dot + 1;
	}
	fields = json_get(fields, path);
	return json_is_null(fields) ? "-" : json_text(fields);
}

static void
expect(const char *about, const char *json, const char *wanted)
{
	const struct json *fields;

	ck_assert_int_eq(json_parse(arena, json, strlen(json), &fields), OK);
	while (*wanted != '\0') {
		size_t path = strcspn(wanted, "="), value;
		const char *name = arena_strndup(arena, wanted, path), *is;

		wanted += path + 1;
		value = strcspn(wanted, "|");
		is = field(fields, name);
		ck_assert_msg(is != NULL && strlen(is) == value &&
				  strncmp(is, wanted, value) == 0,
		    "%s: %s is \"%s\", not \"%.*s\"", about, name,
		    is != NULL ? is : "(no text)", (int)value, wanted);
		wanted += value + (wanted[value] == '|');
	}
}

/* ------------------------------------------------------------ every branch --- */

#define PROBLEM "call.what=reached-problem|wound.signs=bleeding pus|"

static const struct {
	const char *form, *answers;
	const char *fields; /* of the report */
} filled[] = {
	{ "potential_ae", "call.what=reached-fine",
	    "patient_id=R-2318|patient_uuid=patient-401|source_id=message-9|"
	    "outcome=reached-fine|note=|reached=yes|problem=no|seen=no|wrong_number=no|"
	    "case=no|sign=|attempt=3|day_after=3|call.method=phone|wound=-|again=-|"
	    "ae.described=no" },
	{ "potential_ae", "call.what=reached-fine|call.method=sms|call.said=He is well",
	    "outcome=reached-fine|note=He is well|call.method=sms" },
	{ "potential_ae", "call.what=came",
	    "outcome=came|reached=yes|seen=yes|ae.described=no" },
	{ "potential_ae", "call.what=wrong-number",
	    "outcome=wrong-number|wrong_number=yes|reached=no|call.method=-" },
	{ "potential_ae", "call.what=not-reached|again.when=2h",
	    "outcome=not-reached|again.next_try=2h|reached=no" },
	{ "potential_ae",
	    "call.what=not-reached|again.when=choose|again.day=2031-03-04|again.hour="
	    "14:30",
	    "outcome=not-reached|again.next_try=2031-03-04T14:30" },
	{ "potential_ae",
	    "call.what=not-reached|again.when=stop|again.why_stop=Moved "
	    "away|call.said=His wife said so",
	    "outcome=not-found|again.next_try=stop|note=Moved away. His wife said so" },
	{ "potential_ae",
	    PROBLEM "wound.onset=yesterday|wound.pain_level=7|wound.severity=moderate|"
		    "wound.adverse=yes|wound.advice=Press on it|wound.to_return=yes|"
		    "wound.escalate=yes|call.said=Afraid",
	    "outcome=reached-problem|problem=yes|case=yes|sign=bleeding|"
	    "note=Bleeding. Pus. Yesterday. 7/10. Afraid|ae.described=yes|"
	    "ae.severity=moderate|ae.asked_to_return=yes|wound.advice=Press on it" },
	{ "potential_ae",
	    PROBLEM
	    "wound.severity=mild|wound.adverse=no|wound.to_return=no|wound.escalate=no",
	    "case=no|ae.described=no|ae.asked_to_return=no|note=Bleeding. Pus." },
	{ "potential_ae",
	    "call.what=reached-problem|wound.signs=other|wound.other_sign=Itching|"
	    "wound.severity=mild|wound.adverse=yes|wound.to_return=no|"
	    "wound.why_not=It heals|wound.escalate=no",
	    "note=Itching.|sign=other|wound.why_not=It heals" },
	/* She had begun with something else. */
	{ "potential_ae",
	    "call.what=not-reached|again.when=stop|again.why_stop=Moved|call.what="
	    "reached-fine",
	    "outcome=reached-fine|note=|again=-" },
	{ "potential_ae", PROBLEM "call.what=came", "sign=|note=|case=no|wound=-" },
	{ "no_contact", "call.what=reached-fine",
	    "outcome=reached-fine|n.client_ok=yes" },
	{ "no_contact", PROBLEM "wound.severity=severe|wound.escalate=yes",
	    "n.client_ok=yes_not_ok|ae.described=yes|ae.severity=severe|case=yes" },
	{ "no_contact", "call.what=came", "n.client_ok=seen|seen=yes" },
	{ "no_contact", "call.what=wrong-number", "n.client_ok=no|wrong_number=yes" },
	{ "no_contact", "call.what=not-reached|again.when=tomorrow",
	    "n.client_ok=|again.next_try=tomorrow" },
	{ "no_contact",
	    "call.what=not-reached|again.when=stop|again.why_stop=No answer",
	    "outcome=not-found|n.client_ok=no" },
	{ "tracing", "call.what=reached-fine",
	    "t.outcome=ok|call.method=home|call.visit_date=2031-03-03" },
	{ "tracing", PROBLEM "wound.severity=mild|wound.escalate=no",
	    "t.outcome=potential_ae|ae.described=yes|case=no" },
	{ "tracing", "call.what=came|call.visit_date=2031-02-03",
	    "t.outcome=reviewed" },
	{ "tracing", "call.what=not-reached|again.when=2h", "t.outcome=" },
	{ "tracing",
	    "call.what=not-reached|again.when=stop|again.why_stop=Unknown there",
	    "t.outcome=not_found" },
	{ "client_review", "call.what=came|visit.seen_by=facility|visit.found=none",
	    "review.seen=yes|review.tracing_method=|visit.visit_date=2031-03-03|ae=-|"
	    "notifiable=no|serious=no" },
	{ "client_review",
	    "call.what=came|visit.seen_by=elsewhere|visit.seen_at=Hillview|"
	    "visit.provider=Sr Moyo|visit.found=severe|ae.type=BL|ae.timing=B|"
	    "ae.treatment=Stitches|ae.events=hospital tetanus",
	    "ae.described=yes|ae.severity=severe|ae.code=BL-B|"
	    "ae.who_type=excessive-bleeding|notifiable=yes|serious=yes|"
	    "visit.seen_at=Hillview" },
	{ "client_review",
	    "call.what=came|visit.seen_by=team|visit.found=moderate|ae.type=OT|"
	    "ae.other_type=haematoma|ae.timing=C|ae.events=device",
	    "ae.code=OT-C|ae.who_type=haematoma|notifiable=yes|serious=no" },
	{ "client_review",
	    "call.what=came|visit.seen_by=team|visit.found=mild|ae.type=IN|"
	    "ae.timing=A|ae.events=none",
	    "ae.code=IN-A|ae.who_type=infection|notifiable=no" },
	{ "client_review", "call.what=reached-fine|call.not_seen=No money for the bus",
	    "review.seen=no|review.tracing_method=phone|visit=-" },
	{ "client_review",
	    PROBLEM "call.method=sms|wound.severity=mild|wound.escalate=yes",
	    "review.seen=no|review.tracing_method=sms|case=yes" },
	{ "client_review", "call.what=not-reached|again.when=2h",
	    "review.seen=no|review.tracing_method=" },
	{ "client_review", "call.what=not-reached|again.when=stop|again.why_stop=Gone",
	    "review.tracing_method=no" },
	{ "client_review", "call.what=wrong-number", "review.tracing_method=no" },
	{ "client_visit", "visit.seen_by=facility|visit.found=none|more.said=All well",
	    "outcome=came|reached=yes|seen=yes|note=All "
	    "well|visit_date=2031-03-03|ae=-" },
	{ "client_visit",
	    "visit.visit_date=2031-02-28|visit.seen_by=team|visit.found=moderate|"
	    "ae.type=WD|ae.timing=B|ae.events=none",
	    "visit_date=2031-02-28|ae.code=WD-B|ae.who_type=wound-disruption" },
	{ "referral_for_care",
	    "send.refer_where=here|send.soon=now|send.signs=swelling|"
	    "send.severity=moderate|send.told=yes",
	    "refer_to=|own_facility=yes|decision=clinic|severity=moderate|sign="
	    "swelling" },
	{ "referral_for_care",
	    "send.refer_where=elsewhere|send.place=Hillview|send.soon=tomorrow|"
	    "send.signs=fever other|send.other_sign=Rash|send.severity=severe|"
	    "send.told=no|send.transport=Bus|send.said=With his father",
	    "refer_to=Hillview|own_facility=no|decision=refer|sign=fever|"
	    "note=With his father|ae.described=yes" },
	{ "check_number", "call.what=reached-fine", "number.right=yes" },
	{ "check_number", "call.what=came", "number.right=yes|seen=yes" },
	{ "check_number", PROBLEM "wound.severity=mild|wound.escalate=yes",
	    "number.right=yes|case=yes" },
	{ "check_number", "call.what=not-reached|again.when=2h", "number.right=" },
	{ "check_number",
	    "call.what=not-reached|again.when=stop|again.why_stop=Nobody has it",
	    "number.right=no|wrong_number=no" },
	{ "hand_over", "over.open=Wound not seen yet|over.next_step=Call at nine",
	    "note=Wound not seen yet > Call at nine|over.by=2031-03-03|outcome=-" },
	{ "enroll",
	    "him.given_name=Farai|him.family_name=Ncube|him.born=2014-03-03|"
	    "him.language=sn|reach.phone=+263 77 555 0199|reach.whose=guardian|"
	    "care.how=device|care.guardian_name=Ruth|care.guardian_relation=mother|"
	    "care.guardian_consent=yes|care.consent=yes",
	    "is_minor=yes|enrollment_date=2031-03-03|method=device|phone_owner="
	    "guardian" },
	{ "enroll",
	    "him.given_name=Farai|him.family_name=Ncube|him.born=2013-03-03|"
	    "him.language=en|reach.phone=077 555-0199|care.how=surgical|care.consent="
	    "yes",
	    "is_minor=no|phone_owner=own|care.guardian_name=-" },
};

START_TEST(a_form_is_filled)
{
	struct form_entry *entry = opened(filled[_i].form, "en");
	struct form_saved all;

	answer(entry, filled[_i].answers);
	ck_assert_str_eq(problems(entry), "");
	all = saved(entry);
	expect(arena_printf(arena, "%s, %s", filled[_i].form, filled[_i].answers),
	    all.fields, filled[_i].fields);
}
END_TEST

static const struct {
	const char *form, *answers;
	const char *problems;
} refused[] = {
	{ "potential_ae", "", "call/what" },
	{ "potential_ae", "call.what=reached-problem",
	    "wound/signs wound/severity wound/adverse wound/to_return wound/escalate" },
	{ "potential_ae", "call.what=not-reached", "again/when" },
	{ "potential_ae", "call.what=not-reached|again.when=stop", "again/why_stop" },
	{ "potential_ae",
	    "call.what=not-reached|again.when=choose|again.day=2031-03-02|again.hour="
	    "09:00",
	    "again/day" },
	{ "potential_ae",
	    "call.what=not-reached|again.when=choose|again.day=2031-04-04|again.hour="
	    "09:00",
	    "again/day" },
	{ "potential_ae",
	    PROBLEM "wound.severity=mild|wound.adverse=yes|wound.to_return=no|wound."
		    "escalate=no",
	    "wound/why_not" },
	/* Nobody keeps an emergency to herself. */
	{ "potential_ae",
	    "call.what=reached-problem|wound.signs=tetanus|wound.severity=mild|"
	    "wound.adverse=yes|wound.to_return=yes|wound.escalate=no",
	    "wound/escalate" },
	{ "no_contact",
	    "call.what=reached-problem|wound.signs=urine|wound.severity=mild|wound."
	    "escalate=no",
	    "wound/escalate" },
	{ "tracing", PROBLEM "wound.severity=severe|wound.escalate=no",
	    "wound/escalate" },
	{ "tracing", "call.what=came|call.visit_date=2031-03-04", "call/visit_date" },
	{ "client_review",
	    "call.what=came|visit.visit_date=2031-03-04|visit.seen_by=team|visit.found="
	    "none",
	    "visit/visit_date" },
	{ "client_review",
	    "call.what=came|visit.visit_date=2031-02-02|visit.seen_by=team|visit.found="
	    "none",
	    "visit/visit_date" },
	{ "client_review", "call.what=came|visit.seen_by=elsewhere|visit.found=mild",
	    "visit/seen_at ae/type ae/timing ae/events" },
	{ "client_review",
	    "call.what=came|visit.seen_by=team|visit.found=mild|ae.type=OT|ae.timing=A|"
	    "ae.events=none death",
	    "ae/other_type ae/events" },
	{ "referral_for_care",
	    "send.refer_where=elsewhere|send.soon=now|send.signs=pus|send.severity="
	    "mild|send.told=no",
	    "send/place" },
	{ "hand_over", "over.open=x|over.next_step=y|over.by=2031-03-02", "over/by" },
	{ "enroll",
	    "him.given_name=Farai|him.family_name=Ncube|him.born=2021-03-04|"
	    "him.language=sn|reach.phone=0775 O199|reach.whose=other|"
	    "care.procedure_date=2031-03-04|care.how=device|care.guardian_name=Ruth|"
	    "care.guardian_relation=mother|care.guardian_consent=no|care.consent=no",
	    "him/born reach/phone reach/owner_name care/procedure_date "
	    "care/guardian_consent care/consent" },
};

START_TEST(what_is_not_right_is_told)
{
	struct form_entry *entry = opened(refused[_i].form, "en");

	answer(entry, refused[_i].answers);
	ck_assert_str_eq(problems(entry), refused[_i].problems);
}
END_TEST

START_TEST(who_is_enrolled_becomes_a_person)
{
	struct form_entry *entry = opened("enroll", "en");
	struct form_saved all;

	answer(entry,
	    "him.given_name=Farai|him.family_name=Ncube|him.card=R-77|him.born=2014-03-"
	    "03|"
	    "him.language=sn|him.lives_in=Ward 4|reach.phone=+263 77 555 0199|"
	    "reach.whose=guardian|care.how=device|care.guardian_name=Ruth|"
	    "care.guardian_relation=mother|care.guardian_consent=yes|care.consent=yes");
	all = saved(entry);
	ck_assert_uint_eq(all.n, 2);
	ck_assert_str_eq(all.documents[1].type, "person");
	expect("person", all.documents[1].json,
	    "given_name=Farai|family_name=Ncube|name=Farai Ncube|patient_id=R-77|"
	    "date_of_birth=2014-03-03|language_preference=sn|phone=+263775550199|"
	    "phone_owner=guardian|alternate_phone=|guardian_name=Ruth|"
	    "guardian_consent=yes|lives_in=Ward 4|enrollment_date=2031-03-03|"
	    "enrollment_location=Riverside|method=device|parent=place-101");
}
END_TEST

/* ------------------------------------------------------------------- words --- */

static const char *const names[] = { "potential_ae", "no_contact", "tracing",
	"client_review", "check_number", "client_visit", "referral_for_care",
	"hand_over", "enroll" };

START_TEST(every_form_asks_in_every_language)
{
	struct form *form = load(names[_i]);

	ck_assert_str_eq(form_id(form), names[_i]);
	ck_assert_ptr_nonnull(workflow_form_named(names[_i]));
	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		const struct form_question *questions;
		size_t n;

		ck_assert_str_eq(form_language(form, i), languages[i]);
		form_questions(arena, form, languages[i], &questions, &n);
		ck_assert_uint_gt(n, 0);
		for (size_t k = 0; k < n; k++)
			ck_assert_msg(questions[k].group || *questions[k].label != '\0',
			    "%s: %s has no words in %s", names[_i], questions[k].path,
			    languages[i]);
	}
	ck_assert_ptr_null(form_language(form, COUNT_OF(languages)));
}
END_TEST

/* One text of a form in all languages. */
struct wording {
	const char *id, *words[4];
};
struct wordings {
	struct wording at[2000];
	size_t n;
};

static struct xml_node *
child_named(struct xml_node *node, const char *name)
{
	for (node = xml_first(node); node != NULL; node = xml_next(node))
		if (strcmp(xml_name(node), name) == 0)
			return node;
	ck_abort_msg("there is no %s", name);
}

static void
read_wordings(const char *name, struct wordings *all)
{
	struct xml_fault fault = { 0 };
	struct xml_node *language, *text;
	struct xml *xml;
	const char *form;
	size_t len, from = all->n, at, i = 0;

	form = text_of(name, &len);
	ck_assert_int_eq(xml_parse(arena, form, len, &xml, &fault), OK);
	language = xml_first(child_named(
	    child_named(child_named(xml_root(xml), "head"), "model"), "itext"));
	for (; language != NULL; language = xml_next(language), i++) {
		at = from;
		for (text = xml_first(language); text != NULL; text = xml_next(text)) {
			struct wording *w = &all->at[at++];

			ck_assert_uint_lt(at, COUNT_OF(all->at));
			ck_assert(i == 0 ||
				  strcmp(w->id, xml_attribute(text, NULL, "id")) == 0);
			w->id = xml_attribute(text, NULL, "id");
			w->words[i] = xml_text(arena, text);
			ck_assert_str_ne(w->words[i], "");
		}
		ck_assert(i == 0 || at == all->n);
		all->n = at;
	}
	ck_assert_uint_eq(i, COUNT_OF(languages));
}

/* What is called the same in English is called the same in the others. */
START_TEST(one_word_for_one_thing)
{
	struct wordings *all = arena_alloc(arena, sizeof *all);

	all->n = 0;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		read_wordings(names[i], all);
	ck_assert_uint_gt(all->n, 300);
	for (size_t i = 0; i < all->n; i++)
		for (size_t k = i + 1; k < all->n; k++)
			for (size_t l = 1; l < COUNT_OF(languages); l++)
				ck_assert_msg(strcmp(all->at[i].words[0],
						  all->at[k].words[0]) != 0 ||
						  strcmp(all->at[i].words[l],
						      all->at[k].words[l]) == 0,
				    "%s and %s", all->at[i].id, all->at[k].id);
}
END_TEST

START_TEST(a_problem_is_told_in_the_nurses_language)
{
	static const char *const notes[] = { "Bleeding.", "Kubuda ropa.", "Ukopha.",
		"Kutokwa damu." };

	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		struct form_entry *entry = opened("no_contact", languages[i]);

		answer(entry, "call.what=reached-problem|wound.signs=bleeding|wound."
			      "severity=mild|"
			      "wound.escalate=no");
		expect(languages[i], saved(entry).fields,
		    arena_printf(arena, "note=%s", notes[i]));
	}
}
END_TEST

/* What is asked of most men stands on one page, and is one answer. */
START_TEST(the_common_way_is_one_page)
{
	static const char *const calls[] = { "potential_ae", "no_contact", "tracing",
		"client_review", "check_number" };

	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		struct form_entry *entry = opened(calls[i], "en");
		int first = form_page_after(entry, -1);

		ck_assert_int_ge(first, 0);
		answer(entry, "call.what=reached-fine");
		ck_assert_int_eq(form_page_after(entry, first), -1);
		ck_assert_str_eq(problems(entry), "");
		answer(entry, "call.what=reached-problem");
		ck_assert_int_gt(form_page_after(entry, first), first);
	}
}
END_TEST

/* What was kept on the way is there again. */
START_TEST(a_draft_is_taken_up_again)
{
	struct form_entry *entry = opened("client_review", "sn");
	const char *instance, *why = "";
	struct form_context context = { .zone = "Africa/Harare",
		.now_ms = NOW + 24 * 3600 * 1000,
		.language = "en" };

	answer(entry, "call.what=came|visit.visit_date=2031-03-01|visit.seen_by=team");
	instance = form_instance(entry);
	ck_assert_msg(form_resume(arena, load("client_review"), &context, instance,
			  strlen(instance), &entry, &why) == OK,
	    "%s", why);
	ck_assert_str_eq(problems(entry), "visit/found");
	answer(entry, "visit.found=none");
	expect("taken up", saved(entry).fields,
	    "visit.visit_date=2031-03-01|review.seen=yes|patient_id=R-2318");
}
END_TEST

TCase *
vmmc_forms_tests(void)
{
	TCase *tc = tcase_create("vmmc forms");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, a_form_is_filled, 0, (int)COUNT_OF(filled));
	tcase_add_loop_test(tc, what_is_not_right_is_told, 0, (int)COUNT_OF(refused));
	tcase_add_test(tc, who_is_enrolled_becomes_a_person);
	tcase_add_loop_test(
	    tc, every_form_asks_in_every_language, 0, (int)COUNT_OF(names));
	tcase_add_test(tc, one_word_for_one_thing);
	tcase_add_test(tc, a_problem_is_told_in_the_nurses_language);
	tcase_add_test(tc, the_common_way_is_one_page);
	tcase_add_test(tc, a_draft_is_taken_up_again);
	return tc;
}
