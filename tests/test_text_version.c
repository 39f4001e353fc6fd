/* test_text_version.c - texts in other words: drafts, versions, and what is sent by them. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "core/text_file.h"
#include "site_test.h"
#include "worker/job.h"

#define WORDS "/admin/texts/words?text="
#define SIGNS "bleeding, swelling, pus, pain, redness, wound opening or other problem"
#define MORNING \
	"Take the bandage off this morning. Any " SIGNS "? Reply 1 = yes, 0 = no."
#define EVENING \
	"Take the bandage off this evening. Any " SIGNS "? Reply 1 = yes, 0 = no."

/* The form of a text as it is shown, but for one language. */
static struct request *
write_as(int64_t user, const char *seen, const char *name, const char *language,
    const char *body, const char *more)
{
	struct buf b;

	buf_init(&b, site_arena());
	buf_printf(&b, "text=%s&seen=%s%s", name, seen, more);
	for (size_t i = 0; i < workflow()->nlanguages; i++) {
		const char *code = workflow()->languages[i];
		const char *kept = workflow_text_own(i, name);

		buf_printf(&b, "&body-%s=", code);
		buf_url(&b, strcmp(code, language) == 0 ? body : kept);
	}
	return site_post(user, "/admin/texts/words", b.data);
}

static const char *
seen(const char *name)
{
	struct request *rq =
	    site_get(ADA, arena_printf(site_arena(), WORDS "%s", name));

	ck_assert_int_eq(rq->reply.code, 200);
	return site_value(rq, "seen");
}

static void
say(const char *name, const char *language, const char *body)
{
	struct request *rq = write_as(ADA, seen(name), name, language, body, "");

	ck_assert_int_eq(rq->reply.code, 303);
}

static int64_t
draft(void)
{
	return site_number("SELECT id FROM text_version WHERE published_at IS NULL");
}

static const char *
path(int64_t id, const char *rest)
{
	return arena_printf(
	    site_arena(), "/admin/texts/versions/%" PRId64 "%s", id, rest);
}

static struct request *
publish_as(const char *mark, const char *why)
{
	return site_post(ADA, path(draft(), "/publish"),
	    arena_printf(site_arena(), "seen=%s&reason=%s", mark, why));
}

static void
publish(const char *why)
{
	struct request *rq =
	    publish_as(site_value(site_get(ADA, path(draft(), "")), "seen"), why);

	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    rq->reply.location, "/admin/texts/versions?notice=schedule-used");
}

static bool
list_shows(const char *what)
{
	return site_shows(site_get(ADA, "/admin/texts"), what);
}

/* As the next request has it. */
static const char *
sent_now(const char *language, const char *name)
{
	ck_assert_int_eq(site_get(ADA, "/help")->reply.code, 200);
	return workflow_text(site_arena(), language, name,
	    &(const struct workflow_words){ .clinic = "Riverside" });
}

START_TEST(only_the_administrator_writes)
{
	const char *const pages[] = { WORDS "day_2", "/admin/texts/versions" };

	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		ck_assert_int_eq(site_get(ADA, pages[i])->reply.code, 200);
		ck_assert_int_eq(site_get(NOMSA, pages[i])->reply.code, 403);
		ck_assert_int_eq(site_get(NOBODY, pages[i])->reply.code, 303);
	}
	ck_assert_int_eq(site_get(ADA, "/admin/texts/words")->reply.code, 404);
	ck_assert_int_eq(site_get(ADA, WORDS "nothing_like_it")->reply.code, 404);
	/* They say something of the file itself. */
	ck_assert_int_eq(site_get(ADA, WORDS "language")->reply.code, 404);
	ck_assert_int_eq(
	    write_as(NOMSA, "x", "day_2", "en", MORNING, "")->reply.code, 403);
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_version"), 0);
}
END_TEST

START_TEST(a_draft_changes_nothing_until_it_is_published)
{
	const char *was = sent_now("en", "day_2");

	say("day_2", "en", MORNING);
	ck_assert_str_eq(sent_now("en", "day_2"), was);
	ck_assert(list_shows("Other words in the draft"));
	ck_assert(!list_shows(MORNING));
	ck_assert(site_shows(site_get(ADA, path(draft(), "")), MORNING));
	publish("It+comes+off+in+the+morning");
	ck_assert(list_shows(MORNING));
	ck_assert(list_shows("Changed here"));
	ck_assert_str_eq(sent_now("en", "day_2"), MORNING);
	/* Whose language it is not gets what he got. */
	ck_assert_str_eq(sent_now("sn", "day_2"),
	    workflow_fill(site_arena(), workflow_text_own(1, "day_2"),
		&(const struct workflow_words){ .clinic = "Riverside" }));
	ck_assert_str_eq(site_text("SELECT u.name || ': ' || v.reason FROM "
				   "text_version v JOIN app_user u ON u.id = "
				   "v.published_by"),
	    arena_printf(site_arena(), "%s: It comes off in the morning",
		site_text("SELECT name FROM app_user WHERE id = %d", ADA)));
}
END_TEST

/* The same words, or none at all: nothing is begun. */
START_TEST(what_changes_nothing_begins_no_draft)
{
	say("day_2", "en", workflow_text_own(0, "day_2"));
	say("day_2", "en", "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_version"), 0);
	/* An empty box is the programme's words again. */
	say("day_2", "en", MORNING);
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_wording"), 1);
	say("day_2", "en", "");
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_wording"), 0);
	ck_assert_int_eq(
	    publish_as(site_value(site_get(ADA, path(draft(), "")), "seen"), "Why")
		->reply.code,
	    422);
}
END_TEST

START_TEST(what_is_wrong_is_kept_and_not_published)
{
	struct request *rq;

	say("day_2", "en", "After the surgery: {clinc}. Reply 1 = yes, 2 = no.");
	rq = site_get(ADA, WORDS "day_2");
	ck_assert(site_shows(rq, "“surgery” tells what he is treated for"));
	ck_assert(site_shows(rq, "{clinc} stands for nothing"));
	ck_assert(
	    site_shows(rq, "its codes are 12, the programme reads the answers by 01") ||
	    site_shows(rq, "its codes are 01, those in English 12"));
	rq = publish_as(site_value(site_get(ADA, path(draft(), "")), "seen"), "Why");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Something of it has to be put right first"));
	ck_assert_str_eq(site_value(rq, "reason"), "Why");
	ck_assert_int_eq(
	    site_number(
		"SELECT count(*) FROM text_version WHERE published_at IS NOT NULL"),
	    0);
	say("day_2", "en", MORNING);
	rq = publish_as(site_value(site_get(ADA, path(draft(), "")), "seen"), "");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "Why: "));
	publish("Why");
}
END_TEST

/* At the limit, and one letter more: nothing typed is lost. */
START_TEST(a_text_has_an_end)
{
	char *body = arena_alloc(site_arena(), TEXT_BODY_MOST + 2);
	struct request *rq;

	memset(body, 'x', TEXT_BODY_MOST + 1);
	body[TEXT_BODY_MOST + 1] = '\0';
	rq = write_as(ADA, seen("closing"), "closing", "en", body, "");
	ck_assert_int_eq(rq->reply.code, 422);
	ck_assert(site_shows(rq, "English: at most 640 letters, please."));
	ck_assert(site_shows(rq, body));
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_version"), 0);
	body[TEXT_BODY_MOST] = '\0';
	say("closing", "en", body);
	ck_assert(site_shows(site_get(ADA, WORDS "closing"), body));
}
END_TEST

START_TEST(two_who_write_at_once)
{
	const char *first = seen("day_2"), *other = seen("closing");
	struct request *rq;

	say("day_2", "en", EVENING);
	rq = write_as(ADA, first, "day_2", "en", MORNING, "");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "Somebody has changed this text meanwhile."));
	ck_assert(site_shows(rq, MORNING));
	ck_assert(site_shows(rq, EVENING));
	ck_assert_str_eq(site_text("SELECT body FROM text_wording"), EVENING);
	/* Another text is nobody's yet. */
	ck_assert_int_eq(
	    write_as(ADA, other, "closing", "en", "Thank you.", "")->reply.code, 303);
	/* Having seen both he may put his in its place. */
	rq = write_as(ADA, site_value(rq, "seen"), "day_2", "en", MORNING, "");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_str_eq(
	    site_text("SELECT body FROM text_wording WHERE name = 'day_2'"), MORNING);
}
END_TEST

/* What is published is what was looked at. */
START_TEST(a_draft_that_has_changed_is_looked_at_again)
{
	const char *mark;
	struct request *rq;
	int64_t id;

	say("day_2", "en", EVENING);
	id = draft();
	mark = site_value(site_get(ADA, path(id, "")), "seen");
	say("day_2", "en", MORNING);
	rq = publish_as(mark, "Why");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert(site_shows(rq, "The draft was changed since you looked at it"));
	publish("Why");
	rq = site_post(ADA, path(id, "/publish"), "seen=x&reason=Why");
	ck_assert_int_eq(rq->reply.code, 409);
	ck_assert_int_eq(site_post(ADA, path(id, "/drop"), "")->reply.code, 409);
	ck_assert_str_eq(sent_now("en", "day_2"), MORNING);
}
END_TEST

static struct request *
restore(const char *from)
{
	struct request *rq = site_post(
	    ADA, "/admin/texts/versions", arena_printf(site_arena(), "from=%s", from));

	ck_assert_int_eq(rq->reply.code, 303);
	return rq;
}

START_TEST(versions_are_compared_and_restored)
{
	struct request *rq;
	int64_t first, second;

	say("day_2", "en", MORNING);
	first = draft();
	publish("First");
	say("day_2", "en", EVENING);
	say("closing", "sn", "Tatenda. {emergency}");
	second = draft();
	publish("Second");
	rq = site_get(ADA, path(second, ""));
	ck_assert(site_shows(rq, MORNING));
	ck_assert(site_shows(rq, EVENING));
	ck_assert(site_shows(rq, "Tatenda. {emergency}"));
	rq = site_get(ADA, path(second, "?with=pack"));
	ck_assert(!site_shows(rq, MORNING));
	rq = site_get(ADA, path(second, "?with=used"));
	ck_assert(site_shows(rq, "It says the same"));
	rq = restore(arena_printf(site_arena(), "%" PRId64, first));
	ck_assert(strstr(rq->reply.location, "schedule-draft") != NULL);
	ck_assert_str_eq(sent_now("en", "day_2"), EVENING);
	/* There is one draft at a time. */
	rq = restore("pack");
	ck_assert(strstr(rq->reply.location, "schedule-there") != NULL);
	publish("As+it+was");
	ck_assert(list_shows(MORNING));
	ck_assert_str_eq(sent_now("en", "day_2"), MORNING);
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_version"), 3);
	(void)restore("pack");
	publish("As+it+came");
	ck_assert(!list_shows("Changed here"));
	ck_assert_str_eq(sent_now("en", "day_2"), workflow_text_own(0, "day_2"));
	rq = site_get(ADA, "/admin/texts/versions");
	ck_assert(site_shows(rq, "Version 4 is in use."));
	ck_assert(site_shows(rq, "As it came"));
}
END_TEST

START_TEST(a_draft_is_dropped)
{
	say("day_2", "en", MORNING);
	ck_assert_int_eq(site_post(ADA, path(draft(), "/drop"), "")->reply.code, 303);
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_version"), 0);
	ck_assert_int_eq(site_number("SELECT count(*) FROM text_wording"), 0);
	ck_assert_int_eq(site_get(ADA, path(4711, ""))->reply.code, 404);
}
END_TEST

/* The next pack says it otherwise: ours is sent, and both are shown until one is chosen. */
START_TEST(the_programme_has_new_words)
{
	struct request *rq;

	say("day_2", "en", MORNING);
	publish("Why");
	ck_assert(!list_shows("New words in the programme"));
	site_sql(
	    "SET LOCAL session_replication_role = replica; UPDATE text_wording SET "
	    "programme = 'As it said then.'");
	ck_assert(list_shows("New words in the programme"));
	ck_assert_str_eq(sent_now("en", "day_2"), MORNING);
	rq = site_get(ADA, WORDS "day_2");
	ck_assert(site_shows(rq, "The programme says something new"));
	ck_assert(site_shows(rq, "As it said then."));
	ck_assert(site_shows(rq, "Today take off the bandage."));
	/* Ours stay: nothing is new any more. */
	rq = write_as(ADA, seen("day_2"), "day_2", "en", MORNING, "&settle=en");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert(!list_shows("New words in the programme"));
	ck_assert_str_eq(
	    site_text("SELECT programme FROM text_wording WHERE version_id = %" PRId64,
		draft()),
	    workflow_text_own(0, "day_2"));
	/* Or the programme's. */
	rq = write_as(ADA, seen("day_2"), "day_2", "en", MORNING, "&own=en");
	ck_assert_int_eq(rq->reply.code, 303);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM text_wording WHERE version_id = %" PRId64,
		draft()),
	    0);
	publish("The+new+words");
	ck_assert_str_eq(sent_now("en", "day_2"), workflow_text_own(0, "day_2"));
}
END_TEST

/* Nobody changes what is published, not even by hand. */
START_TEST(a_published_version_never_changes)
{
	static const char *const deeds[] = { "UPDATE text_wording SET body = body",
		"DELETE FROM text_wording", "UPDATE text_version SET reason = reason",
		"DELETE FROM text_version",
		"INSERT INTO text_wording (version_id, name, language, body, "
		"changed_at) "
		"SELECT id, number::text, workflow, workflow, created_at FROM "
		"text_version" };

	say("day_2", "en", MORNING);
	publish("Why");
	for (size_t i = 0; i < COUNT_OF(deeds); i++)
		site_sql("DO $$ BEGIN %s; RAISE 'it was done: %s'; "
			 "EXCEPTION WHEN check_violation THEN NULL; END $$",
		    deeds[i], deeds[i]);
	ck_assert_str_eq(sent_now("en", "day_2"), MORNING);
}
END_TEST

static const char *
asked(void)
{
	struct arena *arena = arena_new();
	struct worker w = { .db = worker_db, .arena = arena };
	struct tx *tx;
	bool more;

	site_sql("DELETE FROM checkin; DELETE FROM reminder; INSERT INTO reminder "
		 "(enrolment_id, patient_id, place_id, step, day, due_date, due_at) "
		 "SELECT id + 200, id, place_id, 'day_2', 2, '2031-03-03', "
		 "business_now() FROM patient WHERE id = %d",
	    TINASHE);
	ck_assert_int_eq(tx_begin(w.db, arena, TX_READ, &tx), OK);
	ck_assert_int_eq(sql_gateway_state(tx, tx_now(tx), &w.gateway), OK);
	ck_assert_int_eq(text_version_use(tx, w.gateway->texts), OK);
	tx_rollback(tx);
	ck_assert_int_eq(scheduler_job(&w, &more), OK);
	arena_free(arena);
	return site_text("SELECT body FROM message WHERE patient_id = %d ORDER BY id "
			 "DESC LIMIT 1",
	    TINASHE);
}

/* In another program, which was not told: by the row that it reads before each job. */
START_TEST(the_worker_sends_what_is_in_use)
{
	const char *was;

	site_sql("UPDATE patient SET language = 'en' WHERE id = %d", TINASHE);
	was = asked();
	ck_assert(strstr(was, "Today take off the bandage.") != NULL);
	say("day_2", "en", MORNING);
	ck_assert_str_eq(asked(), was);
	publish("Why");
	workflow_texts_edit(NULL, 0, 0); /* as in a program of its own */
	ck_assert_str_eq(asked(), MORNING);
	/* What has been sent keeps its words. */
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE body LIKE 'Today take%%'"),
	    2);
}
END_TEST

/* What a nurse reads is in other words, too. */
START_TEST(nurses_read_the_words_in_use)
{
	say("form.potential_ae.title", "en", "Call about his wound");
	publish("Why");
	ck_assert_int_eq(site_get(RUDO, "/tasks")->reply.code, 200);
	ck_assert_str_eq(
	    sent_now("en", "form.potential_ae.title"), "Call about his wound");
}
END_TEST

/* Files --------------------------------------------------------------------------- */

static enum status
read_file(const char *text, struct text_wordings_rows *rows, struct text_faults *faults)
{
	const struct text_judge judge = { .longest = &text_check_long, .nlongest = 1 };

	return text_file_read(site_arena(), &judge, text, strlen(text), rows, faults);
}

START_TEST(a_file_says_what_is_wrong)
{
	static const struct {
		const char *file, *where, *says;
	} wrong[] = {
		{ "{", "file", "It is not a JSON object" },
		{ "[]", "file", "It is not a JSON object" },
		{ "{\"texts\": {}}", "file", "please write \"vmmc\"" },
		{ "{\"workflow\": \"vmmc\"}", "file", "texts: please write" },
		{ "{\"workflow\": \"vmmc\", \"texts\": {}, \"x\": 1}", "file", "“x”" },
		{ "{\"workflow\": \"vmmc\", \"texts\": {\"dya\": {}}}", "dya",
		    "no text of this name" },
		{ "{\"workflow\": \"vmmc\", \"texts\": {\"day\": \"x\"}}", "day",
		    "please write {" },
		{ "{\"workflow\": \"vmmc\", \"texts\": {\"day\": {\"xx\": \"x\"}}}",
		    "day, xx", "no such language" },
		{ "{\"workflow\": \"vmmc\", \"texts\": {\"day\": {\"en\": 1}}}",
		    "day, en", "between quotes" },
		{ "{\"workflow\": \"vmmc\", \"texts\": {\"day\": {\"en\": \"Well?\"}}}",
		    "day, en", "its codes are none" },
	};

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct text_wordings_rows rows;
		struct text_faults faults;
		bool said = false;

		ck_assert_int_eq(read_file(wrong[i].file, &rows, &faults), ERR_INVALID);
		for (size_t k = 0; k < faults.n; k++)
			said |= strcmp(faults.at[k].where, wrong[i].where) == 0 &&
				strstr(faults.at[k].message, wrong[i].says) != NULL;
		ck_assert_msg(said, "%s", wrong[i].file);
	}
}
END_TEST

START_TEST(a_file_is_what_was_written)
{
	struct text_wordings_rows rows, again;
	struct text_faults faults;
	const char *all, *changed;

	ck_assert_int_eq(
	    read_file(
		"{\"workflow\": \"vmmc\", \"texts\": {\"day_2\": {\"en\": \"" MORNING
		"\", \"sn\": \"\"}}}",
		&rows, &faults),
	    OK);
	ck_assert_uint_eq(rows.n, 1);
	changed = text_file_write(site_arena(), &rows, false);
	ck_assert_int_eq(read_file(changed, &again, &faults), OK);
	ck_assert_uint_eq(again.n, 1);
	ck_assert_str_eq(text_file_write(site_arena(), &again, false), changed);
	/* All of them: what is as the pack says it is no other words. */
	all = text_file_write(site_arena(), &rows, true);
	ck_assert(strlen(all) > 10 * strlen(changed));
	ck_assert_int_eq(read_file(all, &again, &faults), OK);
	ck_assert_uint_eq(again.n, 1);
	ck_assert_str_eq(again.at[0].body, MORNING);
	ck_assert_str_eq(again.at[0].programme, workflow_text_own(0, "day_2"));
	ck_assert_str_eq(text_file_write(site_arena(),
			     &(const struct text_wordings_rows){ .n = 0 }, false),
	    "{\"workflow\": \"vmmc\", \"texts\": {}}\n");
}
END_TEST

TCase *
text_version_tests(void)
{
	TCase *tc = tcase_create("text_version");

	tcase_add_checked_fixture(tc, site_test_begin, site_test_end);
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, only_the_administrator_writes);
	tcase_add_test(tc, a_draft_changes_nothing_until_it_is_published);
	tcase_add_test(tc, what_changes_nothing_begins_no_draft);
	tcase_add_test(tc, what_is_wrong_is_kept_and_not_published);
	tcase_add_test(tc, a_text_has_an_end);
	tcase_add_test(tc, two_who_write_at_once);
	tcase_add_test(tc, a_draft_that_has_changed_is_looked_at_again);
	tcase_add_test(tc, versions_are_compared_and_restored);
	tcase_add_test(tc, a_draft_is_dropped);
	tcase_add_test(tc, the_programme_has_new_words);
	tcase_add_test(tc, a_published_version_never_changes);
	tcase_add_test(tc, the_worker_sends_what_is_in_use);
	tcase_add_test(tc, nurses_read_the_words_in_use);
	tcase_add_test(tc, a_file_says_what_is_wrong);
	tcase_add_test(tc, a_file_is_what_was_written);
	return tc;
}
