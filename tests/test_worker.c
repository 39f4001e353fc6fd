/*
 * test_worker.c - the duties of the worker, one step at a time, beside a RapidPro
 * that answers as it is told.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "core/inbound.h"
#include "core/outbox.h"
#include "worker_test.h"

#define START "3d9f0b7a-6c2e-4e18-a5d1-8f4b2c7e9a06"
#define SOMEBODY "11111111-2222-4333-8444-555555555555"

static void
knows_contact(const char *status, const char *last_intent)
{
	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" CONTACT "\",\"status\":\"%s\","
	    "\"urns\":[],\"fields\":{\"last_intent\":\"%s\"}}]}",
	    status, last_intent);
}

static void
makes_contact(void)
{
	peer_says(201, "{\"uuid\":\"" CONTACT "\",\"status\":\"active\",\"urns\":[]}");
}

static void
takes_start(void)
{
	peer_says(201, "{\"uuid\":\"" START "\",\"status\":\"pending\",\"params\":{}}");
}

static void
shows_start(const char *status)
{
	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" START "\",\"status\":\"%s\"}]}",
	    status);
}

/* One SMS as the feed of messages has it, so long ago. */
static const char *
listed(int id, const char *direction, const char *status, const char *text,
    const char *ago)
{
	const char *at =
	    site_text("SELECT to_char((business_now() - interval '%s') AT TIME ZONE "
		      "'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
		ago);

	return arena_printf(site_arena(),
	    "{\"id\":%d,\"contact\":{\"uuid\":\"" CONTACT "\",\"name\":null},"
	    "\"urn\":\"tel:+263775550142\",\"direction\":\"%s\",\"status\":\"%s\","
	    "\"text\":\"%s\",\"created_on\":\"%s\",\"sent_on\":\"%s\","
	    "\"modified_on\":\"%s\"}",
	    id, direction, status, text, at, at, at);
}

static void
lists(const char *rows, bool another_page)
{
	const char *next = another_page
			       ? arena_printf(site_arena(),
				     "\"http://127.0.0.1:%d/api/v2/messages.json?"
				     "cursor=x\"",
				     peer_port())
			       : "null";

	peer_says(200, "{\"next\":%s,\"results\":[%s]}", next, rows);
}

static void
steps(job *run)
{
	ck_assert_int_eq(worker_step(run), OK);
}

/* A text to Tinashe; the number of its row in the outbox. */
static int64_t
queued(const char *body, enum outbox_priority priority, int64_t good_until)
{
	int64_t message_id;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    outbox_text(tx,
		&(struct outbox_text){ .thread_id = 501,
		    .phone_id = 301,
		    .place_id = RIVERSIDE,
		    .patient_id = TINASHE,
		    .author_id = priority == OUTBOX_REPLY ? RUDO : 0,
		    .kind = priority == OUTBOX_REPLY ? "nurse" : "automatic",
		    .body = body,
		    .priority = priority,
		    .good_until = good_until == 0 ? 0 : tx_now(tx) + good_until },
		&message_id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	return site_number(
	    "SELECT outbox_id FROM message WHERE id = %lld", (long long)message_id);
}

static void
is_known(void)
{
	site_sql("UPDATE phone SET contact_uuid = '" CONTACT "' WHERE id = 301");
}

static const char *
key_of(int64_t row)
{
	return arena_strdup(site_arena(),
	    site_text("SELECT key FROM outbox WHERE id = %lld", (long long)row));
}

/* "accepted sending": the row's state and its message's. */
static const char *
states(int64_t row)
{
	return site_text(
	    "SELECT o.state || ' ' || m.state FROM outbox o JOIN message m "
	    "ON m.outbox_id = o.id WHERE o.id = %lld",
	    (long long)row);
}

/* Sent and taken, and how long ago. */
static int64_t
accepted(const char *body, enum outbox_priority priority)
{
	int64_t row = queued(body, priority, 0);

	is_known();
	peer_stops();
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "accepted sending");
	peer_stops();
	return row;
}

/* Sent, and nobody knows what became of it. */
static int64_t
unsure(const char *body, enum outbox_priority priority)
{
	int64_t row = queued(body, priority, 0);

	is_known();
	peer_stops();
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "unsure unsure");
	peer_stops();
	return row;
}

/* Sending. */

START_TEST(a_text_leaves_once_and_the_contact_proves_it)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	makes_contact();
	takes_start();
	knows_contact("active", key_of(row));
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "accepted sending");
	steps(dispatch_job);
	steps(look_up_job); /* not due yet */
	site_later("10 seconds");
	steps(look_up_job);
	ck_assert_str_eq(states(row), "done sent");
	ck_assert_uint_eq(peer_asked("POST /api/v2/flow_starts.json"), 1);
	ck_assert_uint_eq(peer_asked(key_of(row)), 1);
	ck_assert_uint_eq(peer_calls(), 3);
}
END_TEST

START_TEST(one_text_at_a_time_goes_to_a_man)
{
	int64_t first = accepted("One.", OUTBOX_AUTOMATIC);
	int64_t second = queued("Two.", OUTBOX_REPLY, 0);

	steps(dispatch_job);
	ck_assert_str_eq(states(second), "ready queued");
	knows_contact("active", key_of(first));
	takes_start();
	peer_plays();
	site_later("10 seconds");
	steps(look_up_job);
	steps(dispatch_job);
	ck_assert_str_eq(states(first), "done sent");
	ck_assert_str_eq(states(second), "accepted sending");
}
END_TEST

/* Another to Brian, whose phone is 302. */
static int64_t
queued_to_brian(void)
{
	int64_t row = queued("For Brian.", OUTBOX_AUTOMATIC, 0);

	site_sql("UPDATE outbox SET phone_id = 302 WHERE id = %lld; "
		 "UPDATE message SET phone_id = 302 WHERE outbox_id = %lld",
	    (long long)row, (long long)row);
	return row;
}

START_TEST(texts_to_several_leave_together)
{
	int64_t first = queued("Keep it dry.", OUTBOX_AUTOMATIC, 0),
		second = queued("And clean.", OUTBOX_AUTOMATIC, 0),
		brians = queued_to_brian();

	is_known();
	site_sql("UPDATE phone SET contact_uuid = '" SOMEBODY "' WHERE id = 302");
	takes_start();
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("POST "), 2);
	ck_assert_str_eq(states(second), "ready queued");
	ck_assert_str_ne(arena_strdup(site_arena(), states(first)), states(brians));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'accepted'"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'unsure'"), 1);
	ck_assert_int_eq(site_number("SELECT sum(calls) FROM gateway_call"), 2);
}
END_TEST

/* His contact is asked for later, and the known one does not wait for it. */
START_TEST(a_contact_to_be_found_holds_no_other_up)
{
	int64_t known = queued("Keep it dry.", OUTBOX_REPLY, 0),
		unknown = queued_to_brian();

	is_known();
	takes_start();
	peer_says(400, "{\"urns\":[\"Invalid URN\"]}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(known), "accepted sending");
	ck_assert_str_eq(states(unknown), "ready queued");
	steps(dispatch_job);
	ck_assert_str_eq(states(unknown), "parked failed");
}
END_TEST

/* Nor does a nurse's text wait until the contacts of less urgent ones are found. */
START_TEST(a_less_urgent_text_leaves_with_the_next)
{
	int64_t bulk = queued_to_brian(), words;

	site_sql("UPDATE outbox SET priority = 7");
	words = queued("Come at two.", OUTBOX_REPLY, 0);
	makes_contact();
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("POST /api/v2/contacts.json"), 1);
	ck_assert_str_eq(states(words), "accepted sending");
	ck_assert_str_eq(states(bulk), "ready queued");
}
END_TEST

/* However much else there is, and whoever is first. */
START_TEST(a_lane_takes_what_somebody_waits_for)
{
	int64_t bulk = queued_to_brian(), answer;

	test_worker.is_lane = true;
	site_sql("UPDATE outbox SET priority = 7");
	steps(dispatch_job);
	ck_assert_str_eq(states(bulk), "ready queued");
	answer = queued("You get no more texts.", OUTBOX_AUTOMATIC, 0);
	is_known();
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(answer), "accepted sending");
	ck_assert_str_eq(states(bulk), "ready queued");
	peer_stops();
	site_sql("UPDATE phone SET contact_uuid = '" SOMEBODY "' WHERE id = 302");
	test_worker.is_lane = false;
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(bulk), "accepted sending");
}
END_TEST

START_TEST(a_batch_is_no_larger_than_the_hour_allows)
{
	(void)queued("Keep it dry.", OUTBOX_REPLY, 0);
	(void)queued_to_brian();
	is_known();
	site_sql("UPDATE phone SET contact_uuid = '" SOMEBODY "' WHERE id = 302; "
		 "UPDATE outbox SET priority = 1; "
		 "INSERT INTO gateway_call (minute, scope, calls) VALUES "
		 "(date_trunc('minute', business_now()), 'v2', 999)");
	takes_start();
	takes_start();
	peer_plays();
	steps(dispatch_job);
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("POST "), 1);
}
END_TEST

/* While nobody knows whether RapidPro is there, one text tries it. */
START_TEST(a_line_in_doubt_is_tried_by_one)
{
	(void)queued("Keep it dry.", OUTBOX_REPLY, 0);
	(void)queued_to_brian();
	is_known();
	site_sql("UPDATE phone SET contact_uuid = '" SOMEBODY "' WHERE id = 302; "
		 "UPDATE gateway SET failures = 1");
	peer_breaks();
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("POST "), 1);
}
END_TEST

static void
has_send_flow(void)
{
	peer_says(200, "{\"next\":null,\"results\":[{\"uuid\":\"" SEND_FLOW
		       "\",\"name\":\"" RAPIDPRO_SEND_FLOW "\",\"archived\":false}]}");
}

START_TEST(nothing_leaves_before_the_flows_are_known)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	site_sql("UPDATE gateway SET checked_at = NULL, send_flow = NULL");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "ready queued");
	has_send_flow();
	makes_contact();
	takes_start();
	peer_plays();
	steps(gateway_job);
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "accepted sending");
}
END_TEST

START_TEST(a_worker_lost_before_its_call_is_no_loss)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	site_sql("UPDATE outbox SET state = 'leased', owner = '" SOMEBODY "', "
		 "attempt = 1, sent_at = business_now(), "
		 "lease_until = business_now() + interval '40 s'; "
		 "UPDATE message SET state = 'sending'");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "leased sending");
	site_later("41 seconds");
	makes_contact();
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "accepted sending");
	ck_assert_int_eq(site_number("SELECT sends FROM outbox"), 1);
}
END_TEST

/* Its end was lost, and the feed has shown it before anybody looked. */
START_TEST(what_rapidpro_has_shown_does_not_leave_again)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	is_known();
	site_sql("UPDATE message SET rapidpro_id = '1'");
	peer_plays();
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("POST "), 0);
	ck_assert_int_eq(site_number("SELECT sends FROM outbox"), 0);
	site_later("31 seconds");
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("POST "), 0);
	ck_assert_str_eq(states(row), "done sending");
}
END_TEST

/* Its call had left: nobody knows whether it was carried out. */
static int64_t
lost_with_worker(const char *by)
{
	int64_t row = queued("Keep it dry.", OUTBOX_AUTOMATIC, 0);

	is_known();
	site_sql("UPDATE outbox SET state = 'leased', owner = '" SOMEBODY "', "
		 "attempt = 1, sends = 1, sent_at = business_now(), "
		 "lease_until = business_now() + interval '40 s', "
		 "params = '{\"by\": \"%s\"}'; UPDATE message SET state = 'sending'",
	    by);
	return row;
}

START_TEST(a_worker_lost_after_its_call_is_looked_up_and_repeated)
{
	int64_t row = lost_with_worker("flow"), next = queued("Next.", OUTBOX_REPLY, 0);
	const char *key = key_of(row);

	site_later("41 seconds");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "unsure unsure");
	knows_contact("active", "another");
	takes_start();
	knows_contact("active", key);
	takes_start();
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "accepted sending");
	ck_assert_uint_eq(
	    peer_asked(key), 1); /* the same key: the flow drops a repeat */
	site_later("6 seconds");
	steps(look_up_job);
	/* Proved; but the first call may still be carried out, and so may this one. */
	ck_assert_str_eq(states(row), "accepted sent");
	steps(dispatch_job);
	ck_assert_str_eq(states(next), "ready queued");
	site_later("70 seconds");
	steps(look_up_job);
	ck_assert_str_eq(states(row), "done sent");
	steps(dispatch_job);
	ck_assert_str_eq(states(next), "accepted sending");
}
END_TEST

static struct db *
connected_as(const char *name)
{
	struct db *db;

	(void)setenv("PGAPPNAME", name, 1);
	ck_assert_int_eq(db_open("user=aftercare_worker dbname=aftercare", &db), OK);
	(void)unsetenv("PGAPPNAME");
	return db;
}

static const char *
lease_left(void)
{
	return site_text(
	    "SELECT round(extract(epoch FROM lease_until - business_now())) "
	    "FROM outbox");
}

/* The name of a connection is that of its worker, and ends with him. */
START_TEST(whose_connection_has_ended_is_not_waited_for)
{
	struct db *owner = connected_as(SOMEBODY), *unnamed = test_worker.db;
	int64_t row = lost_with_worker("flow");

	test_worker.db = connected_as(test_worker.id);
	steps(dispatch_job);
	ck_assert_str_eq(lease_left(), "40");
	db_close(owner);
	test_worker.tidied_at = 0;
	/* The server notices in its own time. */
	for (int i = 0; i < 100 && strcmp(lease_left(), "40") == 0; i++) {
		steps(dispatch_job);
		test_worker.tidied_at = 0;
		(void)usleep(20000);
	}
	ck_assert_str_eq(lease_left(), "4");
	site_later("5 seconds");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "unsure unsure");
	db_close(test_worker.db);
	test_worker.db = unnamed;
}
END_TEST

/* Nor is what he was looking up. */
START_TEST(a_look_ends_with_the_connection_of_who_looks)
{
	int64_t row = unsure("Keep it dry.", OUTBOX_AUTOMATIC);
	struct db *unnamed = test_worker.db;

	site_sql("UPDATE outbox SET owner = '" SOMEBODY "', looked = 1, "
		 "run_at = business_now() + interval '11 seconds'");
	test_worker.db = connected_as(test_worker.id);
	test_worker.tidied_at = 0;
	steps(dispatch_job);
	knows_contact("active", key_of(row));
	peer_plays();
	steps(look_up_job);
	ck_assert_uint_eq(peer_asked("GET "), 1);
	db_close(test_worker.db);
	test_worker.db = unnamed;
}
END_TEST

/* The ladder has longer patience; and who bears no name himself knows nobody's. */
START_TEST(a_lease_is_kept_where_nothing_is_gained)
{
	struct db *unnamed = test_worker.db;
	int64_t row = lost_with_worker("flow");

	steps(dispatch_job);
	ck_assert_str_eq(lease_left(), "40");
	test_worker.tidied_at = 0;
	site_sql("UPDATE outbox SET params = '{\"by\": \"message\"}'");
	test_worker.db = connected_as(test_worker.id);
	steps(dispatch_job);
	ck_assert_str_eq(lease_left(), "40");
	ck_assert_str_eq(states(row), "leased sending");
	db_close(test_worker.db);
	test_worker.db = unnamed;
}
END_TEST

/* How many results of this attempt of somebody's are taken. */
static size_t
settled(struct tx *tx, int64_t row, int attempt)
{
	struct outbox_result_rows rows;

	ck_assert_int_eq(
	    sql_outbox_result(tx,
		arena_printf(site_arena(),
		    "[{\"id\":%lld,\"attempt\":%d,\"state\":\"done\",\"wait\":0,"
		    "\"reason\":\"\",\"message_state\":\"sent\",\"message_reason\":"
		    "\"\"}]",
		    (long long)row, attempt),
		SOMEBODY, 75, tx_now(tx), &rows),
	    OK);
	return rows.n;
}

START_TEST(who_lost_the_lease_writes_nothing)
{
	int64_t row = lost_with_worker("flow");
	const struct outbox_renew *renew;
	struct outbox_leave_rows leave;
	struct tx *tx;

	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(sql_outbox_leave(tx,
			     arena_printf(site_arena(), "[{\"id\":%lld,\"attempt\":1}]",
				 (long long)row),
			     test_worker.id, "flow", tx_now(tx), 40, &leave),
	    OK);
	ck_assert_uint_eq(leave.n, 0);
	ck_assert_int_eq(sql_outbox_renew(tx, row, SOMEBODY, 2, tx_now(tx), 40, &renew),
	    ERR_NOT_FOUND);
	ck_assert_uint_eq(settled(tx, row, 2), 0);
	ck_assert_uint_eq(settled(tx, row, 1), 1);
	tx_rollback(tx);
}
END_TEST

START_TEST(a_start_that_waits_its_turn_is_not_repeated)
{
	int64_t row = accepted("Keep it dry.", OUTBOX_AUTOMATIC);

	site_later("5 minutes");
	knows_contact("active", "another");
	shows_start("pending");
	knows_contact("active", "another");
	shows_start("complete");
	takes_start();
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "accepted sending");
	ck_assert_uint_eq(peer_asked("POST "), 0);
	site_later("61 seconds");
	steps(look_up_job); /* over, and nothing was sent: once more */
	ck_assert_uint_eq(peer_asked("POST /api/v2/flow_starts.json"), 1);
	ck_assert_str_eq(states(row), "accepted sending");
}
END_TEST

START_TEST(what_is_never_proved_is_shown_to_a_person)
{
	int64_t row = unsure("Keep it dry.", OUTBOX_REPLY);

	site_sql("UPDATE outbox SET sends = 11");
	site_later("11 minutes");
	knows_contact("active", "another");
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "parked unsure");
	ck_assert_str_ne(site_text("SELECT reason FROM message WHERE outbox_id = %lld",
			     (long long)row),
	    "");
}
END_TEST

/* Who repeats one may be lost as well, several times: each time it is soon made good. */
START_TEST(the_first_repeats_follow_each_other_soon)
{
	int64_t row = unsure("Keep it dry.", OUTBOX_AUTOMATIC);

	for (int i = 0; i < 4; i++) {
		knows_contact("active", "another");
		peer_breaks();
	}
	peer_plays();
	for (int i = 0; i < 4; i++) {
		site_later("9 seconds");
		site_sql("UPDATE gateway SET failures = 0");
		steps(look_up_job);
		ck_assert_str_eq(states(row), "unsure unsure");
	}
	ck_assert_uint_eq(peer_asked("POST /api/v2/flow_starts.json"), 4);
}
END_TEST

/* However many calls there were before it, RapidPro has time to do what it took. */
START_TEST(what_was_taken_at_last_is_not_given_up_at_once)
{
	int64_t row = accepted("Keep it dry.", OUTBOX_AUTOMATIC);

	site_sql("UPDATE outbox SET sends = 11");
	site_later("1 minute");
	for (int i = 0; i < 2; i++) {
		knows_contact("active", "another");
		shows_start("complete");
	}
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "accepted sending");
	site_later("10 minutes");
	steps(look_up_job);
	ck_assert_str_eq(states(row), "parked unsure");
	ck_assert_uint_eq(peer_asked("POST "), 0);
}
END_TEST

START_TEST(a_blocked_number_is_told)
{
	int64_t row = accepted("Keep it dry.", OUTBOX_REPLY);

	site_later("1 minute");
	knows_contact("blocked", "another");
	shows_start("complete");
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "parked failed");
}
END_TEST

START_TEST(what_is_not_certain_is_looked_up_first)
{
	int64_t taken = accepted("Keep it dry.", OUTBOX_AUTOMATIC), unknown;

	site_sql("UPDATE outbox SET phone_id = NULL");
	unknown = unsure("Come at two.", OUTBOX_AUTOMATIC);
	site_later("10 seconds");
	site_sql("UPDATE outbox SET run_at = business_now() - interval '1 minute' "
		 "WHERE id = %lld",
	    (long long)taken);
	knows_contact(
	    "active", site_text("SELECT key::text FROM outbox WHERE id = %lld",
			  (long long)unknown));
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(site_text("SELECT state FROM message WHERE outbox_id = %lld",
			     (long long)unknown),
	    "sent");
}
END_TEST

/* Two in doubt, of different men. */
static void
two_unsure(int64_t *first, int64_t *second)
{
	*first = queued("Keep it dry.", OUTBOX_AUTOMATIC, 0);
	*second = queued_to_brian();
	is_known();
	site_sql("UPDATE phone SET contact_uuid = '" SOMEBODY "' WHERE id = 302");
	peer_breaks();
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	peer_stops();
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'unsure'"), 2);
	site_sql("UPDATE gateway SET failures = 0; DELETE FROM gateway_call");
}

START_TEST(what_is_in_doubt_is_looked_up_and_repeated_together)
{
	int64_t first, second;

	two_unsure(&first, &second);
	site_later("10 seconds");
	knows_contact("active", "another");
	knows_contact("active", "another");
	takes_start();
	takes_start();
	knows_contact("active", key_of(first)); /* asked for either */
	knows_contact("active", key_of(first));
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(first), "accepted sending");
	ck_assert_str_eq(states(second), "accepted sending");
	ck_assert_uint_eq(peer_asked(key_of(first)), 1);
	ck_assert_uint_eq(peer_asked(key_of(second)), 1);
	ck_assert_int_eq(
	    site_number("SELECT calls FROM gateway_call WHERE scope = 'v2.contacts'"),
	    2);
	ck_assert_int_eq(
	    site_number("SELECT calls FROM gateway_call WHERE scope = 'v2'"), 2);
	site_later("6 seconds");
	steps(look_up_job);
	ck_assert_str_eq(states(first), "accepted sent");
	ck_assert_str_eq(states(second), "accepted sending");
}
END_TEST

START_TEST(a_look_without_an_answer_costs_the_others_nothing)
{
	int64_t first, second;

	two_unsure(&first, &second);
	site_later("10 seconds");
	peer_says(500, "{}");
	knows_contact("active", "another");
	takes_start();
	peer_plays();
	steps(look_up_job);
	ck_assert_str_ne(arena_strdup(site_arena(), states(first)), states(second));
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'accepted'"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE state = 'unsure' AND "
			"run_at <= business_now() + interval '5 seconds'"),
	    1);
	ck_assert_uint_eq(peer_asked("POST "), 1);
}
END_TEST

/* What was not taken for certain is no repeat: it counts for nothing, and is tried soon. */
START_TEST(a_repeat_that_is_put_off_does_not_count)
{
	int64_t row = unsure("Keep it dry.", OUTBOX_AUTOMATIC);
	const char *sent =
	    arena_strdup(site_arena(), site_text("SELECT sent_at FROM outbox"));

	site_later("10 seconds");
	knows_contact("active", "another");
	peer_says(429, "{\"detail\":\"Request was throttled.\"}");
	knows_contact("active", "another");
	peer_says(503, "{}");
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "unsure unsure");
	ck_assert_int_eq(site_number("SELECT sends FROM outbox"), 1);
	ck_assert_str_eq(site_text("SELECT sent_at FROM outbox"), sent);
	site_later("31 seconds");
	steps(look_up_job);
	ck_assert_str_eq(states(row), "unsure unsure");
	ck_assert_int_eq(site_number("SELECT sends FROM outbox"), 2);
	ck_assert_str_ne(site_text("SELECT sent_at FROM outbox"), sent);
}
END_TEST

START_TEST(one_looks_while_the_line_is_in_doubt_or_the_hour_ends)
{
	int64_t first, second;

	two_unsure(&first, &second);
	site_later("10 seconds");
	site_sql("UPDATE gateway SET failures = 1");
	peer_says(500, "{}");
	peer_says(500, "{}");
	peer_plays();
	steps(look_up_job);
	ck_assert_uint_eq(peer_asked("GET "), 1);
	site_sql(
	    "UPDATE gateway SET failures = 0; UPDATE gateway_call SET calls = 999; "
	    "UPDATE outbox SET run_at = business_now()");
	steps(look_up_job);
	ck_assert_uint_eq(peer_asked("GET "), 2);
}
END_TEST

static size_t
repeats(struct tx *tx, int64_t row, const char *worker, int looked)
{
	struct outbox_repeat_rows ours;

	ck_assert_int_eq(sql_outbox_repeat(tx,
			     arena_printf(site_arena(), "[{\"id\":%lld,\"looked\":%d}]",
				 (long long)row, looked),
			     worker, tx_now(tx), 11, 75, &ours),
	    OK);
	return ours.n;
}

/* Another has looked since: it is his to repeat. */
START_TEST(who_lost_his_look_repeats_nothing)
{
	int64_t row = unsure("Keep it dry.", OUTBOX_AUTOMATIC);
	struct outbox_look_rows look;
	struct tx *tx;

	site_later("10 seconds");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    sql_outbox_look(tx, SOMEBODY, tx_now(tx), 11, 30, 32, &look), OK);
	ck_assert_uint_eq(look.n, 1);
	ck_assert_uint_eq(repeats(tx, row, SOMEBODY, look.at[0].looked - 1), 0);
	ck_assert_uint_eq(repeats(tx, row, test_worker.id, look.at[0].looked), 0);
	ck_assert_uint_eq(repeats(tx, row, SOMEBODY, look.at[0].looked), 1);
	tx_rollback(tx);
}
END_TEST

START_TEST(a_flow_that_went_away_holds_nobody_up)
{
	int64_t row = unsure("Keep it dry.", OUTBOX_REPLY);

	site_sql("UPDATE gateway SET send_flow = NULL");
	knows_contact("active", "another");
	knows_contact("active", "another");
	peer_plays();
	site_later("1 minute");
	steps(look_up_job);
	ck_assert_str_eq(states(row), "unsure unsure");
	/* Soon again: an archived flow can be back in a moment. */
	ck_assert_str_eq(site_text("SELECT (run_at < business_now() + interval '30 "
				   "seconds')::text FROM outbox WHERE id = %lld",
			     (long long)row),
	    "true");
	site_later("11 minutes");
	steps(look_up_job);
	ck_assert_str_eq(states(row), "parked unsure");
}
END_TEST

/* Only by the flow can it be repeated, and until then all leave without it. */
START_TEST(what_waits_for_a_flow_is_looked_up_when_it_is_back)
{
	int64_t row = unsure("Keep it dry.", OUTBOX_REPLY);

	peer_says(200, "{\"next\":null,\"results\":[]}");
	has_send_flow();
	knows_contact("active", "another");
	takes_start();
	peer_plays();
	site_sql("UPDATE gateway SET failures = 0; "
		 "UPDATE outbox SET run_at = business_now() + interval '5 minutes'");
	steps(gateway_job);
	site_later("2 seconds");
	steps(gateway_job);
	ck_assert_uint_eq(peer_asked("GET /api/v2/flows.json"), 1);
	site_later("9 seconds");
	steps(gateway_job);
	ck_assert_uint_eq(peer_asked("GET /api/v2/flows.json"), 2);
	steps(look_up_job);
	ck_assert_str_eq(states(row), "accepted sending");
}
END_TEST

/* What left without it would be less certain; but nobody waits for long. */
START_TEST(a_flow_that_may_be_back_in_a_moment_is_waited_for)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	is_known();
	peer_says(200, "{\"next\":null,\"results\":[]}");
	peer_says(201, "{\"id\":7,\"status\":\"queued\"}");
	peer_plays();
	steps(gateway_job);
	steps(dispatch_job);
	site_later("50 seconds");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "ready queued");
	ck_assert_uint_eq(peer_asked("POST "), 0);
	site_later("11 seconds");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "done sent");
	ck_assert_uint_eq(peer_asked("POST /api/v2/messages.json"), 1);
}
END_TEST

/* A workspace without it is not asked all day. */
START_TEST(a_flow_is_missed_while_something_may_wait_for_it)
{
	for (int i = 0; i < 4; i++)
		peer_says(200, "{\"next\":null,\"results\":[]}");
	peer_plays();
	for (int i = 0; i < 3; i++) {
		steps(gateway_job); /* missed from the first on */
		site_later("4 seconds");
	}
	ck_assert_uint_eq(peer_asked("GET /api/v2/flows.json"), 3);
	site_sql("UPDATE gateway SET flow_missed_at = flow_missed_at - interval '10 "
		 "minutes'");
	site_later("20 seconds");
	steps(gateway_job);
	site_later("4 seconds");
	steps(gateway_job);
	ck_assert_uint_eq(peer_asked("GET /api/v2/flows.json"), 3);
}
END_TEST

START_TEST(too_many_calls_make_everything_wait)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	is_known();
	peer_says(429, "{\"detail\":\"Request was throttled.\"}");
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "ready queued");
	ck_assert_int_eq(site_number("SELECT sends FROM outbox"), 0);
	site_sql("UPDATE outbox SET run_at = business_now()");
	steps(dispatch_job);
	steps(look_up_job);
	ck_assert_uint_eq(peer_asked("POST "), 1);
	site_later("31 seconds");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "accepted sending");
}
END_TEST

/* A text once stood still for an hour, and all others to the man with it. */
START_TEST(a_wait_of_an_hour_ends_when_rapidpro_answers_again)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	is_known();
	peer_says(429, "{\"detail\":\"Request was throttled.\"}");
	peer_says(200, "{\"next\":null,\"results\":[{\"uuid\":\"" SEND_FLOW
		       "\",\"name\":\"Aftercare guarded send\"}]}");
	takes_start();
	peer_plays();
	steps(dispatch_job);
	site_sql(
	    "UPDATE gateway SET paused_until = business_now() + interval '1 hour'");
	site_later("5 seconds");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "ready queued");
	steps(gateway_job);
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "accepted sending");
}
END_TEST

START_TEST(a_refused_token_stops_all_calls_until_it_is_taken_again)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	is_known();
	peer_says(403, "{\"detail\":\"Invalid token\"}");
	peer_says(403, "{\"detail\":\"Invalid token\"}");
	peer_says(200, "{\"next\":null,\"results\":[{\"uuid\":\"" SEND_FLOW
		       "\",\"name\":\"" RAPIDPRO_SEND_FLOW "\",\"archived\":false}]}");
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "ready queued");
	site_later("61 seconds");
	steps(dispatch_job);
	steps(messages_job);
	ck_assert_uint_eq(peer_calls(), 1);
	steps(gateway_job);
	steps(dispatch_job);
	ck_assert_uint_eq(peer_calls(), 2);
	site_later("6 seconds");
	steps(gateway_job);
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "accepted sending");
}
END_TEST

START_TEST(what_is_too_late_is_not_sent)
{
	int64_t row = queued("Good morning.", OUTBOX_BULK, HOUR);

	site_later("2 hours");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "cancelled failed");
	ck_assert_str_ne(site_text("SELECT reason FROM message WHERE outbox_id = %lld",
			     (long long)row),
	    "");
}
END_TEST

/* Its moment passed while its contact was looked for. */
START_TEST(what_has_become_too_late_does_not_leave)
{
	int64_t row = queued("Good morning.", OUTBOX_BULK, HOUR);
	struct outbox_leave_rows leave;
	struct tx *tx;

	site_sql("UPDATE outbox SET state = 'leased', owner = '%s', attempt = 1, "
		 "lease_until = business_now() + interval '61 minutes'",
	    test_worker.id);
	site_later("59 minutes");
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(
		    sql_outbox_leave(tx,
			arena_printf(site_arena(), "[{\"id\":%lld,\"attempt\":1}]",
			    (long long)row),
			test_worker.id, "flow", tx_now(tx) + i * 2 * MINUTE, 30,
			&leave),
		    OK);
		ck_assert_uint_eq(leave.n, i == 0 ? 1 : 0);
	}
	tx_rollback(tx);
	site_later("3 minutes");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "cancelled failed");
}
END_TEST

/* Its conversation is in somebody's hands just now, so that it could not be held. */
START_TEST(what_is_too_old_does_not_leave_before_it_is_held)
{
	static const int priorities[] = { OUTBOX_REPLY, OUTBOX_LATER };
	const struct thread_lock *held;
	struct tx *tx;

	for (size_t i = 0; i < COUNT_OF(priorities); i++) {
		int64_t row = queued("Come at two.", OUTBOX_REPLY, 0);

		is_known();
		site_sql("UPDATE outbox SET priority = %d, created_at = created_at - "
			 "interval '26 hours', run_at = run_at - interval '25 hours' "
			 "WHERE id = %lld",
		    priorities[i], (long long)row);
		ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
		ck_assert_int_eq(sql_thread_lock(tx, 501, &held), OK);
		takes_start();
		peer_plays();
		test_worker.tidied_at = 0;
		steps(dispatch_job);
		tx_rollback(tx);
		ck_assert_uint_eq(peer_calls(), 0);
		peer_stops();
		ck_assert_int_eq(
		    site_number(
			"SELECT priority FROM outbox WHERE id = %lld", (long long)row),
		    priorities[i]);
		test_worker.tidied_at = 0;
		steps(dispatch_job);
		ck_assert_str_eq(states(row), "held held");
	}
}
END_TEST

START_TEST(bulk_leaves_the_last_of_the_hour_to_nurses)
{
	int64_t bulk = queued("Good morning.", OUTBOX_BULK, 0);

	is_known();
	site_sql("INSERT INTO gateway_call (minute, scope, calls) VALUES "
		 "(date_trunc('minute', business_now()) - interval '5 minutes', 'v2', "
		 "750)");
	steps(dispatch_job);
	ck_assert_str_eq(states(bulk), "ready queued");
	site_sql("UPDATE outbox SET priority = 3; UPDATE gateway_call SET calls = 950");
	steps(dispatch_job);
	ck_assert_str_eq(states(bulk), "ready queued");
	site_sql("UPDATE outbox SET priority = 1");
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(bulk), "accepted sending");
	site_sql("UPDATE gateway_call SET calls = 1000");
	site_sql("UPDATE outbox SET state = 'ready'");
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("POST "), 1);
}
END_TEST

/* Another worker, which has counted the hour's last call and is about to say so. */
static pid_t
spends_the_last_call(int told)
{
	pid_t pid = test_fork();
	struct db *db;
	struct tx *tx;

	if (pid != 0)
		return pid;
	if (db_open("user=aftercare_worker dbname=aftercare", &db) != OK ||
	    tx_begin(db, arena_new(), TX_WRITE, &tx) != OK ||
	    sql_gateway_hold(tx) != OK ||
	    sql_gateway_count(tx, "v2", tx_now(tx), 1) != OK || write(told, "", 1) != 1)
		_exit(EXIT_FAILURE);
	(void)usleep(500000);
	_exit(tx_commit(tx) == OK ? EXIT_SUCCESS : EXIT_FAILURE);
}

START_TEST(two_do_not_spend_the_same_rest_of_the_hour)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);
	int told[2], code;
	char c;
	pid_t pid;

	is_known();
	site_sql("INSERT INTO gateway_call (minute, scope, calls) VALUES "
		 "(date_trunc('minute', business_now()) - interval '5 minutes', 'v2', "
		 "999)");
	takes_start();
	peer_plays();
	ck_assert_int_eq(pipe(told), 0);
	pid = spends_the_last_call(told[1]);
	ck_assert_int_eq(read(told[0], &c, 1), 1);
	steps(dispatch_job);
	ck_assert_int_eq(waitpid(pid, &code, 0), pid);
	ck_assert_int_eq(code, 0);
	ck_assert_str_eq(states(row), "ready queued");
	(void)close(told[0]);
	(void)close(told[1]);
}
END_TEST

START_TEST(to_look_when_nothing_is_due_costs_nothing)
{
	for (int i = 0; i < 5; i++)
		steps(look_up_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM gateway_call"), 0);
}
END_TEST

START_TEST(a_contact_deleted_there_is_asked_for_again)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	site_sql("UPDATE phone SET contact_uuid = '" SOMEBODY "' WHERE id = 301");
	peer_says(400, "{\"contacts\":[\"No such object: " SOMEBODY "\"]}");
	makes_contact();
	peer_says(
	    400, "{\"text\":[\"Ensure this field has no more than 640 characters.\"]}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "ready queued");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "parked failed");
	ck_assert_str_eq(
	    site_text("SELECT contact_uuid FROM phone WHERE id = 301"), CONTACT);
}
END_TEST

/* In the middle of a morning: no text is given up, and no contact forgotten. */
START_TEST(a_flow_deleted_there_is_no_fault_of_the_texts)
{
	int64_t first = queued("Keep it dry.", OUTBOX_AUTOMATIC, 0),
		brians = queued_to_brian();

	is_known();
	site_sql("UPDATE phone SET contact_uuid = '" SOMEBODY "' WHERE id = 302");
	for (int i = 0; i < 2; i++)
		peer_says(400, "{\"flow\":[\"No such object: " SEND_FLOW "\"]}");
	peer_says(200, "{\"next\":null,\"results\":[]}");
	peer_says(201, "{\"id\":77,\"status\":\"queued\"}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(first), "ready queued");
	ck_assert_str_eq(states(brians), "ready queued");
	ck_assert_int_eq(site_number("SELECT failures FROM gateway"), 1);
	site_later("5 seconds");
	steps(gateway_job);
	site_later("61 seconds");
	site_sql("UPDATE outbox SET run_at = business_now() + interval '1 hour' * "
		 "(id <> %lld)::integer",
	    (long long)first);
	steps(dispatch_job);
	ck_assert_str_eq(states(first), "done sent");
	ck_assert_uint_eq(peer_asked("POST /api/v2/messages.json"), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM phone WHERE id IN (301, 302) "
			"AND contact_uuid IS NULL"),
	    0);
}
END_TEST

START_TEST(a_second_number_of_a_contact_is_told)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	site_sql("UPDATE phone SET contact_uuid = '" CONTACT "' WHERE id = 302");
	makes_contact();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "parked failed");
}
END_TEST

/* From the command line, where nobody has signed in. */
START_TEST(what_was_given_up_is_sent_again_by_the_administrator)
{
	struct tx *tx;
	int64_t id;

	(void)queued("Keep it dry.", OUTBOX_AUTOMATIC, 0);
	site_sql("UPDATE outbox SET state = 'parked'; "
		 "UPDATE message SET state = 'failed', reason = 'x'");
	id = site_number("SELECT id FROM message");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(outbox_again(tx, id,
			     &(struct outbox_again_how){ .priority = OUTBOX_REPLY }),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox o JOIN message m ON m.outbox_id = "
			"o.id WHERE o.state = 'ready' AND m.state = 'queued'"),
	    1);
}
END_TEST

/* Check-ins. */

/* One flow start for Tinashe and Brian. */
static int64_t
checkin(void)
{
	site_sql(
	    "INSERT INTO outbox (id, key, kind, place_id, body, priority, run_at, "
	    "good_until, created_at) OVERRIDING SYSTEM VALUE VALUES (900, '" SOMEBODY
	    "', 'checkin', 101, 'Well?', 7, business_now(), "
	    "business_now() + interval '4 hours', business_now()); "
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, "
	    "kind, body, state, at, outbox_id) SELECT p.id + 100, 101, p.id, "
	    "p.phone_id, 'out', 'checkin', 'Well?', 'queued', business_now(), 900 "
	    "FROM patient p WHERE p.id IN (401, 402) ORDER BY p.id; "
	    "UPDATE phone SET contact_uuid = CASE id WHEN 301 THEN '" CONTACT
	    "'::uuid ELSE '" SOMEBODY "' END WHERE id IN (301, 302)");
	return 900;
}

static const char *
checkin_state(void)
{
	return site_text("SELECT state FROM outbox WHERE id = 900");
}

START_TEST(one_start_asks_them_all)
{
	checkin();
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "accepted");
	ck_assert_uint_eq(peer_asked("\"" CONTACT "\",\"" SOMEBODY "\""), 1);
}
END_TEST

/* Side by side: where one gets no answer, the others are found all the same. */
START_TEST(the_contacts_of_a_start_are_asked_for_together)
{
	checkin();
	site_sql("UPDATE phone SET contact_uuid = NULL WHERE id IN (301, 302)");
	peer_breaks();
	makes_contact();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "ready");
	ck_assert_uint_eq(peer_asked("POST /api/v2/contacts.json"), 2);
	ck_assert_int_eq(site_number("SELECT count(*) FROM phone WHERE contact_uuid = "
				     "'" CONTACT "'"),
	    1);
	peer_says(201, "{\"uuid\":\"" SOMEBODY "\",\"status\":\"active\",\"urns\":[]}");
	takes_start();
	peer_plays();
	site_sql("UPDATE outbox SET run_at = business_now(); "
		 "UPDATE gateway SET failures = 0");
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "accepted");
	ck_assert_uint_eq(peer_asked("\"" CONTACT "\",\"" SOMEBODY "\""), 1);
}
END_TEST

START_TEST(without_the_flow_each_gets_a_text)
{
	checkin();
	site_sql("UPDATE gateway SET checkin_flow = NULL");
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "cancelled");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox o JOIN message m ON m.outbox_id = "
			"o.id WHERE o.kind = 'text' AND o.state = 'ready' AND "
			"m.state = 'queued'"),
	    2);
}
END_TEST

/* A nurse's words to several are hers also one by one: never sent twice in doubt. */
START_TEST(one_by_one_they_are_whose_they_were)
{
	checkin();
	site_sql("UPDATE outbox SET clinical = true, priority = 6, created_by = 201; "
		 "UPDATE gateway SET group_flow = NULL");
	steps(dispatch_job);
	ck_assert_str_eq(
	    site_text("SELECT string_agg(concat_ws(' ', clinical, priority, "
		      "created_by), ', ') FROM outbox WHERE kind = 'text'"),
	    "t 6 201, t 6 201");
}
END_TEST

/* It asks nothing: a question that waits is not interrupted by it. */
START_TEST(a_text_to_several_leaves_by_a_flow_of_its_own)
{
	checkin();
	site_sql("UPDATE outbox SET clinical = true, created_by = 201");
	takes_start();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "accepted");
	ck_assert_uint_eq(peer_asked("\"flow\":\"" GROUP_FLOW "\""), 1);
	ck_assert_uint_eq(peer_asked(CHECKIN_FLOW), 0);
}
END_TEST

START_TEST(one_refused_contact_does_not_cost_the_others_theirs)
{
	checkin();
	peer_says(400, "{\"contacts\":[\"No such object: " SOMEBODY "\"]}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "cancelled");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM outbox WHERE kind = 'text' AND "
			"state = 'ready'"),
	    2);
}
END_TEST

START_TEST(who_was_not_asked_is_asked_once_more_alone)
{
	checkin();
	takes_start();
	peer_plays();
	steps(dispatch_job);
	site_sql("UPDATE message SET rapidpro_id = '1' WHERE phone_id = 301");
	site_later("3 minutes");
	/* Until the feed has been read nobody can say who was not asked. */
	steps(look_up_job);
	ck_assert_str_eq(checkin_state(), "accepted");
	site_sql("UPDATE feed SET read_at = business_now() WHERE name = 'messages'");
	site_later("1 minute");
	shows_start("complete");
	takes_start();
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(checkin_state(), "ready");
	steps(dispatch_job);
	ck_assert_uint_eq(peer_asked("\"contacts\":[\"" SOMEBODY "\"]"), 1);
}
END_TEST

START_TEST(an_unsure_start_is_found_by_its_key)
{
	checkin();
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "unsure");
	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"" START
	    "\",\"status\":\"complete\",\"params\":{\"checkin\":\"" SOMEBODY "\"}}]}");
	peer_plays();
	site_later("10 seconds");
	steps(look_up_job);
	ck_assert_str_eq(checkin_state(), "accepted");
	ck_assert_uint_eq(peer_asked("POST "), 0);
}
END_TEST

/* One page of many that fails costs no look; and what is not there is soon asked once more. */
START_TEST(an_unsure_start_that_is_not_there_is_repeated)
{
	checkin();
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	peer_stops();
	for (int i = 0; i < 2; i++) {
		peer_says(200,
		    "{\"next\":\"http://127.0.0.1:%d/api/v2/flow_starts.json?"
		    "cursor=x\",\"results\":[{\"uuid\":\"" START
		    "\",\"status\":\"complete\"}]}",
		    peer_port());
		peer_says(500, "{}");
		peer_says(200, "{\"next\":null,\"results\":[]}");
	}
	takes_start();
	peer_plays();
	site_later("10 seconds");
	steps(look_up_job);
	ck_assert_str_eq(checkin_state(), "unsure");
	ck_assert_uint_eq(peer_asked("GET /api/v2/flow_starts.json"), 3);
	site_later("16 seconds");
	steps(look_up_job);
	ck_assert_str_eq(checkin_state(), "ready");
	ck_assert_int_eq(
	    site_number("SELECT calls FROM gateway_call WHERE scope = 'v2' "
			"ORDER BY minute LIMIT 1"),
	    7); /* with the start itself */
	steps(dispatch_job);
	ck_assert_str_eq(checkin_state(), "accepted");
	ck_assert_uint_eq(peer_asked("\"checkin\":\"" SOMEBODY "\""), 1);
}
END_TEST

/* The ladder, where the flow is not imported. */

static int64_t
unsure_message(const char *body, enum outbox_priority priority)
{
	site_sql("UPDATE gateway SET send_flow = NULL");
	return unsure(body, priority);
}

START_TEST(a_plain_message_is_found_by_its_words)
{
	int64_t row = unsure_message("Keep it dry.", OUTBOX_REPLY);

	site_later("31 seconds");
	lists(listed(8, "out", "sent", "Keep it dry.", "30 seconds"), false);
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "done sent");
	ck_assert_str_eq(site_text("SELECT rapidpro_id FROM message WHERE outbox_id = "
				   "%lld",
			     (long long)row),
	    "8");
	ck_assert_uint_eq(peer_asked("&contact=" CONTACT), 1); /* among his alone */
}
END_TEST

START_TEST(what_rapidpro_fails_at_once_is_told)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0);

	site_sql("UPDATE gateway SET send_flow = NULL");
	makes_contact();
	peer_says(201, "{\"id\":8,\"status\":\"failed\",\"text\":\"Keep it dry.\"}");
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "parked failed");
}
END_TEST

static void
feed_shows(const char *rows)
{
	peer_stops();
	lists(rows, false);
	peer_plays();
	steps(messages_job);
	site_later("20 seconds");
}

/* What was told as failed and left all the same is not told so any longer. */
START_TEST(what_leaves_although_it_was_told_as_failed_is_corrected)
{
	int64_t row = queued("Keep it dry.", OUTBOX_REPLY, 0), another;

	site_sql("UPDATE gateway SET send_flow = NULL");
	makes_contact();
	peer_says(201, "{\"id\":8,\"status\":\"failed\",\"text\":\"Keep it dry.\"}");
	peer_plays();
	steps(dispatch_job);
	/* Its own failure there is no news, and leaves the reason as it is. */
	feed_shows(listed(8, "out", "failed", "Keep it dry.", "0 seconds"));
	ck_assert_str_eq(states(row), "parked failed");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE reason LIKE 'RapidPro "
			"took it, but%%'"),
	    1);
	feed_shows(listed(8, "out", "sent", "Keep it dry.", "20 seconds"));
	ck_assert_str_eq(states(row), "done sent");
	feed_shows(listed(8, "out", "delivered", "Keep it dry.", "40 seconds"));
	ck_assert_str_eq(states(row), "done delivered");
	/* The line knows when it last delivered, and does not unlearn it. */
	ck_assert_str_eq(site_text("SELECT delivered_at = (SELECT delivered_at FROM "
				   "message WHERE delivered_at IS NOT NULL) FROM "
				   "gateway"),
	    "true");
	site_sql("UPDATE gateway SET delivered_at = delivered_at + interval '1 hour'");
	feed_shows(listed(8, "out", "delivered", "Keep it dry.", "50 seconds"));
	ck_assert_str_eq(
	    site_text("SELECT delivered_at > business_now() FROM gateway"), "true");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE reason <> ''"), 0);
	/* The number is blocked by now; the text of before had been taken. */
	site_sql("UPDATE gateway SET send_flow = '" SEND_FLOW "'");
	row = unsure("Come at two.", OUTBOX_REPLY);
	site_later("1 minute");
	knows_contact("blocked", "another");
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "parked failed");
	/* She writes the same once more: the first of them there is hers of now. */
	another = accepted("Come at two.", OUTBOX_REPLY);
	feed_shows(listed(9, "out", "sent", "Come at two.", "0 seconds"));
	ck_assert_str_eq(states(row), "parked failed");
	ck_assert_str_eq(states(another), "done sent");
	feed_shows(arena_printf(site_arena(), "%s,%s",
	    listed(9, "out", "sent", "Come at two.", "20 seconds"),
	    listed(10, "out", "sent", "Come at two.", "1 minute")));
	ck_assert_str_eq(states(row), "done sent");
}
END_TEST

START_TEST(another_of_the_same_words_is_not_taken_for_it)
{
	int64_t row;

	site_sql(
	    "INSERT INTO message (thread_id, place_id, patient_id, phone_id, "
	    "direction, kind, body, state, at, rapidpro_id) VALUES (501, 101, 401, "
	    "301, 'out', 'nurse', 'Keep it dry.', 'sent', business_now(), '7')");
	row = unsure_message("Keep it dry.", OUTBOX_REPLY);
	site_later("31 seconds");
	lists(arena_printf(site_arena(), "%s,%s",
		  listed(8, "out", "sent", "Keep it dry.", "30 seconds"),
		  listed(7, "out", "sent", "Keep it dry.", "1 minute")),
	    false);
	peer_plays();
	steps(look_up_job);
	ck_assert_str_eq(states(row), "done sent");
	ck_assert_str_eq(site_text("SELECT rapidpro_id FROM message WHERE outbox_id = "
				   "%lld",
			     (long long)row),
	    "8");
}
END_TEST

/* What the feed showed while the worker that sent it died was sent twice once. */
START_TEST(what_the_feed_showed_is_not_sent_again)
{
	int64_t row = lost_with_worker("message");

	site_sql("UPDATE gateway SET send_flow = NULL");
	lists(listed(8, "out", "wired", "Keep it dry.", "0 seconds"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_str_eq(site_text("SELECT rapidpro_id FROM message WHERE outbox_id = "
				   "%lld",
			     (long long)row),
	    "8");
	site_later("41 seconds");
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "done sent");
	ck_assert_uint_eq(peer_asked("POST "), 0);
}
END_TEST

static void
climb(void)
{
	for (int i = 0; i < 4; i++)
		lists("", false);
	peer_plays();
	for (int i = 0; i < 4; i++) {
		site_later("5 minutes");
		steps(look_up_job);
	}
}

START_TEST(an_automatic_text_that_is_not_there_goes_once_more)
{
	int64_t row = unsure_message("Good morning.", OUTBOX_AUTOMATIC);

	climb();
	ck_assert_str_eq(states(row), "ready queued");
	peer_breaks();
	peer_plays();
	steps(dispatch_job);
	ck_assert_str_eq(states(row), "unsure unsure");
	climb();
	ck_assert_str_eq(states(row), "parked unsure");
}
END_TEST

START_TEST(words_of_a_nurse_that_are_not_there_are_hers_to_decide)
{
	int64_t row = unsure_message("Come at two.", OUTBOX_REPLY);

	climb();
	ck_assert_str_eq(states(row), "parked unsure");
	/* It shows up after all: then there is nothing to decide. */
	lists(listed(8, "out", "delivered", "Come at two.", "20 minutes"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_str_eq(states(row), "done delivered");
}
END_TEST

/* Feeds. */

START_TEST(a_feed_is_read_by_one_worker_at_a_time)
{
	lists("", false);
	lists("", false);
	peer_plays();
	steps(messages_job);
	steps(messages_job);
	ck_assert_uint_eq(peer_asked("GET "), 1);
	site_later("6 seconds");
	steps(messages_job);
	ck_assert_uint_eq(peer_asked("GET "), 2);
}
END_TEST

START_TEST(a_page_that_fails_leaves_the_checkpoint)
{
	const char *page = listed(9, "in", "handled", "Can I bath", "1 minute");

	site_sql("UPDATE feed SET checkpoint = business_now() - interval '90 seconds' "
		 "WHERE name = 'messages'");
	lists(page, true);
	peer_says(500, "Server Error");
	peer_plays();
	steps(messages_job);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM feed WHERE name = 'messages' AND "
			"checkpoint < business_now() - interval '80 seconds'"),
	    1);
	site_later("6 seconds");
	lists(page, true);
	lists(listed(8, "in", "handled", "Hello", "2 minutes"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM inbox"), 2);
	/* The older one is read first. */
	ck_assert_str_eq(
	    site_text("SELECT key FROM inbox ORDER BY id LIMIT 1"), "message:8");
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM feed WHERE name = 'messages' AND "
			"checkpoint > business_now() - interval '80 seconds'"),
	    1);
}
END_TEST

/* A feed that was read in one piece never came back while workers ended. */
START_TEST(a_feed_far_behind_comes_back_in_steps)
{
	site_sql("UPDATE feed SET checkpoint = business_now() - interval '10 minutes' "
		 "WHERE name = 'messages'");
	lists("", false);
	peer_says(500, "Server Error");
	peer_plays();
	steps(messages_job);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM feed WHERE name = 'messages' AND "
			"checkpoint BETWEEN business_now() - interval '9 minutes' AND "
			"business_now() - interval '7 minutes' AND read_at IS NULL"),
	    1);
}
END_TEST

/* What RapidPro dates by a clock behind ours must still be asked for afterwards. */
START_TEST(a_feed_is_not_read_past_their_clock)
{
	site_sql(
	    "UPDATE gateway SET clock_skew_ms = -2400000;"
	    "UPDATE feed SET checkpoint = business_now() - interval '40 minutes 30 "
	    "seconds' WHERE name = 'messages'");
	lists("", false);
	peer_plays();
	steps(messages_job);
	ck_assert_uint_eq(peer_asked("GET "), 1);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM feed WHERE name = 'messages' AND "
			"checkpoint < business_now() - interval '40 minutes' AND "
			"read_at IS NOT NULL"),
	    1);
}
END_TEST

START_TEST(states_only_move_forward)
{
	int64_t row = accepted("Keep it dry.", OUTBOX_AUTOMATIC);
	struct tx *tx;

	lists(listed(8, "out", "delivered", "Keep it dry.", "0 seconds"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_str_eq(states(row), "done delivered");
	site_later("6 seconds");
	lists(listed(8, "out", "wired", "Keep it dry.", "6 seconds"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_uint_eq(peer_asked("GET "), 1);
	ck_assert_str_eq(states(row), "done delivered");
	/* Nor by the other road, of messages asked for one by one. */
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    sql_message_report(tx, "8", "failed", tx_now(tx), tx_now(tx), tx_now(tx)),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_str_eq(states(row), "done delivered");
}
END_TEST

START_TEST(the_same_words_twice_are_bound_in_their_order)
{
	int64_t first = accepted("Keep it dry.", OUTBOX_AUTOMATIC), second;

	site_sql("UPDATE outbox SET state = 'done'; UPDATE message SET state = 'sent'");
	site_later("1 minute");
	second = accepted("Keep it dry.", OUTBOX_AUTOMATIC);
	/* Newest first, and on two pages. */
	lists(listed(9, "out", "sent", "Keep it dry.", "0 seconds"), true);
	lists(listed(8, "out", "sent", "Keep it dry.", "1 minute"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_int_eq(
	    site_number("SELECT rapidpro_id FROM message WHERE outbox_id = "
			"%lld",
		(long long)first),
	    8);
	ck_assert_int_eq(
	    site_number("SELECT rapidpro_id FROM message WHERE outbox_id = "
			"%lld",
		(long long)second),
	    9);
}
END_TEST

/* A text of a nurse overtakes an older one of the same words. */
START_TEST(the_same_words_are_bound_in_the_order_in_which_they_left)
{
	int64_t older = queued("Keep it dry.", OUTBOX_AUTOMATIC, 0);
	int64_t newer = accepted("Keep it dry.", OUTBOX_REPLY);

	site_sql("UPDATE outbox SET state = 'done' WHERE id = %lld; "
		 "UPDATE message SET state = 'sent' WHERE outbox_id = %lld",
	    (long long)newer, (long long)newer);
	peer_stops();
	site_later("1 minute");
	takes_start();
	lists(arena_printf(site_arena(), "%s,%s",
		  listed(9, "out", "sent", "Keep it dry.", "0 seconds"),
		  listed(8, "out", "delivered", "Keep it dry.", "1 minute")),
	    false);
	peer_plays();
	steps(dispatch_job);
	steps(messages_job);
	ck_assert_str_eq(states(newer), "done delivered");
	ck_assert_str_eq(states(older), "done sent");
}
END_TEST

/* A nurse's words that never left were once shown as arrived instead of these. */
START_TEST(what_was_given_up_is_not_taken_for_what_left_later)
{
	int64_t first = unsure_message("Come at two.", OUTBOX_REPLY), second;

	climb();
	ck_assert_str_eq(states(first), "parked unsure");
	peer_stops();
	site_sql("UPDATE gateway SET send_flow = '" SEND_FLOW "'");
	site_later("2 minutes");
	second = accepted("Come at two.", OUTBOX_REPLY);
	lists(listed(8, "out", "delivered", "Come at two.", "0 seconds"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_str_eq(states(first), "parked unsure");
	ck_assert_str_eq(states(second), "done delivered");
}
END_TEST

/* It was written days before it left: a person sent it again, or let it go. */
START_TEST(what_was_sent_again_days_later_is_bound_too)
{
	int64_t row;
	struct tx *tx;

	(void)queued("Come at two.", OUTBOX_REPLY, 0);
	is_known();
	site_sql("UPDATE outbox SET state = 'done'; UPDATE message SET state = "
		 "'failed', at = at - interval '5 days'");
	ck_assert_int_eq(tx_begin(owner_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(
	    outbox_again(tx, site_number("SELECT id FROM message"),
		&(struct outbox_again_how){ .priority = OUTBOX_AUTOMATIC }),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	row = site_number("SELECT id FROM outbox WHERE state = 'ready'");
	site_sql("UPDATE outbox SET state = 'done', sends = 1, sent_at = run_at WHERE "
		 "id = %lld; UPDATE message SET state = 'sent'",
	    (long long)row);
	lists(listed(8, "out", "wired", "Come at two.", "0 seconds"), false);
	peer_plays();
	steps(messages_job);
	ck_assert_int_eq(site_number("SELECT rapidpro_id FROM message"), 8);
	/* When the feed tells of it no more it is asked for. */
	site_later("1 hour");
	lists(listed(8, "out", "failed", "Come at two.", "0 seconds"), false);
	peer_plays();
	steps(refresh_job);
	ck_assert_str_eq(states(row), "done failed");
}
END_TEST

START_TEST(the_sweep_finds_what_turned_up_late)
{
	site_sql("UPDATE feed SET checkpoint = business_now() WHERE name = 'messages'");
	lists(listed(8, "in", "handled", "Hello", "2 days"), false);
	peer_plays();
	steps(sweep_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM inbox"), 1);
	site_later("1 hour");
	steps(sweep_job); /* once a day */
	ck_assert_uint_eq(peer_asked("GET "), 1);
}
END_TEST

START_TEST(a_run_tells_the_answer_when_nothing_else_does)
{
	const char *now = arena_strdup(
	    site_arena(), site_text("SELECT to_char(business_now() AT TIME ZONE 'UTC', "
				    "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"));

	is_known();
	peer_says(200,
	    "{\"next\":null,\"results\":[{\"uuid\":\"e4a81c93-5b7d-4f62-9c0e-"
	    "1d3a5b7c9e2f\",\"flow\":{\"uuid\":\"" CHECKIN_FLOW
	    "\",\"name\":\"Aftercare check-in\"},\"contact\":{\"uuid\":\"" CONTACT
	    "\",\"name\":null},\"start\":null,\"responded\":true,\"values\":{"
	    "\"answer\":"
	    "{\"value\":\"1\",\"category\":\"All Responses\",\"time\":\"%s\","
	    "\"name\":\"Answer\"}},\"created_on\":\"%s\",\"modified_on\":\"%s\","
	    "\"exited_on\":null,\"exit_type\":null}]}",
	    now, now, now);
	peer_plays();
	steps(runs_job);
	steps(inbox_job);
	ck_assert_int_eq(site_number("SELECT count(*) FROM message"), 0);
	site_later("121 seconds");
	steps(inbox_job);
	ck_assert_int_eq(
	    site_number("SELECT count(*) FROM message WHERE body = '1' AND "
			"direction = 'in' AND patient_id = 401"),
	    1);
	ck_assert_str_eq(site_text("SELECT state FROM inbox"), "done");
}
END_TEST

START_TEST(a_contact_with_two_numbers_is_heard_from_both)
{
	int64_t message_id = 0;
	struct tx *tx;

	is_known();
	ck_assert_int_eq(tx_begin(worker_db, site_arena(), TX_WRITE, &tx), OK);
	ck_assert_int_eq(inbound_receive(tx,
			     &(struct inbound){ .urn = "tel:+263775550143",
				 .contact_uuid = CONTACT,
				 .text = "Can I bath",
				 .at = tx_now(tx) },
			     &message_id),
	    OK);
	ck_assert_int_eq(tx_commit(tx), OK);
	ck_assert_int_gt(message_id, 0);
	ck_assert_str_eq(
	    site_text("SELECT contact_uuid FROM phone WHERE id = 301"), CONTACT);
}
END_TEST

TCase *
worker_tests(void)
{
	/* clang-format off */
	const TTest *const tests[] = {
		a_text_leaves_once_and_the_contact_proves_it,
		one_text_at_a_time_goes_to_a_man,
		texts_to_several_leave_together,
		a_contact_to_be_found_holds_no_other_up,
		a_less_urgent_text_leaves_with_the_next,
		a_lane_takes_what_somebody_waits_for,
		a_batch_is_no_larger_than_the_hour_allows,
		a_line_in_doubt_is_tried_by_one,
		nothing_leaves_before_the_flows_are_known,
		a_worker_lost_before_its_call_is_no_loss,
		what_rapidpro_has_shown_does_not_leave_again,
		a_worker_lost_after_its_call_is_looked_up_and_repeated,
		whose_connection_has_ended_is_not_waited_for,
		a_look_ends_with_the_connection_of_who_looks,
		a_lease_is_kept_where_nothing_is_gained,
		who_lost_the_lease_writes_nothing,
		a_start_that_waits_its_turn_is_not_repeated,
		what_is_never_proved_is_shown_to_a_person,
		the_first_repeats_follow_each_other_soon,
		what_was_taken_at_last_is_not_given_up_at_once,
		a_blocked_number_is_told,
		what_is_not_certain_is_looked_up_first,
		what_is_in_doubt_is_looked_up_and_repeated_together,
		a_look_without_an_answer_costs_the_others_nothing,
		a_repeat_that_is_put_off_does_not_count,
		one_looks_while_the_line_is_in_doubt_or_the_hour_ends,
		who_lost_his_look_repeats_nothing,
		a_flow_that_went_away_holds_nobody_up,
		what_waits_for_a_flow_is_looked_up_when_it_is_back,
		a_flow_that_may_be_back_in_a_moment_is_waited_for,
		a_flow_is_missed_while_something_may_wait_for_it,
		too_many_calls_make_everything_wait,
		a_wait_of_an_hour_ends_when_rapidpro_answers_again,
		a_refused_token_stops_all_calls_until_it_is_taken_again,
		what_is_too_late_is_not_sent,
		what_has_become_too_late_does_not_leave,
		what_is_too_old_does_not_leave_before_it_is_held,
		bulk_leaves_the_last_of_the_hour_to_nurses,
		two_do_not_spend_the_same_rest_of_the_hour,
		to_look_when_nothing_is_due_costs_nothing,
		a_contact_deleted_there_is_asked_for_again,
		a_flow_deleted_there_is_no_fault_of_the_texts,
		a_second_number_of_a_contact_is_told,
		what_was_given_up_is_sent_again_by_the_administrator,
		one_start_asks_them_all,
		the_contacts_of_a_start_are_asked_for_together,
		one_by_one_they_are_whose_they_were,
		without_the_flow_each_gets_a_text,
		a_text_to_several_leaves_by_a_flow_of_its_own,
		one_refused_contact_does_not_cost_the_others_theirs,
		who_was_not_asked_is_asked_once_more_alone,
		an_unsure_start_is_found_by_its_key,
		an_unsure_start_that_is_not_there_is_repeated,
		a_plain_message_is_found_by_its_words,
		what_rapidpro_fails_at_once_is_told,
		what_leaves_although_it_was_told_as_failed_is_corrected,
		another_of_the_same_words_is_not_taken_for_it,
		what_the_feed_showed_is_not_sent_again,
		an_automatic_text_that_is_not_there_goes_once_more,
		words_of_a_nurse_that_are_not_there_are_hers_to_decide,
		a_feed_is_read_by_one_worker_at_a_time,
		a_page_that_fails_leaves_the_checkpoint,
		a_feed_far_behind_comes_back_in_steps,
		a_feed_is_not_read_past_their_clock,
		states_only_move_forward,
		the_same_words_twice_are_bound_in_their_order,
		the_same_words_are_bound_in_the_order_in_which_they_left,
		what_was_given_up_is_not_taken_for_what_left_later,
		what_was_sent_again_days_later_is_bound_too,
		the_sweep_finds_what_turned_up_late,
		a_run_tells_the_answer_when_nothing_else_does,
		a_contact_with_two_numbers_is_heard_from_both,
	};
	/* clang-format on */
	TCase *tc = tcase_create("worker");

	tcase_add_checked_fixture(tc, worker_test_begin, worker_test_end);
	tcase_set_timeout(tc, 60);
	for (size_t i = 0; i < COUNT_OF(tests); i++)
		tcase_add_test(tc, tests[i]);
	return tc;
}
