/* test_triage.c - how an incoming text is read: the table is the specification. */

#include "tests.h"

#include <string.h>

#include "base/buf.h"
#include "core/triage.h"

#define FOLDER "workflows/vmmc/triage"

static struct arena *arena;
static struct triage *triage;

static void
begin(void)
{
	const char *why;

	arena = arena_new();
	triage = triage_new(arena);
	ck_assert_msg(triage_load(triage, FOLDER, &why) == OK, "%s", why);
}

static void
end(void)
{
	arena_free(arena);
}

enum expected { FINE, PROBLEM, STOP, START, COURTESY, REVIEW, AMBER, RED };

/* clang-format off */
static const struct {
	const char *language, *text;
	enum expected expected;
	const char *sign, *matched; /* matched NULL: not looked at */
} cases[] = {
	/* 0 in all its forms */
	{ "en", "0", FINE, "", "0" },
	{ "en", "O", FINE, "", "O" },
	{ "en", "o", FINE, "", NULL },
	{ "en", "\xc3\x98", FINE, "", NULL },
	{ "en", "\xc3\xb8", FINE, "", NULL },
	{ "en", "00", FINE, "", NULL },
	{ "en", "0O", FINE, "", NULL },
	{ "en", "000", FINE, "", NULL },
	{ "en", "zero", FINE, "", NULL },
	{ "en", "no", FINE, "", NULL },
	{ "en", "No", FINE, "", NULL },
	{ "en", "NO.", FINE, "", "NO" },
	{ "en", "0.", FINE, "", NULL },
	{ "en", " 0 ", FINE, "", "0" },
	{ "en", "0#", FINE, "", NULL },
	{ "en", "0\n", FINE, "", NULL },
	{ "en", "0!", FINE, "", NULL },
	{ "en", "\"0\"", FINE, "", NULL },
	{ "en", "(0)", FINE, "", NULL },
	{ "en", "0=No", FINE, "", NULL },
	{ "en", "0 = no", FINE, "", NULL },
	{ "en", "No 0", FINE, "", NULL },
	{ "en", "nooo", FINE, "", NULL },
	{ "en", "\xef\xbc\x90", FINE, "", NULL }, /* full width */
	{ "en", "\xd9\xa0", FINE, "", NULL }, /* Arabic-Indic */
	{ "en", "0\xef\xb8\x8f\xe2\x83\xa3", FINE, "", NULL }, /* a key cap */
	{ "en", "0\xc2\xa0", FINE, "", NULL },
	{ "en", "0 \xf0\x9f\x99\x8f", FINE, "", NULL }, /* a thank-you emoji is no word */
	{ "sn", "kwete", FINE, "", NULL },
	{ "sn", "Hapana", FINE, "", NULL },
	{ "sn", "0 kwete", FINE, "", NULL },
	{ "sn", "no", FINE, "", NULL }, /* English is for everyone */
	{ "nd", "hatshi", FINE, "", NULL },
	{ "sw", "HAPANA", FINE, "", NULL },
	{ "sw", "0=hapana", FINE, "", NULL },
	{ "zu", "Cha", FINE, "", NULL },
	{ "tn", "nnyaa", FINE, "", NULL },
	{ "xh", "hayi", FINE, "", NULL },
	{ "st", "tjhe", FINE, "", NULL },
	{ "af", "nee", FINE, "", NULL },
	{ "ny", "ayi", FINE, "", NULL },
	{ "xx", "0", FINE, "", NULL }, /* a language nobody has written yet */
	/* 1 in all its forms */
	{ "en", "1", PROBLEM, "", "1" },
	{ "en", "l", PROBLEM, "", NULL },
	{ "en", "I", PROBLEM, "", NULL },
	{ "en", "one", PROBLEM, "", NULL },
	{ "en", "Yes", PROBLEM, "", NULL },
	{ "en", "YES!", PROBLEM, "", NULL },
	{ "en", "yesss", PROBLEM, "", NULL },
	{ "en", "11", PROBLEM, "", NULL },
	{ "en", "1.", PROBLEM, "", NULL },
	{ "en", "1 #", PROBLEM, "", NULL },
	{ "en", "1?", PROBLEM, "", NULL },
	{ "en", "1=Yes", PROBLEM, "", "1=Yes" },
	{ "en", "1 yes", PROBLEM, "", NULL },
	{ "en", "\xef\xbc\x91", PROBLEM, "", NULL },
	{ "en", "\xd9\xa1", PROBLEM, "", NULL },
	{ "en", "1 \xf0\x9f\x91\x8d", PROBLEM, "", NULL },
	{ "sn", "Hongu", PROBLEM, "", NULL },
	{ "sn", "ehe", PROBLEM, "", NULL },
	{ "nd", "yebo", PROBLEM, "", NULL },
	{ "sw", "ndiyo", PROBLEM, "", NULL },
	{ "sw", "1=ndiyo", PROBLEM, "", NULL },
	{ "tn", "ee", PROBLEM, "", NULL },
	{ "st", "e", PROBLEM, "", NULL },
	{ "xh", "ewe", PROBLEM, "", NULL },
	{ "xx", "1", PROBLEM, "", NULL },
	/* yes and no are read in the patient's language only */
	{ "sn", "ee", REVIEW, "", "" },
	{ "en", "ee", REVIEW, "", NULL },
	{ "en", "kwete", REVIEW, "", NULL },
	{ "en", "hapana", REVIEW, "", NULL },
	{ "sn", "cha", REVIEW, "", NULL },
	{ "sw", "e", REVIEW, "", NULL },
	{ "en", "la", REVIEW, "", NULL },
	/* a 0 with anything else is for a person */
	{ "en", "0 but", REVIEW, "", "0" },
	{ "en", "0 thanks", REVIEW, "", NULL },
	{ "en", "0?", REVIEW, "", NULL },
	{ "en", "no?", REVIEW, "", NULL },
	{ "en", "0 1", REVIEW, "", NULL },
	{ "en", "01", REVIEW, "", NULL },
	{ "en", "10", REVIEW, "", NULL },
	{ "en", "0771234567", REVIEW, "", NULL },
	{ "en", "1=Yes 0=No", REVIEW, "", NULL },
	{ "en", "0,5", REVIEW, "", NULL },
	{ "en", "0 \xf0\x9f\x98\xad", REVIEW, "", NULL }, /* crying */
	{ "en", "no no no", REVIEW, "", NULL },
	{ "en", "ooo", REVIEW, "", NULL },
	{ "en", "no idea", REVIEW, "", NULL },
	/* a 1 within a sentence is not the answer 1 */
	{ "en", "1 day ago", REVIEW, "", "1" },
	{ "en", "i removed it 1 day ago", REVIEW, "", NULL },
	{ "en", "took 1 tablet", REVIEW, "", NULL },
	{ "en", "I am one of them", REVIEW, "", NULL },
	{ "en", "1.5 tablets", AMBER, "", "1" }, /* may be an answer and its reason */
	{ "en", "1, please", AMBER, "", "1" },
	{ "en", "1. Bleeding", AMBER, "bleeding", "Bleeding" },
	{ "en", "1 swollen", AMBER, "swelling", "swollen" },
	/* the signs */
	{ "en", "I am bleeding", AMBER, "bleeding", "bleeding" },
	{ "en", "there is BLOOD on the bandage", AMBER, "bleeding", "BLOOD" },
	{ "en", "Bleeding", AMBER, "bleeding", NULL },
	{ "en", "it is swollen", AMBER, "swelling", NULL },
	{ "en", "pus coming out", AMBER, "pus", NULL },
	{ "en", "bad smell", AMBER, "pus", NULL },
	{ "en", "it hurts", AMBER, "pain", "hurts" },
	{ "en", "too painful at night", AMBER, "pain", "painful" },
	{ "en", "it has become red", AMBER, "redness", NULL },
	{ "en", "my wound has opened", AMBER, "wound-open", NULL },
	{ "en", "stitches came out", AMBER, "wound-open", NULL },
	{ "en", "i have a fever", AMBER, "fever", NULL },
	{ "en", "please call me", AMBER, "call-me", NULL },
	{ "en", "Call missed.", AMBER, "call-me", NULL },
	{ "en", "help", AMBER, "call-me", NULL },
	{ "en", "\xf0\x9f\xa9\xb8", AMBER, "bleeding", NULL },
	{ "sn", "ropa riri kubuda", AMBER, "bleeding", "ropa" },
	{ "sn", "kuzvimba", AMBER, "swelling", NULL },
	{ "sn", "pane hurwa", AMBER, "pus", NULL },
	{ "sn", "ndiri kurwadziwa", AMBER, "pain", "kurwadziwa" },
	{ "sn", "kwatsvuka", AMBER, "redness", NULL },
	{ "sn", "ronda ravhurika", AMBER, "wound-open", NULL },
	{ "sn", "ndifonereiwo", AMBER, "call-me", NULL },
	{ "nd", "ngiyopha", AMBER, "bleeding", NULL },
	{ "nd", "livuvukile", AMBER, "swelling", NULL },
	{ "nd", "libuhlungu", AMBER, "pain", NULL },
	{ "nd", "kulobovu", AMBER, "pus", NULL },
	{ "nd", "libomvu", AMBER, "redness", NULL },
	{ "sw", "natokwa na damu", AMBER, "bleeding", NULL },
	{ "sw", "kidonda kimefunguka", AMBER, "wound-open", NULL },
	{ "sw", "inauma", AMBER, "pain", NULL },
	{ "sw", "uvimbe", AMBER, "swelling", NULL },
	{ "zu", "ubuhlungu", AMBER, "pain", NULL },
	{ "tn", "go tswa madi", AMBER, "bleeding", NULL },
	{ "tn", "go t\xc5\xa1wa madi", AMBER, "bleeding", NULL },
	{ "xh", "ndiyopha", AMBER, "bleeding", NULL },
	{ "st", "ho tswa madi", AMBER, "bleeding", NULL },
	{ "af", "dit bloei", AMBER, "bleeding", NULL },
	{ "ny", "magazi akutuluka", AMBER, "bleeding", NULL },
	/* danger words count in every language */
	{ "en", "ndiri kubuda ropa", AMBER, "bleeding", NULL },
	{ "sn", "I am bleeding", AMBER, "bleeding", NULL },
	{ "sw", "kuzvimba", AMBER, "swelling", NULL },
	{ "xx", "ngiyopha", AMBER, "bleeding", NULL },
	/* red */
	{ "en", "bleeding a lot", RED, "bleeding", "bleeding a lot" },
	{ "en", "a lot of blood", RED, "bleeding", "a lot of blood" },
	{ "en", "the bleeding won\xe2\x80\x99t stop", RED, "bleeding", NULL },
	{ "en", "blood is soaking the bandage", RED, "bleeding", NULL },
	{ "en", "swelling up to the thigh", RED, "swelling", NULL },
	{ "en", "the swelling is spreading", RED, "swelling", NULL },
	{ "en", "I can't urinate", RED, "urine", "can't urinate" },
	{ "en", "cannot pass any urine", RED, "urine", NULL },
	{ "en", "my jaw is stiff", RED, "tetanus", NULL },
	{ "en", "cannot open my mouth", RED, "tetanus", NULL },
	{ "en", "muscle spasms", RED, "tetanus", NULL },
	{ "en", "he fainted", RED, "fainting", NULL },
	{ "en", "skin is turning black", RED, "redness", NULL },
	{ "en", "fever and pus", RED, "fever", NULL },
	{ "en", "chills, and the wound smells", RED, "fever", NULL },
	{ "en", "i am in hospital", RED, "emergency", NULL },
	{ "en", "i am dying", RED, "emergency", NULL },
	{ "en", "help now", RED, "emergency", NULL },
	{ "en", "i want to kill myself", RED, "emergency", NULL },
	{ "en", "\xf0\x9f\x86\x98", RED, "emergency", NULL },
	{ "sn", "ropa rakawanda", RED, "bleeding", NULL },
	{ "sn", "ndatadza kuita weti", RED, "urine", NULL },
	{ "sn", "ndiri kuchipatara", RED, "emergency", NULL },
	{ "nd", "ngiyopha kakhulu", RED, "bleeding", NULL },
	{ "nd", "angichami", RED, "urine", NULL },
	{ "sw", "damu nyingi", RED, "bleeding", NULL },
	{ "sw", "siwezi kukojoa", RED, "urine", NULL },
	{ "sw", "homa na usaha", RED, "fever", NULL },
	{ "sn", "fivha ne pus", RED, "fever", NULL }, /* two languages in one text */
	/* the most urgent decides, then the first */
	{ "en", "pain and swelling", AMBER, "pain", NULL },
	{ "en", "swelling and pain", AMBER, "swelling", NULL },
	{ "en", "pain, swelling, fainted", RED, "fainting", NULL },
	/* words raise a 0, a thank-you and a STOP */
	{ "en", "0 but bleeding a lot", RED, "bleeding", NULL },
	{ "en", "0 i fainted", RED, "fainting", NULL },
	{ "en", "0 some pain", AMBER, "pain", NULL },
	{ "en", "thanks, but it hurts", AMBER, "pain", NULL },
	{ "en", "stop bleeding", AMBER, "bleeding", NULL },
	{ "sn", "kwete, ropa rakawanda", RED, "bleeding", NULL },
	/* a denied sign is for a person, never filed and no alarm */
	{ "en", "no bleeding", REVIEW, "", "bleeding" },
	{ "en", "0 no bleeding", REVIEW, "", NULL },
	{ "en", "no more pain", REVIEW, "", NULL },
	{ "en", "no signs of pus", REVIEW, "", NULL },
	{ "en", "I don't have pain", REVIEW, "", NULL },
	{ "en", "i dont have any pain", REVIEW, "", NULL },
	{ "en", "not bleeding", REVIEW, "", NULL },
	{ "en", "no pain or swelling", REVIEW, "", NULL },
	{ "en", "no pain no swelling no bleeding", REVIEW, "", NULL },
	{ "en", "never had fever", REVIEW, "", NULL },
	{ "en", "pain: none. bleeding no", AMBER, "pain", NULL }, /* not sure enough */
	{ "sn", "hapana ropa", REVIEW, "", NULL },
	{ "sn", "handisi kubuda ropa", REVIEW, "", NULL },
	{ "sn", "ropa hapana", REVIEW, "", NULL },
	{ "sw", "hapana damu", REVIEW, "", NULL },
	{ "sw", "sina maumivu", REVIEW, "", NULL },
	{ "sw", "damu hakuna", REVIEW, "", NULL },
	{ "en", "hapana damu", REVIEW, "", NULL },
	{ "nd", "akula gazi", REVIEW, "", NULL },
	{ "af", "geen pyn", REVIEW, "", NULL },
	/* but a "no" that is an answer of its own denies nothing */
	{ "en", "no, bleeding", AMBER, "bleeding", NULL },
	{ "en", "No I am bleeding", AMBER, "bleeding", NULL },
	{ "en", "no pain but swelling", AMBER, "swelling", NULL },
	{ "en", "no pain, swelling", AMBER, "swelling", NULL },
	{ "en", "no pain and swelling", AMBER, "swelling", NULL },
	{ "en", "bleeding no pain", AMBER, "bleeding", NULL },
	{ "en", "no urine since morning", RED, "urine", NULL },
	{ "sn", "hapana. ropa", AMBER, "bleeding", NULL },
	/* spelling: one letter in words of five or more; accents and case ignored */
	{ "en", "bleding", AMBER, "bleeding", "bleding" },
	{ "en", "im bleading", AMBER, "bleeding", NULL },
	{ "en", "swoleln", AMBER, "swelling", NULL },
	{ "en", "SWOLLLLEN", AMBER, "swelling", NULL },
	{ "en", "hopsital", RED, "emergency", NULL },
	{ "en", "hospitl", RED, "emergency", NULL },
	{ "en", "fainnted", RED, "fainting", NULL },
	{ "en", "bl\xc3\xa9\xc3\xa8" "ding", AMBER, "bleeding", NULL },
	{ "sw", "maumvu", AMBER, "pain", NULL },
	{ "sn", "kurwadzwa", AMBER, "pain", NULL },
	{ "en", "pian", AMBER, "pain", NULL }, /* in the list: of four letters */
	{ "en", "pani", REVIEW, "", NULL }, /* too many neighbours */
	/* words that only look alike */
	{ "en", "i would like to bath", REVIEW, "", NULL },
	{ "en", "i feel better", REVIEW, "", NULL },
	{ "en", "i am doing well", REVIEW, "", NULL },
	{ "en", "i never forget", REVIEW, "", NULL },
	{ "en", "everything is well", COURTESY, "", NULL },
	{ "en", "it is smaller", REVIEW, "", NULL },
	{ "en", "when is the clinic open", REVIEW, "", NULL },
	{ "en", "i got the letter", REVIEW, "", NULL },
	/* STOP and START, alone only */
	{ "en", "STOP", STOP, "", "STOP" },
	{ "en", "stop.", STOP, "", NULL },
	{ "en", " 'Stop' ", STOP, "", NULL },
	{ "en", "unsubscribe", STOP, "", NULL },
	{ "en", "cancel", STOP, "", NULL },
	{ "en", "END", STOP, "", NULL },
	{ "en", "quit", STOP, "", NULL },
	{ "en", "Stop messages", STOP, "", NULL },
	{ "sn", "stop", STOP, "", NULL },
	{ "sn", "mira", STOP, "", NULL },
	{ "nd", "misa", STOP, "", NULL },
	{ "sw", "acha", STOP, "", NULL },
	{ "en", "acha", REVIEW, "", NULL },
	{ "en", "stop it hurting", AMBER, "pain", NULL },
	{ "en", "please stop", STOP, "", NULL },
	{ "en", "stop?", REVIEW, "", NULL },
	{ "en", "stop stop", STOP, "", NULL },
	{ "en", "it did not stop", REVIEW, "", NULL },
	{ "en", "the end", REVIEW, "", NULL },
	{ "en", "START", START, "", "START" },
	{ "sw", "anza", START, "", NULL },
	{ "en", "start when", REVIEW, "", NULL },
	/* courtesy */
	{ "en", "thanks", COURTESY, "", NULL },
	{ "en", "Thank you very much!", COURTESY, "", NULL },
	{ "en", "ok", COURTESY, "", NULL },
	{ "en", "OK thanks \xf0\x9f\x99\x8f", COURTESY, "", NULL },
	{ "en", "\xf0\x9f\x91\x8d", COURTESY, "", NULL },
	{ "en", "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbe", COURTESY, "", NULL }, /* with a skin tone */
	{ "en", "no problem", REVIEW, "", "problem" },
	{ "en", "I'm fine", COURTESY, "", NULL },
	{ "sn", "Tatenda", COURTESY, "", NULL },
	{ "sn", "ok tatenda", COURTESY, "", NULL },
	{ "nd", "ngiyabonga kakhulu", COURTESY, "", NULL },
	{ "sw", "asante sana", COURTESY, "", NULL },
	{ "sw", "sawa, asante", COURTESY, "", NULL },
	{ "en", "ok?", REVIEW, "", NULL },
	{ "en", "ok but when", REVIEW, "", NULL },
	{ "en", "nurse", REVIEW, "", NULL },
	{ "en", "\xf0\x9f\x98\xad", REVIEW, "", NULL },
	{ "en", "\xf0\x9f\x91\x8e", REVIEW, "", NULL },
	/* nothing to go by */
	{ "en", "", REVIEW, "", "" },
	{ "en", "???", REVIEW, "", NULL },
	{ "en", "...", REVIEW, "", NULL },
	{ "en", "\xff\xfe", REVIEW, "", NULL },
	{ "en", "can i bath now", REVIEW, "", NULL },
	{ "en", "ndingageza here", REVIEW, "", NULL },
	{ "en", "\xe1\x88\xb0\xe1\x88\x8b\xe1\x88\x9d", REVIEW, "", NULL }, /* Amharic */
};
/* clang-format on */

START_TEST(reads)
{
	static const struct {
		enum triage_kind kind;
		enum triage_urgency urgency;
	} readings[] = {
		[FINE] = { TRIAGE_FINE, URGENCY_NONE },
		[PROBLEM] = { TRIAGE_PROBLEM, URGENCY_AMBER },
		[STOP] = { TRIAGE_STOP, URGENCY_NONE },
		[START] = { TRIAGE_START, URGENCY_NONE },
		[COURTESY] = { TRIAGE_COURTESY, URGENCY_NONE },
		[REVIEW] = { TRIAGE_WORDS, URGENCY_REVIEW },
		[AMBER] = { TRIAGE_WORDS, URGENCY_AMBER },
		[RED] = { TRIAGE_WORDS, URGENCY_RED },
	};
	const char *text = cases[_i].text;
	struct reading r =
	    triage_read(triage, arena, cases[_i].language, ASKED_CHECKIN, text);

	ck_assert_msg(r.kind == readings[cases[_i].expected].kind &&
			  r.urgency == readings[cases[_i].expected].urgency,
	    "%s \"%s\" was read as %s, urgency %d, %s", cases[_i].language, text,
	    triage_kind_word(r.kind), (int)r.urgency, r.sign);
	ck_assert_msg(strcmp(r.sign, cases[_i].sign) == 0, "\"%s\": %s", text, r.sign);
	if (cases[_i].matched != NULL)
		ck_assert_str_eq(r.matched, cases[_i].matched);
	ck_assert_ptr_nonnull(strstr(text, r.matched));
}
END_TEST

static struct reading
read_repeated(size_t times, const char *text, const char *then)
{
	struct buf b;

	buf_init(&b, arena);
	for (size_t i = 0; i < times; i++)
		buf_puts(&b, text);
	buf_puts(&b, then);
	return triage_read(triage, arena, "en", ASKED_CHECKIN, b.data);
}

START_TEST(long_texts)
{
	/* the last word of the longest text counts */
	ck_assert_int_eq(
	    read_repeated(1020, "abc ", "bleeding").urgency, URGENCY_AMBER);
	/* beyond that a person reads; it is never filed by its beginning */
	ck_assert_int_eq(read_repeated(5000, " ", "0").kind, TRIAGE_WORDS);
	ck_assert_int_eq(read_repeated(5000, "0", "").kind, TRIAGE_WORDS);
	ck_assert_int_eq(read_repeated(4096, "b", "").kind, TRIAGE_WORDS);
	ck_assert_int_eq(
	    read_repeated(1000, "\xf0\x9f\x99\x8f", "").kind, TRIAGE_WORDS);
	ck_assert_int_eq(
	    read_repeated(2000, "no ", "bleeding").urgency, URGENCY_REVIEW);
}
END_TEST

static const struct {
	const char *json, *why; /* why: a part of the sentence; NULL: taken */
} load_cases[] = {
	{ "{\"language\":\"xx\"}", NULL },
	{ "{\"language\":\"xx\",\"fine\":[\"no\"],\"problem\":[\"yes\"]}", NULL },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"red\","
	  "\"words\":[\"ab*\",\"*abc*\",\"a ... b\",\"can't go\"]}]}",
	    "too short" },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"red\","
	  "\"words\":[\"abc*\",\"*abc*\",\"a ... b\",\"can't go\"]}]}",
	    NULL },
	{ "[]", "must say its" },
	{ "{}", "must say its" },
	{ "{\"language\":7}", "must say its" },
	{ "{\"language\":\"xx\",\"fin\":[\"no\"]}", "there is no \"fin\"" },
	{ "{\"language\":\"xx\",\"fine\":\"no\"}", "list of words" },
	{ "{\"language\":\"xx\",\"fine\":[7]}", "is no word" },
	{ "{\"language\":\"xx\",\"fine\":[\"\"]}", "is no word" },
	{ "{\"language\":\"xx\",\"fine\":[\"...\"]}", "one gap" },
	{ "{\"language\":\"xx\",\"fine\":[\"non*\"]}", "must be exact" },
	{ "{\"language\":\"xx\",\"stop\":[\"stop ... now\"]}", "must be exact" },
	{ "{\"language\":\"xx\",\"fine\":[\"no\"],\"problem\":[\"NO\"]}", "two lists" },
	{ "{\"language\":\"xx\",\"stop\":[\"end\"],\"start\":[\"end\"]}", "two lists" },
	{ "{\"language\":\"xx\",\"ordinary\":[\"a b c d e f g h i\"]}", "more than" },
	{ "{\"language\":\"xx\",\"danger\":7}", "is a list" },
	{ "{\"language\":\"xx\",\"danger\":[{}]}", "needs its" },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"blue\","
	  "\"words\":[]}]}",
	    "\"amber\" or \"red\"" },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"red\"}]}",
	    "list of words" },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"red\","
	  "\"word\":[]}]}",
	    "has no \"word\"" },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"red\","
	  "\"words\":[\"*abc\"]}]}",
	    "is no word" },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"red\","
	  "\"words\":[\"a ... b ... c\"]}]}",
	    "one gap" },
	{ "{\"language\":\"xx\",\"danger\":[{\"sign\":\"s\",\"urgency\":\"red\","
	  "\"words\":[\"abc ...\"]}]}",
	    "at its end" },
};

START_TEST(loads)
{
	const char *json = load_cases[_i].json, *why;
	const struct json *words;
	enum status status;

	ck_assert_int_eq(json_parse(arena, json, strlen(json), &words), OK);
	status = triage_add(triage_new(arena), words, &why);
	ck_assert_int_eq(status, load_cases[_i].why == NULL ? OK : ERR_INVALID);
	if (load_cases[_i].why != NULL)
		ck_assert_msg(strstr(why, load_cases[_i].why) != NULL, "%s", why);
}
END_TEST

START_TEST(a_word_cannot_be_yes_and_no)
{
	static const char json[] = "{\"language\":\"xx\",\"problem\":[\"no\"]}";
	const struct json *words;
	const char *why;

	/* English "no" is for everyone, so for the readers of xx too. */
	ck_assert_int_eq(json_parse(arena, json, strlen(json), &words), OK);
	ck_assert_int_eq(triage_add(triage, words, &why), ERR_INVALID);
	ck_assert_ptr_nonnull(strstr(why, "two lists"));
}
END_TEST

START_TEST(a_folder_without_words_is_told)
{
	const char *why;

	ck_assert_int_eq(
	    triage_load(triage_new(arena), "tests/none", &why), ERR_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(why, "tests/none"));
}
END_TEST

START_TEST(kinds_have_words)
{
	ck_assert_str_eq(triage_kind_word(TRIAGE_WORDS), "words");
	ck_assert_str_eq(triage_kind_word(TRIAGE_FINE), "fine");
	ck_assert_str_eq(triage_kind_word(TRIAGE_PROBLEM), "problem");
	ck_assert_str_eq(triage_kind_word(TRIAGE_STOP), "stop");
	ck_assert_str_eq(triage_kind_word(TRIAGE_START), "start");
	ck_assert_str_eq(triage_kind_word(TRIAGE_COURTESY), "courtesy");
}
END_TEST

TCase *
triage_tests(void)
{
	TCase *tc = tcase_create("triage");

	/* Once: there are many words. */
	tcase_add_unchecked_fixture(tc, begin, end);
	tcase_add_loop_test(tc, reads, 0, (int)COUNT_OF(cases));
	tcase_add_test(tc, long_texts);
	tcase_add_loop_test(tc, loads, 0, (int)COUNT_OF(load_cases));
	tcase_add_test(tc, a_word_cannot_be_yes_and_no);
	tcase_add_test(tc, a_folder_without_words_is_told);
	tcase_add_test(tc, kinds_have_words);
	return tc;
}
