/* test_workflow_texts.c - the texts that patients get, in every language. */

#include "tests.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "core/triage.h"
#include "ext/json.h"

#define FOLDER "workflows/vmmc"

static const char *const languages[] = { "en", "sn", "nd", "sw" };

static const struct {
	const char *key;
	bool asks; /* names the seven signs and the two codes */
	const char *hole; /* must be there; NULL: no hole at all */
} keys[] = {
	{ "welcome", false, "{emergency}" },
	{ "day", true, NULL },
	{ "day_2", true, NULL },
	{ "day_7", true, NULL },
	{ "silent", true, NULL },
	{ "nudge", true, NULL },
	{ "shared_day", true, "{code}" },
	{ "which_sign", false, "{emergency}" },
	{ "outside_hours", false, "{emergency}" },
	{ "closing", false, "{emergency}" },
	{ "stopped", false, "{emergency}" },
	{ "started", false, "{emergency}" },
	{ "appointment", false, "{time}" },
	{ "shared_appointment", false, "{code}" },
	{ "missed", false, "{date}" },
	{ "shared_missed", false, "{code}" },
	{ "dose_before", false, "{date}" },
	{ "dose_day", false, "{date}" },
	{ "dose_after", false, "{date}" },
	{ "screening_code", false, "{code}" },
};

/* As the sign stands in a text, by language: none may be forgotten. */
static const char *const signs[][7] = {
	{ "bleeding", "swelling", "pus", "pain", "redness", "wound opening", "other" },
	{ "kubuda ropa", "kuzvimba", "hurwa", "kurwadza", "kutsvuka",
	    "kuvhurika kweronda", "zvimwe" },
	{ "ukopha", "ukuvuvuka", "ubovu", "ubuhlungu", "ububomvu", "ukuvuleka kwenxeba",
	    "okunye" },
	{ "kutokwa damu", "uvimbe", "usaha", "maumivu", "wekundu", "kidonda kufunguka",
	    "lingine" },
};

/* Nobody who looks over a shoulder may learn what was done, or of a disease. */
static const char *const forbidden[] = { "hiv", "aids", "arv", "art ", "vmmc", "mmc",
	"circumcis", "chechedz", "checheud", "sokwa", "soka", "tohara", "mdulidwe",
	"jando", "penis", "mboro", "uume", "sex", "surgery", "operation", "opareshen" };

static struct arena *arena;
static const struct json *files[COUNT_OF(languages)];

static void
begin(void)
{
	const char *text;
	size_t len;

	arena = arena_new();
	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		const char *path =
		    arena_printf(arena, FOLDER "/texts/%s.json", languages[i]);

		ck_assert_int_eq(file_read(arena, path, 65536, &text, &len), OK);
		ck_assert_msg(
		    json_parse(arena, text, len, &files[i]) == OK, "%s", path);
	}
}

static void
end(void)
{
	arena_free(arena);
}

static const char *
text_of(size_t language, const char *key)
{
	const char *text = json_text(json_get(files[language], key));

	ck_assert_msg(text != NULL, "%s has no %s", languages[language], key);
	return text;
}

static const char *
fill(const char *text, const char *hole, const char *value)
{
	const char *at = strstr(text, hole);

	if (at == NULL)
		return text;
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, value,
	    fill(at + strlen(hole), hole, value));
}

/* What tasks.js, its files and the forms name; those of the lists stand there by parts. */
static size_t
check_work(size_t language)
{
	static const char *const rules[] = { "problem-call", "tracing", "client-review",
		"attended", "referral-follow-up", "in-person-tracing", "check-number",
		"who-sent" };
	static const char *const more[] = { "task.tracing-minor.title", "task.urgent",
		"task.soon", "task.minor", "task.trace.fine", "task.trace.review",
		"task.trace.seen", "task.trace.no-answer", "task.trace.to-visit",
		"task.trace.not-found", "task.trace.wrong-number",
		"appointment.review_day_2", "appointment.review_day_7",
		"appointment.review_day_14", "appointment.review_day_42",
		"appointment.other" };
	static const char *const forms[] = { "potential_ae", "no_contact", "tracing",
		"client_review", "check_number", "client_visit", "referral_for_care",
		"hand_over", "enroll" };

	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		(void)text_of(language, arena_printf(arena, "task.%s.title", rules[i]));
		(void)text_of(
		    language, arena_printf(arena, "task.%s.action", rules[i]));
	}
	for (size_t i = 0; i < COUNT_OF(more); i++)
		(void)text_of(language, more[i]);
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		(void)text_of(language, arena_printf(arena, "form.%s.title", forms[i]));
	return 2 * COUNT_OF(rules) + COUNT_OF(more) + COUNT_OF(forms);
}

START_TEST(every_language_has_every_text)
{
	size_t work = check_work((size_t)_i);

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		(void)text_of((size_t)_i, keys[i].key);
	ck_assert_str_eq(text_of((size_t)_i, "language"), languages[_i]);
	ck_assert_uint_eq(json_count(files[_i]),
	    COUNT_OF(keys) + work + 2 +
		(json_text(json_get(files[_i], "review")) != NULL));
}
END_TEST

START_TEST(each_is_one_sms_with_long_names)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *text = text_of((size_t)_i, keys[i].key);
		struct sms_count count;

		if (strncmp(keys[i].key, "dose_", 5) ==
		    0) /* the child's name, or a code */
			text = arena_printf(arena, "Nyashadzashe-Tatenda: %s", text);
		text = fill(text, "{code}", "PANASHET");
		text = fill(text, "{clinic}", "Chitungwiza South Polyclinic 2");
		text = fill(text, "{emergency}", "+263 242 7001 2345");
		text = fill(text, "{date}", "24/11/2026");
		text = fill(text, "{time}", "09:00");
		count = sms_count(text);
		ck_assert_ptr_null(strpbrk(text, "{}"));
		ck_assert_msg(count.gsm7 && count.units <= 160, "%s %s: %zu units %s",
		    languages[_i], keys[i].key, count.units, count.odd);
	}
}
END_TEST

START_TEST(holes_are_where_they_belong)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *text = text_of((size_t)_i, keys[i].key);

		if (keys[i].hole == NULL)
			ck_assert_ptr_null(strchr(text, '{'));
		else
			ck_assert_ptr_nonnull(strstr(text, keys[i].hole));
		/* Others read it: who it is for, not what he is called. */
		ck_assert_ptr_null(strstr(text, "{first_name}"));
		if (strcmp(keys[i].key, "shared_day") == 0) {
			ck_assert_ptr_eq(strstr(text, "{code}"), text);
			ck_assert_ptr_nonnull(strstr(text, "{code}1 = "));
			ck_assert_ptr_nonnull(strstr(text, "{code}0 = "));
		}
	}
}
END_TEST

START_TEST(every_question_names_every_sign_and_both_codes)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *text = text_of((size_t)_i, keys[i].key);

		if (!keys[i].asks && strcmp(keys[i].key, "which_sign") != 0)
			continue;
		for (size_t s = 0; s < COUNT_OF(signs[0]); s++)
			ck_assert_msg(
			    strstr(text_fold(arena, text), signs[_i][s]) != NULL,
			    "%s %s does not name %s", languages[_i], keys[i].key,
			    signs[_i][s]);
		if (keys[i].asks) {
			ck_assert_ptr_nonnull(strstr(text, "1 = "));
			ck_assert_ptr_nonnull(strstr(text, "0 = "));
		}
	}
}
END_TEST

/* What the text calls yes must be read as 1, and what it calls no as 0. */
START_TEST(the_codes_mean_what_the_words_say)
{
	struct triage *triage = triage_new(arena);
	const char *why;

	ck_assert_int_eq(triage_load(triage, FOLDER "/triage", &why), OK);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *text = text_of((size_t)_i, keys[i].key);
		const char *yes = strstr(text, "1 = "), *no = strstr(text, "0 = ");

		if (yes == NULL)
			continue;
		yes = arena_strndup(arena, yes + 4, strcspn(yes + 4, ",."));
		no = arena_strndup(arena, no + 4, strcspn(no + 4, ",."));
		ck_assert_int_eq(
		    triage_read(triage, arena, languages[_i], ASKED_CHECKIN, yes).kind,
		    TRIAGE_PROBLEM);
		ck_assert_int_eq(
		    triage_read(triage, arena, languages[_i], ASKED_CHECKIN, no).kind,
		    TRIAGE_FINE);
	}
}
END_TEST

/* None of them is a check-in's, nor the number of a sign. */
START_TEST(an_appointment_has_codes_of_its_own)
{
	const char *his = text_of((size_t)_i, "appointment");
	const char *shared = text_of((size_t)_i, "shared_appointment");

	ck_assert_ptr_nonnull(strstr(his, " 8 = "));
	ck_assert_ptr_nonnull(strstr(his, " 9 = "));
	ck_assert_ptr_nonnull(strstr(his, "STOP"));
	ck_assert_ptr_eq(strstr(shared, "{code}: "), shared);
	ck_assert_ptr_nonnull(strstr(shared, " {code}8 = "));
	ck_assert_ptr_nonnull(strstr(shared, " {code}9 = "));
}
END_TEST

/* A man who writes back the word that the text gave him must be understood. */
START_TEST(the_signs_are_understood_when_they_come_back)
{
	struct triage *triage = triage_new(arena);
	const char *why;

	ck_assert_int_eq(triage_load(triage, FOLDER "/triage", &why), OK);
	for (size_t s = 0; s + 1 < COUNT_OF(signs[0]); s++) {
		static const char *const names[] = { "bleeding", "swelling", "pus",
			"pain", "redness", "wound-open" };
		struct reading r =
		    triage_read(triage, arena, languages[_i], ASKED_SIGN, signs[_i][s]);

		ck_assert_int_ge(r.urgency, URGENCY_AMBER);
		ck_assert_msg(strcmp(r.sign, names[s]) == 0, "%s is read as %s",
		    signs[_i][s], r.sign);
	}
}
END_TEST

START_TEST(nothing_gives_him_away)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *text = text_fold(arena, text_of((size_t)_i, keys[i].key));

		for (size_t f = 0; f < COUNT_OF(forbidden); f++)
			ck_assert_msg(strstr(text, forbidden[f]) == NULL,
			    "%s %s says %s", languages[_i], keys[i].key, forbidden[f]);
	}
}
END_TEST

START_TEST(stop_and_start_are_told)
{
	ck_assert_ptr_nonnull(strstr(text_of((size_t)_i, "welcome"), "STOP"));
	ck_assert_ptr_nonnull(strstr(text_of((size_t)_i, "stopped"), "START"));
	ck_assert_ptr_nonnull(strstr(text_of((size_t)_i, "started"), "STOP"));
}
END_TEST

TCase *
workflow_texts_tests(void)
{
	TCase *tc = tcase_create("workflow_texts");
	const int n = (int)COUNT_OF(languages);

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, every_language_has_every_text, 0, n);
	tcase_add_loop_test(tc, each_is_one_sms_with_long_names, 0, n);
	tcase_add_loop_test(tc, holes_are_where_they_belong, 0, n);
	tcase_add_loop_test(tc, every_question_names_every_sign_and_both_codes, 0, n);
	tcase_add_loop_test(tc, the_codes_mean_what_the_words_say, 0, n);
	tcase_add_loop_test(tc, an_appointment_has_codes_of_its_own, 0, n);
	tcase_add_loop_test(tc, the_signs_are_understood_when_they_come_back, 0, n);
	tcase_add_loop_test(tc, nothing_gives_him_away, 0, n);
	tcase_add_loop_test(tc, stop_and_start_are_told, 0, n);
	return tc;
}
