-- Men of four zones, two of which change their clocks within the period, with texts, tasks and reports about the edges of
-- days; the same seed makes the same.
SET session_replication_role = replica;
CREATE FUNCTION pg_temp.pick(of bigint, what_for integer, n integer) RETURNS integer LANGUAGE sql IMMUTABLE
AS 'SELECT ((hashint8extended($1, $2 + 1000) & 2147483647) % $3)::integer';

INSERT INTO place (id, kind, name, zone) OVERRIDING SYSTEM VALUE VALUES
	(901, 'facility', 'One', 'Africa/Harare'), (902, 'facility', 'Two', 'Africa/Casablanca'),
	(903, 'facility', 'Three', 'Europe/London'), (904, 'facility', 'Four', 'Asia/Kolkata');
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
	VALUES (901, 'counts', 'Sr Counts', 'nurse', '-', '2030-01-01');
INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE SELECT n, '+26377' || 1000000 + n FROM generate_series(1, 240) n;

CREATE TEMP TABLE man AS
SELECT n, 901 + n % 4 AS place_id, (ARRAY['Africa/Harare', 'Africa/Casablanca', 'Europe/London', 'Asia/Kolkata'])[1 + n % 4] AS zone,
       date '2030-03-01' + pg_temp.pick(n, 1, 92) AS anchor
  FROM generate_series(1, 240) n;
INSERT INTO patient (id, place_id, number, given_name, folded, birth_date, language, phone_id, opted_out_at, created_at) OVERRIDING SYSTEM VALUE
SELECT n, place_id, 'N-' || n, 'Man', 'man', CASE n % 10
           WHEN 0 THEN (anchor - interval '18 years')::date WHEN 1 THEN (anchor - interval '18 years')::date + 1
           WHEN 2 THEN (anchor - interval '15 years')::date WHEN 3 THEN (anchor - interval '15 years')::date + 1
           ELSE anchor - 3000 - pg_temp.pick(n, 2, 18000) END,
       'en', n, CASE WHEN n % 17 = 0 THEN (anchor + pg_temp.pick(n, 3, 16) + time '00:00') AT TIME ZONE zone END, anchor
  FROM man;
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, consent_at, state, ended_at, last_sign_at, created_at)
    OVERRIDING SYSTEM VALUE
SELECT 5000 + n, n, place_id, 'vmmc', '1', anchor, anchor, CASE WHEN n % 6 = 0 THEN 'stopped' ELSE 'active' END,
       CASE WHEN n % 6 = 0 THEN (anchor + pg_temp.pick(n, 4, 20) + time '23:59:59.999') AT TIME ZONE zone END,
       CASE WHEN n % 3 > 0 THEN (anchor + pg_temp.pick(n, 5, 20) + time '12:00') AT TIME ZONE zone END, anchor
  FROM man;
-- Some were there before.
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, consent_at, state, ended_at, created_at, latest)
    OVERRIDING SYSTEM VALUE
SELECT 6000 + n, n, place_id, 'vmmc', '1', anchor - 40, anchor - 40, 'finished', anchor - 20, anchor - 40, false FROM man WHERE n % 29 = 0;
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE SELECT 7000 + n, 'patient', place_id, n, n FROM man WHERE n % 41 > 0;

CREATE TEMP TABLE edge AS
SELECT e, (ARRAY[time '00:00', '23:59:59.999999', '00:00:01', '12:00', '01:30', '02:30', '23:00'])[e] AS hour FROM generate_series(1, 7) e;
INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, sent_at, reads, urgency, to_several)
    OVERRIDING SYSTEM VALUE
SELECT n * 100 + k, 7000 + n, place_id, CASE WHEN pg_temp.pick(n * 100 + k, 11, 12) > 0 THEN n END, n,
       CASE WHEN k <= 14 THEN 'in' ELSE 'out' END, CASE WHEN k <= 14 THEN 'reply' ELSE (ARRAY['nurse', 'automatic', 'checkin'])[1 + k % 3] END,
       'x', CASE WHEN k <= 14 THEN 'received' ELSE (ARRAY['delivered', 'delivered', 'sent', 'failed', 'cancelled'])[1 + pg_temp.pick(n * 100 + k, 12, 5)] END,
       (anchor - 2 + pg_temp.pick(n * 100 + k, 13, 20) + hour) AT TIME ZONE zone,
       CASE WHEN k > 14 AND pg_temp.pick(n * 100 + k, 14, 4) > 0 THEN anchor END,
       CASE WHEN k > 14 THEN '' ELSE (ARRAY['fine', 'fine', 'fine', 'problem', 'words', 'courtesy', 'stop'])[1 + pg_temp.pick(n * 100 + k, 15, 7)] END,
       CASE WHEN k <= 14 AND pg_temp.pick(n * 100 + k, 16, 20) = 0 THEN 2 ELSE 0 END, pg_temp.pick(n * 100 + k, 17, 5) = 0
  FROM man CROSS JOIN generate_series(1, 24) k JOIN edge ON e = 1 + pg_temp.pick(n * 100 + k, 18, 7)
 WHERE n % 41 > 0 AND n % 7 > 0 AND (k > 4 OR n % 2 = 0);
INSERT INTO filing (id, message_id, patient_id, place_id, at, how, also, said, reads, urgency, ended_at) OVERRIDING SYSTEM VALUE
SELECT id, id, CASE WHEN id % 3 = 0 THEN patient_id ELSE 1 + (patient_id + 3) % 240 END, place_id, at, 'person', true, '', CASE WHEN id % 2 = 0 THEN 'problem' ELSE 'fine' END,
       CASE WHEN id % 5 = 0 THEN 2 ELSE 0 END, CASE WHEN id % 4 = 0 THEN at END
  FROM message WHERE direction = 'in' AND patient_id IS NOT NULL AND id % 23 = 0;
UPDATE filing f SET place_id = p.place_id FROM patient p WHERE p.id = f.patient_id;

INSERT INTO task (id, place_id, patient_id, kind, source, status, open, priority, starts_at, due_at, created_at, closed_at, outcome, rule, emission, actions, authored_at)
    OVERRIDING SYSTEM VALUE
SELECT n * 10 + k, place_id, n, kind, 's-' || n * 10 + k, status, false, 3, anchor, anchor, anchor,
       (anchor - 1 + pg_temp.pick(n * 10 + k, 21, 20) + hour) AT TIME ZONE zone,
       CASE WHEN status = 'completed' THEN (ARRAY['came', 'reached-fine', 'reached-problem', 'not-found', 'wrong-number'])[1 + pg_temp.pick(n * 10 + k, 22, 5)] ELSE '' END,
       CASE WHEN kind = 'trace' THEN (ARRAY['in-person-tracing', 'tracing'])[1 + k % 2] END, NULL, NULL, NULL
  FROM man CROSS JOIN generate_series(1, 5) k JOIN edge ON e = 1 + pg_temp.pick(n * 10 + k, 23, 7)
 CROSS JOIN LATERAL (SELECT (ARRAY['trace', 'visit', 'problem', 'trace'])[1 + pg_temp.pick(n * 10 + k, 24, 4)] AS kind,
                            (ARRAY['completed', 'failed', 'cancelled', 'completed'])[1 + pg_temp.pick(n * 10 + k, 25, 4)] AS status) w
 WHERE pg_temp.pick(n * 10 + k, 26, 3) = 0;
-- Tracing that is open, not begun, or ended by a decision.
UPDATE task SET outcome = 'lost' WHERE kind = 'trace' AND status = 'cancelled' AND id % 4 < 2;
INSERT INTO task (id, place_id, patient_id, kind, source, status, open, priority, starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE
SELECT 20000 + n, place_id, n, 'trace', 'o-' || n, (ARRAY['requested', 'accepted', 'draft', 'on-hold'])[1 + pg_temp.pick(n, 61, 4)], true, 3,
       (anchor - 1 + pg_temp.pick(n, 62, 30) + hour) AT TIME ZONE zone, anchor + 40, anchor
  FROM man JOIN edge ON e = 1 + pg_temp.pick(n, 63, 7) WHERE n % 4 = 0;
INSERT INTO task (id, place_id, patient_id, kind, source, status, open, priority, starts_at, due_at, created_at, closed_at) OVERRIDING SYSTEM VALUE
SELECT 9000 + n, place_id, n, 'escalation', 'c-' || n, 'completed', false, 1, anchor, anchor, anchor, anchor FROM man WHERE n % 5 = 0;
INSERT INTO escalation (task_id, place_id, patient_id, severity, raised_at, first_due, decide_due, decided_at, outcome, event, grade)
SELECT 9000 + n, place_id, n, 'mild', anchor, anchor, anchor, CASE WHEN n % 15 > 0 THEN (anchor + pg_temp.pick(n, 31, 10) + hour) AT TIME ZONE zone END,
       (ARRAY['advice', 'clinic', 'refer', 'hand-back'])[1 + pg_temp.pick(n, 32, 4)],
       (ARRAY['IN-B', 'BL-A', 'OT-C', 'none', ''])[1 + pg_temp.pick(n, 34, 5)], (ARRAY['mild', 'moderate', 'severe'])[1 + pg_temp.pick(n, 35, 3)]
  FROM man JOIN edge ON e = 1 + pg_temp.pick(n, 33, 7) WHERE n % 5 = 0;

INSERT INTO report (id, doc_id, form, form_version_id, place_id, patient_id, task_id, state, fields, reported_at, version) OVERRIDING SYSTEM VALUE
SELECT n * 10 + k, 'd-' || n * 10 + k, form, CASE WHEN k <> 3 THEN 1 END, place_id, n,
       CASE WHEN EXISTS (SELECT FROM task t WHERE t.id = n * 10 + k) AND k % 2 = 0 THEN n * 10 + k END,
       (ARRAY['final', 'final', 'final', 'attempt', 'withdrawn'])[1 + pg_temp.pick(n * 10 + k, 41, 5)],
       jsonb_build_object('seen', CASE WHEN form IN ('client_review', 'client_visit') AND k <> 4 THEN 'yes' ELSE 'no' END,
           'reached', CASE WHEN pg_temp.pick(n * 10 + k, 42, 3) = 0 THEN 'yes' ELSE 'no' END,
           'serious', CASE WHEN k = 1 THEN 'yes' ELSE 'no' END, 'notifiable', 'no',
           'visit', jsonb_build_object('visit_date', CASE pg_temp.pick(n * 10 + k, 43, 6) WHEN 0 THEN '2030-02-31' WHEN 1 THEN ''
               ELSE (anchor + pg_temp.pick(n * 10 + k, 44, 34) - 2)::text END),
           'call', jsonb_build_object('visit_date', CASE WHEN k = 2 THEN (anchor + 3)::text END),
           't', jsonb_build_object('outcome', (ARRAY['ok', 'not_found', ''])[1 + pg_temp.pick(n * 10 + k, 45, 3)]),
           'ae', jsonb_build_object('described', CASE WHEN pg_temp.pick(n * 10 + k, 46, 3) > 0 THEN 'yes' ELSE 'no' END,
               'severity', (ARRAY['mild', 'moderate', 'severe'])[1 + pg_temp.pick(n * 10 + k, 47, 3)],
               'code', (ARRAY['BL-A', 'IN-B', 'PA-C', ''])[1 + pg_temp.pick(n * 10 + k, 48, 4)])),
       (anchor + pg_temp.pick(n * 10 + k, 49, 36) - 1 + hour) AT TIME ZONE zone, 1 + pg_temp.pick(n * 10 + k, 50, 2)
  FROM man CROSS JOIN generate_series(1, 5) k JOIN edge ON e = 1 + pg_temp.pick(n * 10 + k, 51, 7)
 CROSS JOIN LATERAL (SELECT (ARRAY['client_review', 'client_visit', 'potential_ae', 'tracing', 'referral_for_care', 'no_contact'])
                            [1 + pg_temp.pick(n * 10 + k, 52, 6)] AS form) w
 WHERE pg_temp.pick(n * 10 + k, 53, 3) = 0;
-- Of two thirds of the cases somebody was sent, whatever the case says now; some twice.
INSERT INTO referral (case_id, place_id, patient_id, who, kind, seen_place_id, seen_place, transport, made_at, visit_due, search_due, task_id,
       told, told_at, seen_at, found, grade, report_id, ending, ended_at)
SELECT 9000 + n, place_id, n, '', (ARRAY['clinic', 'refer'])[1 + k % 2], NULL, 'Hospital', 'own', sent, sent, sent,
       CASE WHEN pg_temp.pick(n * 10 + k, 61, 3) = 0 THEN (SELECT min(t.id) FROM task t WHERE t.patient_id = n AND t.outcome = 'came') END,
       CASE WHEN ending IN ('seen', 'elsewhere') THEN ending ELSE '' END, came,
       CASE WHEN ending IN ('seen', 'elsewhere') THEN came END,
       CASE WHEN ending IN ('seen', 'elsewhere') THEN (ARRAY['', 'none', 'IN-B', 'BL-A'])[1 + pg_temp.pick(n * 10 + k, 62, 4)] ELSE '' END,
       CASE WHEN ending IN ('seen', 'elsewhere') THEN (ARRAY['mild', 'moderate', 'severe'])[1 + pg_temp.pick(n * 10 + k, 63, 3)] ELSE '' END,
       CASE WHEN pg_temp.pick(n * 10 + k, 64, 4) = 0 THEN (SELECT min(r.id) FROM report r WHERE r.patient_id = n) END,
       ending, CASE WHEN ending <> '' THEN came END
  FROM man CROSS JOIN generate_series(1, 2) k JOIN edge ON e = 1 + pg_temp.pick(n * 10 + k, 65, 7)
 CROSS JOIN LATERAL (SELECT CASE WHEN k = 1 THEN (ARRAY['seen', 'elsewhere', 'undone', 'decided', 'died', 'reopened'])
                                                     [1 + pg_temp.pick(n * 10 + k, 66, 6)]
                                 ELSE (ARRAY['', 'seen'])[1 + pg_temp.pick(n * 10 + k, 67, 2)] END AS ending,
                            (anchor + pg_temp.pick(n * 10 + k, 68, 14) + hour) AT TIME ZONE zone AS sent,
                            (anchor + pg_temp.pick(n * 10 + k, 69, 34) + hour) AT TIME ZONE zone AS came) w
 WHERE n % 5 = 0 AND pg_temp.pick(n * 10 + k, 70, 3) > 0;
SET session_replication_role = origin;
ANALYZE;
