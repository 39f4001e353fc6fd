/*
 * scenes_worker.c - one step of each of the worker's duties.
 *
 * Its step may end half-way and be right, as a text that has left and is looked
 * up; so what is compared is what everything comes to after some minutes of work
 * without failures: the same texts sent once each, the same answers read, the same
 * tasks.
 */

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "client.h"
#include "core/edition.h"
#include "core/rapidpro.h"
#include "ext/secret.h"
#include "mailbox.h"
#include "rapidpro.h"
#include "torture.h"
#include "worker/job.h"

#define KEY "11111111-2222-4333-8444-555555555555"
#define ROUNDS 12

static struct config config = { .rapidpro_rate = 1000,
	.held_after_hours = 24,
	.subscription_networks = "127.0.0.1",
	.silent_minutes = 90,
	.mail_from = "aftercare@example.org" };

struct duty {
	job *run;
	struct rapidpro_there is;
};

#define IMPORTED              \
	{                     \
		.flows = true \
	}
#define WITHOUT                \
	{                      \
		.flows = false \
	}
#define SPEAKS                               \
	{                                    \
		.flows = true, .words = true \
	}
#define ANSWERS                               \
	{                                     \
		.flows = true, .answer = true \
	}
#define SURVEYS                               \
	{                                     \
		.flows = true, .survey = true \
	}
#define WAITS                                \
	{                                    \
		.flows = true, .waits = true \
	}
#define FLOWS                                                                     \
	"UPDATE gateway SET send_flow = '" RAPIDPRO_SEND                          \
	"', checkin_flow = '" RAPIDPRO_CHECKIN "', checked_at = business_now(); " \
	"UPDATE phone SET contact_uuid = '" RAPIDPRO_CONTACT "' WHERE id = 301; "
#define NO_FLOWS                                           \
	"UPDATE gateway SET checked_at = business_now(); " \
	"UPDATE phone SET contact_uuid = '" RAPIDPRO_CONTACT "' WHERE id = 301; "
#define TEXT(state, more)                                                             \
	"INSERT INTO outbox (id, key, kind, place_id, phone_id, body, priority, "     \
	"run_at, state, sent_at, created_at, params) OVERRIDING SYSTEM VALUE VALUES " \
	"(900, '" KEY "', 'text', 101, 301, 'Keep it dry.', 3, business_now(), "      \
	"'" state "', business_now() - interval '1 minute', business_now(), "         \
	"'{\"by\": \"flow\"}'); "                                                     \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at, outbox_id) VALUES (501, 101, 401, 301, 'out', "       \
	"'automatic', 'Keep it dry.', '" more "', business_now(), 900); "
#define CHECKIN                                                                       \
	"INSERT INTO outbox (id, key, kind, place_id, body, priority, run_at, "       \
	"good_until, created_at) OVERRIDING SYSTEM VALUE VALUES (900, '" KEY          \
	"', 'checkin', 101, 'Well?', 7, business_now(), "                             \
	"business_now() + interval '4 hours', business_now()); "                      \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at, outbox_id) VALUES (501, 101, 401, 301, 'out', "       \
	"'checkin', 'Well?', 'queued', business_now(), 900); "
#define HOOK(text)                                                                     \
	"INSERT INTO inbox (source, key, body, received_at) VALUES ('webhook', "       \
	"'hook 1', '{\"event\":\"message\",\"run\":{\"uuid\":\"" KEY                   \
	"\"},\"contact\":{\"uuid\":\"" RAPIDPRO_CONTACT                                \
	"\",\"name\":null,\"urn\":\"tel:+263775550142\"},\"input\":{\"text\":\"" text  \
	"\",\"urn\":\"tel:+263775550142\",\"created_on\":\"2031-03-03T06:01:30Z\"}}'," \
	" "                                                                            \
	"business_now()); "

/* One to be told, and a network to which nothing arrives for two hours. */
#define ADA                                                                        \
	"INSERT INTO mail_person (id, name, address, added_at) OVERRIDING SYSTEM " \
	"VALUE VALUES (900, 'Ada', 'ada@example.org', business_now()); "
#define FAILING                                                                       \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at) SELECT 501, 101, 401, 301, 'out', 'nurse', 'x', "     \
	"'failed', business_now() - interval '5 min' FROM generate_series(1, 10); "
#define TROUBLE(seen)                                                               \
	"INSERT INTO trouble (id, kind, prefix, began_at, seen_at) OVERRIDING "     \
	"SYSTEM VALUE VALUES (900, 'failing', '+26377', business_now() - interval " \
	"'1 h', business_now() - interval '" seen "'); "
#define MAIL(what, trouble, state)                                                   \
	"INSERT INTO mail (key, trouble_id, what, person_id, subject, body, state, " \
	"run_at, created_at) VALUES ('" KEY "', " trouble ", '" what                 \
	"', 900, 'Aftercare: a test', 'It works.', '" state                          \
	"', business_now(), business_now()); "

/* A flow that a step starts. */
#define SURVEY RAPIDPRO_SURVEY
#define FLOW(state, more)                                                             \
	"INSERT INTO gateway_flow VALUES ('" SURVEY                                   \
	"', 'Malaria survey', false); INSERT INTO outbox (id, key, kind, place_id, "  \
	"phone_id, body, priority, run_at, state, sent_at, created_at, flow_uuid, "   \
	"flow_params, params) OVERRIDING SYSTEM VALUE VALUES (900, '" KEY             \
	"', 'flow', 101, 301, 'Flow Malaria survey', 7, business_now(), '" state      \
	"', business_now() - interval '1 minute', business_now(), '" SURVEY           \
	"', '{\"who\": \"Tinashe\"}', '{\"by\": \"start\"}'); "                       \
	"INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, " \
	"kind, body, state, at, outbox_id) VALUES (501, 101, 401, 301, 'out', "       \
	"'automatic', 'Flow Malaria survey', '" more "', business_now(), 900); "

/* To where nobody takes it, and one that a lost worker had. */
#define PUSH                                                                         \
	"INSERT INTO outbound_push (id, name, settings, url, auth, username, "       \
	"credential, cron, per_minute, changed_at) OVERRIDING SYSTEM VALUE VALUES "  \
	"(900, 'p', '{}', 'https://127.0.0.1:1/', 'basic', 'ann', 'k', '', 600, "    \
	"business_now()); INSERT INTO outbound_credential VALUES ('k', 'x', "        \
	"business_now()); INSERT INTO outbound_event (push_id, doc, form, subject, " \
	"body, hash, fields, made_at, run_at) VALUES (900, 'patient-401', '', 401, " \
	"'{\"a\":1}', 'x', '{a}', business_now(), business_now()), (900, "           \
	"'patient-402', '', 402, '{\"a\":2}', 'y', '{a}', business_now(), "          \
	"business_now()); "

/* What it all came to, without the moments and the numbers of tries. */
static const char summary[] =
    "SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
    "SELECT format('outbox %s %s', kind, state) AS line FROM outbox"
    " UNION ALL SELECT format('message %s %s %s %s', direction, kind, body,"
    " CASE state WHEN 'delivered' THEN 'sent' ELSE state END) FROM message"
    " UNION ALL SELECT format('inbox %s %s', source, state) FROM inbox"
    " UNION ALL SELECT 'aside' FROM aside"
    " UNION ALL SELECT format('reminder %s %s %s', enrolment_id, step, state)"
    " FROM reminder WHERE state <> 'planned'"
    " UNION ALL SELECT format('check-in %s %s', patient_id, answer) FROM checkin"
    " UNION ALL SELECT format('task %s %s %s', kind, words, status) FROM task"
    " UNION ALL SELECT format('escalation %s', severity) FROM escalation"
    " UNION ALL SELECT format('thread %s %s', id, state) FROM thread"
    " UNION ALL SELECT format('enrolment %s %s', id, state) FROM enrolment"
    " UNION ALL SELECT format('trouble %s %s', kind, ended_at IS NOT NULL) FROM"
    " trouble WHERE kind = 'failing'"
    " UNION ALL SELECT format('mail %s %s', m.what, m.state) FROM mail m LEFT JOIN"
    " trouble t ON t.id = m.trouble_id WHERE t.id IS NULL OR t.kind = 'failing'"
    " UNION ALL SELECT format('told %s', state) FROM subscription_event"
    " UNION ALL SELECT format('subscription %s', status) FROM subscription"
    " UNION ALL SELECT 'news' FROM task_news"
    " UNION ALL SELECT format('push %s %s', doc, state) FROM outbound_event"
    " UNION ALL SELECT format('keys %s', failed) FROM client_key"
    " UNION ALL SELECT format('thing %s %s', kind, name) FROM gateway_thing"
    " UNION ALL SELECT format('pack %s %s', v.number, count(*)) FROM workflow_version "
    "v, workflow_part p WHERE p.version_id = v.id GROUP BY v.number"
    " UNION ALL SELECT format('flow %s %s', name, archived) FROM gateway_flow"
    " UNION ALL SELECT format('flows %s %s', send_flow, checkin_flow) FROM gateway"
    ") l";

static void
make_worker(struct worker *w, struct db *db, struct arena *arena)
{
	static char server[32];

	(void)snprintf(server, sizeof server, "smtp://127.0.0.1:%d", mailbox_port());
	config.mail_server = server;
	*w = (struct worker){ .db = db, .arena = arena, .config = &config };
	w->id = secret_uuid(arena);
	w->receivers = http_new(arena);
	w->rapidpro = rapidpro_new(arena,
	    arena_printf(arena, "http://127.0.0.1:%d", rapidpro_port()), "token");
}

static enum status
step(struct worker *w, job *run)
{
	bool more;
	struct tx *tx;
	enum status status;

	TRY(tx_begin(w->db, w->arena, TX_READ, &tx));
	status = sql_gateway_state(tx, tx_now(tx), &w->gateway);
	if (status == OK)
		status = edition_use(tx, w->gateway->texts);
	tx_rollback(tx);
	TRY(status);
	return run(w, &more);
}

static void
play(const struct scene *scene, struct db *db, struct arena *arena, struct ending *e)
{
	const struct duty *duty = scene->detail;
	struct worker w;
	enum status status;

	make_worker(&w, db, arena);
	status = step(&w, duty->run);
	e->words = status_word(status);
	e->done = status == OK;
	e->proper = status == ERR_UNAVAILABLE || status == ERR_INTERNAL;
}

static void
begin(const struct scene *scene)
{
	const struct duty *duty = scene->detail;

	mailbox_reset();
	rapidpro_reset(&duty->is);
}

/* Minutes of work, in rounds, until nothing more is to be expected. */
static const char *
heal(const struct scene *scene, struct arena *arena, const char *expected)
{
	static job *const jobs[] = { gateway_job, inbox_job, scheduler_job, aside_job,
		dispatch_job, look_up_job, handed_job, messages_job, runs_job,
		calendar_job, appointment_job, dose_job, screening_job, trouble_job,
		mail_job, subscription_job, outbound_job, key_job, workflow_job,
		workspace_job };
	struct db *db;
	struct arena *lasting = arena_new(), *each = arena_new();
	struct worker w;
	const char *text = "";

	(void)scene;
	if (db_open("user=aftercare_worker dbname=aftercare", &db) != OK)
		return "the database does not answer";
	make_worker(&w, db, lasting);
	w.arena = each;
	for (int round = 0; round < ROUNDS; round++) {
		torture_sql("UPDATE business_clock SET advance = advance + '100 s'");
		rapidpro_wait(100);
		for (size_t i = 0; i < COUNT_OF(jobs); i++) {
			(void)step(&w, jobs[i]);
			arena_reset(each);
		}
		text = arena_printf(arena, "%d sent, %d mails\n%s", rapidpro_sent(),
		    mailbox_mails(), torture_text(arena, summary));
		if (expected != NULL && strcmp(text, expected) == 0)
			break;
	}
	db_close(db);
	arena_free(each);
	arena_free(lasting);
	return text;
}

/* One question, and a positive that is told. */
#define SCREENING                                                                    \
	"INSERT INTO screening (id, title, number, state, begun_at, started_at, "    \
	"found, from_hour, to_hour) OVERRIDING SYSTEM VALUE VALUES (1, 'Words', 1, " \
	"'running', business_now(), business_now(), '{\"en\": \"Words.\"}', "        \
	"'00:00', '23:59'); "                                                        \
	"INSERT INTO screening_question (id, screening_id, number, ask) OVERRIDING " \
	"SYSTEM VALUE VALUES (1, 1, 1, '{\"en\": \"Words? 1 or 0\"}'); "             \
	"INSERT INTO screening_answer (question_id, code, label, leads) VALUES (1, " \
	"'1', 'Yes', 'positive'); "

#define SCENE(title, job, there, sql)                                               \
	{                                                                           \
		.name = "worker: " title, .user = "aftercare_worker", .first = sql, \
		.heal = heal, .begin = begin, .play = play,                         \
		.detail = &(const struct duty)                                      \
		{                                                                   \
			job, there                                                  \
		}                                                                   \
	}

/* clang-format off */
static const struct scene scenes[] = {
	SCENE("dispatch of a text", dispatch_job, IMPORTED, FLOWS TEXT("ready", "queued")),
	SCENE("dispatch to a new contact", dispatch_job, IMPORTED, FLOWS TEXT("ready", "queued")
	    "UPDATE phone SET contact_uuid = NULL;"),
	SCENE("dispatch without the flow", dispatch_job, WITHOUT, NO_FLOWS TEXT("ready", "queued")),
	SCENE("dispatch of a check-in", dispatch_job, IMPORTED, FLOWS CHECKIN),
	SCENE("dispatch of a flow", dispatch_job, SURVEYS, FLOWS FLOW("ready", "queued")),
	SCENE("a lost worker's flow", dispatch_job, SURVEYS, FLOWS FLOW("leased", "sending")
	    "UPDATE outbox SET owner = '" KEY "', attempt = 1, sends = 1, "
	    "lease_until = business_now() - interval '1 s';"),
	SCENE("look-up of an unsure flow", look_up_job, SURVEYS, FLOWS FLOW("unsure", "unsure")),
	SCENE("look-up of a flow that was accepted", look_up_job, SURVEYS, FLOWS FLOW("accepted", "sending")),
	SCENE("a lost worker's text", dispatch_job, IMPORTED, FLOWS TEXT("leased", "sending")
	    "UPDATE outbox SET owner = '" KEY "', attempt = 1, sends = 1, "
	    "lease_until = business_now() - interval '1 s';"),
	SCENE("a question before a text", aside_job, WAITS, FLOWS TEXT("ready", "queued")
	    "INSERT INTO aside (outbox_id, leaves_at, next_at) VALUES (900, business_now(), business_now());"
	    "UPDATE outbox SET run_at = run_at + interval '10 seconds' WHERE id = 900;"),
	SCENE("a question that was asked to end", aside_job, IMPORTED, FLOWS TEXT("ready", "queued")
	    "INSERT INTO aside (outbox_id, leaves_at, next_at, asked_at, flow) VALUES (900, business_now(), "
	    "business_now(), business_now() - interval '1 s', 'Survey');"
	    "UPDATE outbox SET run_at = run_at + interval '10 seconds' WHERE id = 900;"),
	SCENE("handed", handed_job, IMPORTED, FLOWS TEXT("handed", "sending")
	    "INSERT INTO app_user (id, username, name, role, password_hash, machine, created_at) OVERRIDING SYSTEM VALUE "
	    "VALUES (231, 'phone', 'Phone', 'nurse', '-', true, business_now()); "
	    "INSERT INTO client (user_id, token_hash, scopes, per_minute, created_at, expires_at) VALUES (231, repeat('0', 64), "
	    "'{system/Communication.c}', 600, business_now(), business_now() + interval '1 day'); "
	    "INSERT INTO handed (outbox_id, client_id, handed_at, offered_at) VALUES (900, 231, business_now() - interval '2 hours', "
	    "business_now());"),
	SCENE("look-up of what is unsure", look_up_job, IMPORTED, FLOWS TEXT("unsure", "unsure")),
	SCENE("look-up of what was accepted", look_up_job, IMPORTED, FLOWS TEXT("accepted", "sending")),
	SCENE("pack", workflow_job, IMPORTED, FLOWS),
	SCENE("workspace", workspace_job, IMPORTED, FLOWS),
	SCENE("gateway", gateway_job, IMPORTED, "UPDATE gateway SET checked_at = NULL;"),
	SCENE("feed of messages", messages_job, SPEAKS, FLOWS),
	SCENE("feed of runs", runs_job, ANSWERS, FLOWS),
	SCENE("sweep", sweep_job, SPEAKS, FLOWS),
	SCENE("refresh", refresh_job, IMPORTED, FLOWS TEXT("done", "sent")
	    "UPDATE message SET rapidpro_id = '100', at = business_now() - interval '1 hour';"),
	SCENE("inbox: words of danger", inbox_job, IMPORTED, FLOWS HOOK("There is a lot of blood")),
	SCENE("inbox: an answer", inbox_job, IMPORTED, FLOWS HOOK("1")),
	SCENE("inbox: a stop", inbox_job, IMPORTED, FLOWS HOOK("STOP")),
	SCENE("scheduler", scheduler_job, IMPORTED, FLOWS
	    "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at) "
	    "SELECT id + 200, id, place_id, 'day_3', 3, '2031-03-03', business_now() "
	    "FROM patient WHERE id IN (401, 403);"),
	SCENE("scheduler of a flow", scheduler_job, SURVEYS, FLOWS
	    "INSERT INTO gateway_flow VALUES ('" SURVEY "', 'Malaria survey', false); "
	    "INSERT INTO schedule_version (id, workflow, number, plan, created_at, changed_at, tried_edits, tried_at, published_at) "
	    "OVERRIDING SYSTEM VALUE VALUES (901, 'vmmc', 901, '[{\"name\": \"survey\", \"after\": 1, \"unit\": \"days\", "
	    "\"shared_text\": \"shared_day\", \"flow\": \"" SURVEY "\", \"flow_name\": \"Malaria survey\"}]', business_now(), "
	    "business_now(), 1, business_now(), business_now()); "
	    "INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at, version_id) "
	    "SELECT id + 200, id, place_id, 'survey', 1, '2031-03-03', business_now(), 901 FROM patient WHERE id = 401;"),
	SCENE("appointments", appointment_job, IMPORTED, FLOWS
	    "INSERT INTO appointment (id, place_id, patient_id, day, hour, at, asks_at, what, booked_at, changed_at) OVERRIDING SYSTEM VALUE "
	    "SELECT id + 1000, place_id, id, '2031-03-04', '14:00', '2031-03-04 12:00+00', '2031-03-04 22:00+00', 'other', business_now(), "
	    "business_now() FROM patient WHERE id IN (401, 403); "
	    "INSERT INTO appointment (id, place_id, patient_id, day, hour, at, asks_at, what, booked_at, changed_at) OVERRIDING SYSTEM VALUE "
	    "SELECT id + 2000, place_id, id, '2031-03-02', '14:00', '2031-03-02 12:00+00', '2031-03-02 22:00+00', 'other', business_now(), "
	    "business_now() FROM patient WHERE id = 401; "
	    "INSERT INTO appointment_reminder (appointment_id, place_id, patient_id, step, expected, due_at, good_until) "
	    "SELECT id, place_id, patient_id, 'day_before', at, business_now(), at - interval '2 hours' FROM appointment WHERE id < 2000;"),
	SCENE("doses", dose_job, IMPORTED, FLOWS
	    "INSERT INTO child (id, place_id, country, named, consent_on, registered_at, replan_at) SELECT id, place_id, 'MW', false, "
	    "'2031-03-03', business_now(), CASE id WHEN 401 THEN business_now() END FROM patient WHERE id IN (401, 403); "
	    "INSERT INTO dose_due (child_id, place_id, vaccine, number, due_on) VALUES (403, 101, 'MR', 1, '2031-03-03'); "
	    "INSERT INTO dose_reminder (child_id, place_id, step, due_on, due_at, good_until) SELECT 403, 101, step, '2031-03-03', "
	    "business_now(), business_now() + interval '1 day' FROM unnest('{day,after.1}'::text[]) step;"),
	SCENE("screenings", screening_job, IMPORTED, FLOWS SCREENING
	    "INSERT INTO screening_person (id, screening_id, patient_id, place_id, rank, wave, state) OVERRIDING SYSTEM VALUE "
	    "VALUES (1, 1, 401, 101, 1, 1, 'asked'), (2, 1, 403, 101, 2, NULL, 'waiting'); "
	    "INSERT INTO screening_ask (person_id, patient_id, place_id, number, due_at) VALUES (1, 401, 101, 1, business_now());"),
	SCENE("inbox: an answer in a screening", inbox_job, IMPORTED, FLOWS SCREENING HOOK("1")
	    "INSERT INTO screening_person (id, screening_id, patient_id, place_id, rank, wave, state) OVERRIDING SYSTEM VALUE "
	    "VALUES (1, 1, 401, 101, 1, 1, 'asked'); "
	    "INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, sent_at) OVERRIDING SYSTEM VALUE "
	    "SELECT 970, t.id, 101, 401, 301, 'out', 'automatic', 'Words? 1 or 0', 'sent', business_now() - interval '1 minute', "
	    "business_now() - interval '1 minute' FROM thread t WHERE t.patient_id = 401; "
	    "INSERT INTO screening_ask (person_id, patient_id, place_id, number, state, due_at, tries, asked_at, message_id) "
	    "VALUES (1, 401, 101, 1, 'open', business_now() + interval '1 day', 1, business_now() - interval '1 minute', 970);"),
	SCENE("a trouble begins", trouble_job, IMPORTED, FLOWS ADA FAILING),
	SCENE("a trouble is over", trouble_job, IMPORTED, FLOWS ADA TROUBLE("11 min")
	    MAIL("begun", "900", "sent") "UPDATE mail SET finished_at = run_at;"),
	SCENE("a mail", mail_job, IMPORTED, FLOWS ADA MAIL("test", "NULL", "ready")),
	SCENE("a lost worker's mail", mail_job, IMPORTED, FLOWS ADA MAIL("test", "NULL", "leased")
	    "UPDATE mail SET owner = '" KEY "', attempt = 1, lease_until = business_now() - interval '1 s';"),
	SCENE("a beginning after its end", mail_job, IMPORTED, FLOWS ADA TROUBLE("1 min")
	    MAIL("begun", "900", "ready") "UPDATE mail SET attempt = 1; UPDATE trouble SET ended_at = business_now();"),
	SCENE("a task for a program", subscription_job, IMPORTED, FLOWS CLIENT SUBSCRIPTION("'requested'")
	    "INSERT INTO task (place_id, kind, source, status, priority, performer, words, starts_at, due_at, created_at) "
	    "VALUES (101, 'free', 'x', 'requested', 4, 'nurse', 'Check', business_now(), business_now(), business_now());"),
	SCENE("a topic's handshake", subscription_job, IMPORTED, FLOWS CLIENT SUBSCRIPTION("'requested'")
	    "UPDATE subscription SET content = 'empty', base = 'https://here/fhir', criteria = 'urn:aftercare:topic:task-status-changed';"),
	SCENE("a push to another system", outbound_job, IMPORTED, FLOWS PUSH),
	SCENE("a lost worker's push", outbound_job, IMPORTED, FLOWS PUSH
	    "UPDATE outbound_event SET state = 'leased', owner = '" KEY "', attempt = 1, lease_until = business_now() - interval '1 s';"),
	SCENE("keys at an address", key_job, IMPORTED, FLOWS CLIENT
	    "INSERT INTO client_key (user_id, url, keys, next_at) VALUES (231, 'https://127.0.0.1:1/', '', business_now());"),
	SCENE("calendar", calendar_job, IMPORTED, FLOWS),
	SCENE("a day that texts count from", calendar_job, IMPORTED, FLOWS
	    "INSERT INTO schedule_version (id, workflow, number, plan, created_at, changed_at, tried_edits, tried_at, published_at) "
	    "OVERRIDING SYSTEM VALUE SELECT id, 'vmmc', id, '[{\"name\": \"seen\", \"after\": 2, \"unit\": \"days\", \"anchor\": "
	    "\"registration\", \"text\": \"day\", \"shared_text\": \"shared_day\"}]', business_now(), business_now(), 1, business_now(), "
	    "business_now() FROM unnest('{901,902}'::bigint[]) id; "
	    "INSERT INTO schedule_follower (enrolment_id, version_id) SELECT id, 901 FROM enrolment WHERE state = 'active'; "
	    "INSERT INTO schedule_anew (enrolment_id) SELECT enrolment_id FROM schedule_follower; "
	    "INSERT INTO schedule_move (place_id, version_id) VALUES (101, 902);"),
	SCENE("cleaning", cleaning_job, IMPORTED, FLOWS),
};
/* clang-format on */

const struct scene *
worker_scenes(size_t *n)
{
	*n = COUNT_OF(scenes);
	return scenes;
}
