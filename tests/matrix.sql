-- After site_test.sql: one of everything for Riverside (1), its sibling Hillview
-- (2), Gomo in another district (3), nobody yet (4), the district above both (5),
-- one of Riverside's that is over (6), one that was removed (7); and the people
-- who must not get in.  n is added to the ids: task 811 is Riverside's, 814
-- nobody's (tests/matrix.h).

INSERT INTO place (id, parent_id, kind, name, active) OVERRIDING SYSTEM VALUE VALUES
	(108, NULL, 'programme', 'The programme', true), (109, NULL, 'programme', 'Another programme', true),
	(104, 108, 'district', 'Mazowe district', true), (105, 109, 'district', 'Meru district', true),
	(106, 104, 'facility', 'Closed Clinic', false), (107, 104, 'facility', 'Removed Clinic', false),
	(110, 105, 'facility', 'Meru Clinic', true); -- nobody's
UPDATE place SET parent_id = CASE id WHEN 103 THEN 105 ELSE 104 END WHERE id IN (101, 102, 103);

INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT id, username, name, role, '-', business_now() - interval '1 year'
  FROM (VALUES
	(208, 'tariro', 'Sr Tariro Ncube', 'supervisor'),
	(209, 'disabled', 'Sr Gone Away', 'nurse'),
	(210, 'asleep', 'Sr Long Asleep', 'nurse'),
	(211, 'dora', 'Sr Dora Nyika', 'nurse'),
	(212, 'removed', 'Sr Not There', 'nurse'),
	(213, 'placeless', 'Sr Without Place', 'nurse')) u (id, username, name, role);
INSERT INTO app_user (id, username, name, role, password_hash, machine, created_at) OVERRIDING SYSTEM VALUE
VALUES (214, 'others', 'Program of others', 'nurse', '-', true, business_now() - interval '1 year');
INSERT INTO user_place VALUES (208, 103), (209, 101), (210, 101), (211, 104),
	(207, 103); -- with whom each supervisor may share the duty

INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES (310, '+263775550199'), (311, '+263775550198'),
	(312, '+263775550171'), (313, '+263775550172'), (314, '+263775550173');
INSERT INTO thread (id, kind, place_id, phone_id) OVERRIDING SYSTEM VALUE VALUES
	(510, 'unknown', NULL, 310), (503, 'shared', 101, 303)
    ON CONFLICT DO NOTHING;
INSERT INTO patient (id, place_id, number, given_name, family_name, folded, birth_date, language,
	phone_id, phone_typed, created_at, created_by)
    OVERRIDING SYSTEM VALUE
SELECT p.id, place_id, number, given, family, lower(given || ' ' || family || ' ' || number),
       business_now()::date - 9999, 'en', phone_id, '0' || substr(e164, 5), business_now() - interval '3 days', 201
  FROM (VALUES
	(408, 104, 'M-2401', 'Dumisani', 'Gumbo', 312),
	(409, 101, 'R-2402', 'Everisto', 'Shoko', 313),
	(417, 101, 'R-2403', 'Removed', 'Man', 314)) p (id, place_id, number, given, family, phone_id)
  JOIN phone ON phone.id = p.phone_id;
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, method,
	consent_at, consent_by, created_at)
    OVERRIDING SYSTEM VALUE
SELECT id + 200, id, place_id, 'vmmc', '1', created_at::date, 'surgical', created_at, 201, created_at
  FROM patient WHERE id IN (408, 409, 417);
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE
SELECT id + 100, 'patient', place_id, id, phone_id FROM patient WHERE id IN (408, 409, 417);

CREATE TEMPORARY TABLE one ON COMMIT DROP AS
SELECT * FROM (VALUES
	(1, 101, 401, 501, 301, 'Riverside'),
	(2, 102, 405, 505, 304, 'Hillview'),
	(3, 103, 406, 506, 305, 'Gomo'),
	(4, NULL::bigint, NULL::bigint, 510, 310, 'Stranger'),
	(5, 104, 408, 508, 312, 'Mazowe'),
	(6, 101, 409, 509, 313, 'Riverside'),
	(7, 101, 417, 517, 314, 'Riverside')) v (n, place_id, patient_id, thread_id, phone_id, word);

INSERT INTO outbox (id, key, kind, place_id, phone_id, body, state, priority, clinical, run_at, reason,
	created_at, created_by, finished_at) OVERRIDING SYSTEM VALUE
SELECT base + n, gen_random_uuid(), 'text', place_id, phone_id, word || ' text of a nurse', state, 1, true,
       business_now() + wait, reason, business_now() - ago, 201,
       CASE WHEN state = 'parked' THEN business_now() - ago END
  FROM one, (VALUES
	(740, 'parked', 'The number is not in use.', interval '0', interval '1 hour'),
	(750, 'ready', '', interval '8 seconds', interval '0')) o (base, state, reason, wait, ago);

INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state,
	reason, at, outbox_id, rapidpro_id) OVERRIDING SYSTEM VALUE
SELECT base + n, thread_id, place_id, patient_id, phone_id, direction, kind, word || ' ' || words,
       CASE direction WHEN 'out' THEN 201 END, state, reason, business_now() - ago,
       CASE base WHEN 720 THEN 740 + n WHEN 730 THEN 750 + n END, NULL
  FROM one, (VALUES
	(710, 'in', 'words', 'secret words', 'received', '', interval '10 minutes'),
	(720, 'out', 'nurse', 'secret text', 'failed', 'The number is not in use.', interval '1 hour'),
	(730, 'out', 'nurse', 'secret draft', 'held', '', interval '0'))
	m (base, direction, reads, words, state, reason, ago),
	LATERAL (SELECT CASE direction WHEN 'in' THEN 'reply' ELSE 'nurse' END) k (kind);
UPDATE thread t SET state = 'waiting', waiting_since = business_now() - interval '10 minutes',
	last_at = business_now(), last_message_id = 730 + one.n, last_words = one.word || ' secret words',
	last_direction = 'in'
  FROM one WHERE one.thread_id = t.id;

INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, day, due_date, due_at, state, message_id)
    OVERRIDING SYSTEM VALUE
SELECT 830 + n, patient_id + 200, patient_id, place_id, 'day-2', 2, business_now()::date,
       business_now() + interval '1 day', 'planned', NULL
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id)
SELECT 830 + n, patient_id + 200, patient_id, place_id, 2, business_now() - interval '1 hour', 720 + n
  FROM one WHERE patient_id IS NOT NULL;

INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, kind, source, priority, performer, who,
	anchor_date, words, starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE
SELECT base + n, place_id, patient_id, thread_id, patient_id + 200, coalesce(kind, 'who'), 'matrix ' || base + n,
       2, performer, word || ' Patient', business_now()::date - 3, word || ' secret words',
       business_now() - interval '1 hour', business_now() + interval '1 hour', business_now() - interval '1 hour'
  FROM one, (VALUES (810, 'problem', 'nurse'), (820, 'escalation', 'supervisor')) t (base, of_patient, performer),
	LATERAL (SELECT CASE WHEN base = 820 OR patient_id IS NOT NULL THEN of_patient END) k (kind);
-- Whom nobody hears of, and what was tried.
INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, kind, source, priority, who, words, starts_at, due_at, created_at)
    OVERRIDING SYSTEM VALUE
SELECT 1300 + n, place_id, patient_id, thread_id, patient_id + 200, 'trace', 'matrix ' || 1300 + n, 3, word || ' Patient',
       word || ' secret words', business_now() - interval '1 hour', business_now() + interval '1 hour', business_now() - interval '1 hour'
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO trace_attempt (id, place_id, patient_id, task_id, at, user_id, method, result, note) OVERRIDING SYSTEM VALUE
SELECT 1310 + n, place_id, patient_id, 1300 + n, business_now(), 201, 'call', 'no-answer', word || ' secret attempt'
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO lost (id, place_id, patient_id, enrolment_id, at, user_id, reason, note, was_state, ended_at, ended_by, ended_how)
    OVERRIDING SYSTEM VALUE
SELECT 1320 + n, place_id, patient_id, patient_id + 200, business_now(), 201, 'moved', word || ' secret decision', 'active', business_now(), 201,
       'taken-back'
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO escalation (task_id, place_id, patient_id, severity, message_id, raised_by, raised_at, first_due, decide_due)
SELECT 820 + n, place_id, patient_id, 'severe', 710 + n, 201, business_now() - interval '1 hour',
       business_now() + interval '1 hour', business_now() + interval '1 day'
  FROM one;
-- Each is sent to a hospital.
INSERT INTO referral (id, case_id, place_id, patient_id, who, kind, seen_place, transport, note, made_at, made_by, visit_due, search_due)
    OVERRIDING SYSTEM VALUE
SELECT 1400 + n, 820 + n, place_id, patient_id, word || ' Patient', 'refer', 'Hospital', 'own', word || ' secret referral',
       business_now() - interval '1 hour', 204, business_now() + interval '1 hour', business_now() + interval '2 hours'
  FROM one;
-- Who is expected the day after tomorrow, and is to be told of it.
INSERT INTO appointment (id, place_id, patient_id, day, hour, at, asks_at, what, note, booked_at, booked_by, changed_at) OVERRIDING SYSTEM VALUE
SELECT 1420 + n, o.place_id, patient_id, d.day, '14:00', local_moment(d.day, '14:00', pl.zone), day_begins(d.day + 1, pl.zone), 'other',
       word || ' secret remark', business_now(), 201, business_now()
  FROM one o JOIN place pl ON pl.id = o.place_id CROSS JOIN LATERAL (SELECT business_now()::date + 2 AS day) d
 WHERE patient_id IS NOT NULL;
INSERT INTO appointment_reminder (id, appointment_id, place_id, patient_id, step, expected, due_at, good_until) OVERRIDING SYSTEM VALUE
SELECT id + 10, id, place_id, patient_id, 'day_before', at, at - interval '29 hours', at - interval '2 hours' FROM appointment;
-- Children, who were given one dose; a table in use, and its draft.
INSERT INTO dose_version (id, country, title, number, source, dated, begun_at, begun_by, published_at, published_by) OVERRIDING SYSTEM VALUE
SELECT id, 'ZA', 'Matrix', id - 1450, 'A source', '2031', business_now(), 205, CASE id WHEN 1451 THEN business_now() END, CASE id WHEN 1451 THEN 205 END
  FROM (VALUES (1451), (1452)) v (id);
INSERT INTO dose_line (id, version_id, vaccine, number, due_n, due_unit, least_n, least_unit) OVERRIDING SYSTEM VALUE
VALUES (1451, 1451, 'Row', 1, 6, 'weeks', 6, 'weeks'), (1453, 1451, 'Other', 1, 6, 'weeks', 6, 'weeks'), (1452, 1452, 'Row', 1, 6, 'weeks', 6, 'weeks');
INSERT INTO child (id, place_id, country, named, consent_on, registered_at, registered_by)
SELECT patient_id, place_id, 'ZA', false, business_now()::date, business_now(), 201 FROM one WHERE patient_id IS NOT NULL;
INSERT INTO dose (id, child_id, place_id, vaccine, number, given_on, batch, recorded_at, recorded_by) OVERRIDING SYSTEM VALUE
SELECT 1060 + patient_id, patient_id, place_id, 'Other', 1, business_now()::date - 9, word || ' secret batch', business_now(), 201 FROM one WHERE patient_id IS NOT NULL;
INSERT INTO dose_due (child_id, place_id, vaccine, number, due_on)
SELECT patient_id, place_id, 'Row', 1, business_now()::date FROM one WHERE patient_id IS NOT NULL;
INSERT INTO dose_reminder (id, child_id, place_id, step, due_on, due_at, good_until) OVERRIDING SYSTEM VALUE
SELECT 1470 + n, patient_id, place_id, 'after.1', business_now()::date, business_now() + interval '7 days', business_now() + interval '9 days'
  FROM one WHERE patient_id IS NOT NULL;
-- A screening that runs, with a positive and his task, and a draft.
INSERT INTO screening (id, title, number, state, begun_at, begun_by, started_at, started_by) OVERRIDING SYSTEM VALUE
SELECT id, 'Matrix', id - 1480, CASE id WHEN 1481 THEN 'running' ELSE 'draft' END, business_now(), 205, CASE id WHEN 1481 THEN business_now() END,
       CASE id WHEN 1481 THEN 205 END FROM (VALUES (1481), (1482)) s (id);
INSERT INTO screening_question (id, screening_id, number, ask, again) OVERRIDING SYSTEM VALUE
SELECT id, id, 1, t.words, t.words FROM (VALUES (1481), (1482)) s (id),
       (SELECT jsonb_object_agg(l, 'Words? Reply 1 or 0.') AS words FROM unnest(ARRAY['en', 'sn', 'nd', 'sw']) l) t;
UPDATE screening SET found = (SELECT jsonb_object_agg(l, 'Words.') FROM unnest(ARRAY['en', 'sn', 'nd', 'sw']) l), follow = 'any';
INSERT INTO screening_answer (id, question_id, code, label, leads) OVERRIDING SYSTEM VALUE
VALUES (1481, 1481, '1', 'Yes', 'positive'), (1482, 1481, '0', 'No', 'end'), (1483, 1482, '1', 'Yes', 'positive'), (1484, 1482, '0', 'No', 'end');
INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, kind, source, priority, who, words, starts_at, due_at, created_at)
    OVERRIDING SYSTEM VALUE
SELECT 1490 + n, place_id, patient_id, thread_id, patient_id + 200, 'screening', 'matrix ' || 1490 + n, 3, word || ' Patient',
       word || ' secret answers', business_now() + interval '3 days', business_now() + interval '4 days', business_now()
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO screening_person (id, screening_id, patient_id, place_id, rank, wave, state, positive_at, deadline_at, task_id) OVERRIDING SYSTEM VALUE
SELECT 1490 + n, 1481, patient_id, place_id, n, 1, 'positive', business_now(), business_now() + interval '4 days', 1490 + n
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO screening_wave (screening_id, place_id, number, day, opened_at)
SELECT DISTINCT 1481, place_id, 1, business_now()::date, business_now() FROM one WHERE patient_id IS NOT NULL;
INSERT INTO screening_ask (id, person_id, patient_id, place_id, number, state, due_at, tries, asked_at, answer, said, answered_at) OVERRIDING SYSTEM VALUE
SELECT 1490 + n, 1490 + n, patient_id, place_id, 1, 'answered', business_now() + interval '1 day', 1, business_now(), '1', word || ' secret answer',
       business_now() FROM one WHERE patient_id IS NOT NULL;
INSERT INTO task_cause (task_id, message_id, priority, due_at, at)
SELECT 810 + n, 710 + n, 2, business_now() + interval '1 hour', business_now() FROM one;
INSERT INTO task_identifier (task_id, n, place_id, system, value)
SELECT 810 + n, 1, place_id, 'urn:emr', word || ' secret key' FROM one;
INSERT INTO client (user_id, token_hash, scopes, per_minute, created_at, expires_at)
VALUES (210, repeat('0', 64), '{system/*.cruds}', 600, business_now(), business_now() + interval '1 day');
INSERT INTO handed (outbox_id, client_id, state, handed_at, offered_at, said, said_at)
SELECT 740 + n, 210, 'over', business_now() - interval '1 hour', business_now() - interval '1 hour', 'FAILED', business_now() FROM one;
INSERT INTO client_key (user_id, url, keys) VALUES (210, '', '{"keys": []}');
INSERT INTO client_token (token_hash, user_id, scopes, expires_at) VALUES (repeat('1', 64), 210, 'system/*.rs', business_now() + interval '5 minutes');
INSERT INTO client_proof (user_id, jti_hash, expires_at) VALUES (210, repeat('2', 64), business_now() + interval '5 minutes');
INSERT INTO subscription (id, user_id, status, reason, criteria, endpoint, headers, payload, secret, created_at, changed_at, ids, statuses,
       kinds, performers, priorities, outcomes, patients, owners, requesters, locations, patient_is, owner_is, requester_is, location_is,
       authored, due, begins, systems, identifiers) OVERRIDING SYSTEM VALUE
VALUES (1440, 210, 'off', 'our queue', 'Task', 'https://emr.example.org/hook', '{}', true, repeat('s', 32), business_now(), business_now(),
       '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '', '', '', '', '', '', '', '{}', '{}');
INSERT INTO subscription_event (subscription_id, task_id, version, made_at, run_at)
SELECT 1440, 810 + n, n, business_now(), business_now() FROM one;
INSERT INTO service_request (id, task_id, client_id, resource, keys, asker, reason, note, person)
SELECT 1480 + n, 810 + n, 210, jsonb_build_object('intent', 'order', 'code', jsonb_build_object('text', word || ' secret wish')), '{}', word || ' secret asker',
       'why', 'note', '' FROM one;
INSERT INTO mediator_party (client_id, kind, identifier, name, target, born, phone)
SELECT 210, 'Patient', n, word || ' secret name', '', '', '' FROM one;
INSERT INTO mediator_request (request_id, client_id, patient, organization, subscription_id)
SELECT 1480 + n, 210, word || ' secret patient', 'org', 1440 FROM one;
INSERT INTO task_news (version) VALUES (1);
INSERT INTO outbound_push (id, name, settings, url, auth, username, credential, cron, per_minute, changed_at) OVERRIDING SYSTEM VALUE
VALUES (1501, 'to-emr', '{}', 'https://emr.example.org/push', 'none', '', '', '', 600, business_now());
INSERT INTO outbound_credential (key, value, changed_at) VALUES ('emr', 'secret word', business_now());
INSERT INTO outbound_event (id, push_id, doc, form, subject, body, hash, fields, state, made_at, run_at, finished_at) OVERRIDING SYSTEM VALUE
SELECT 1510 + n, 1501, 'patient-' || patient_id, '', patient_id, '{"name": "' || word || ' secret"}', n, '{name}', 'dead', business_now(), business_now(),
       business_now() FROM one WHERE patient_id IS NOT NULL;
INSERT INTO outbound_attempt (event_id, attempt, at, words, push, doc, patient_id) SELECT 1510 + n, 1, business_now(), 'the receiver answered 500', 'to-emr',
       'patient-' || patient_id, patient_id FROM one WHERE patient_id IS NOT NULL;
INSERT INTO subscription_attempt (event_id, attempt, at, words, kind, user_id, subscription_id, url, task_id, version, patient_id)
SELECT 1510 + n, 1, business_now(), 'the receiver answered 500', 'event', 210, 1440, 'https://emr.example.org/hook', 810 + n, n, patient_id FROM one;
INSERT INTO outbound_sent (push_id, doc, hash, at) VALUES (1501, 'patient-1', 'x', business_now());
INSERT INTO outbound_news (subject, doc, at) VALUES (1, 'patient-1', business_now());
INSERT INTO task_event (task_id, place_id, at, user_id, what, note)
SELECT 810 + n, place_id, business_now(), 201, 'created', word || ' secret note' FROM one;
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, note)
SELECT thread_id, place_id, business_now(), 201, 'closed', word || ' secret note' FROM one;
INSERT INTO thread_note (id, thread_id, place_id, at, user_id, body) OVERRIDING SYSTEM VALUE
SELECT 1000 + n, thread_id, place_id, business_now(), 201, word || ' secret memo' FROM one;
INSERT INTO thread_note_past (note_id, number, body, said_at)
SELECT 1000 + n, 0, word || ' secret memo before', business_now() FROM one;
INSERT INTO filing (id, message_id, patient_id, place_id, at, user_id, how, also, said) OVERRIDING SYSTEM VALUE
SELECT 1100 + n, 710 + n, patient_id, place_id, business_now(), 201, 'person', false, word || ' secret words'
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO phone_talk (phone_id, patient_id, place_id, since, until, user_id)
SELECT phone_id, patient_id, place_id, business_now(), business_now() + interval '2 hours', 201 FROM one WHERE patient_id IS NOT NULL;
INSERT INTO phone_past (id, phone_id, e164, patient_id, place_id, until, why) OVERRIDING SYSTEM VALUE
SELECT 1200 + n, 310, '+263770000000', patient_id, place_id, business_now(), 'changed' FROM one WHERE patient_id IS NOT NULL;

-- Somebody is writing everywhere; a key of a form; a run; something unread.
INSERT INTO draft (user_id, thread_id, body, saved_at)
SELECT v.user_id, thread_id, word || ' secret draft', business_now()
  FROM one JOIN (VALUES (1, 202), (2, 203), (3, 206), (4, 203), (5, 211), (1, 201), (1, 204)) v (n, user_id) USING (n);
INSERT INTO presence (user_id, thread_id, seen_at)
SELECT user_id, thread_id, saved_at FROM draft;
INSERT INTO task_presence (task_id, user_id, place_id, seen_at)
SELECT t.id, d.user_id, t.place_id, business_now() FROM draft d JOIN task t ON t.thread_id = d.thread_id AND t.kind <> 'escalation';
INSERT INTO task_bulk (id, user_id, at, op, ids, asked) OVERRIDING SYSTEM VALUE
SELECT 860 + n, 201, business_now(), 'take', ARRAY[810 + n], 1 FROM one WHERE n <> 6;
INSERT INTO thread_bulk (id, user_id, at, ids, asked) OVERRIDING SYSTEM VALUE
SELECT 770 + n, 201, business_now(), ARRAY[thread_id], 1 FROM one WHERE n <> 6;
INSERT INTO task_view (id, user_id, place_id, name, due, who, kind, q, created_at) OVERRIDING SYSTEM VALUE
SELECT 870 + n, 209, place_id, word || ' view ' || n, 'now', '', '', lower(word), business_now() FROM one WHERE place_id IS NOT NULL;
INSERT INTO case_view (id, user_id, name, state, severity, clock, who, only_place, created_at) OVERRIDING SYSTEM VALUE
SELECT 1410 + n, 209, word || ' cases ' || n, 'open', '', '', '', place_id, business_now() FROM one WHERE place_id IS NOT NULL;
INSERT INTO once (key, user_id, at, location)
SELECT gen_random_uuid(), id, business_now(), '/' FROM app_user;
INSERT INTO run (uuid, phone_id, created_at, modified_at)
SELECT gen_random_uuid(), phone_id, business_now(), business_now() FROM one;
INSERT INTO aside (outbox_id, leaves_at, next_at) SELECT 750 + n, business_now(), business_now() FROM one;
INSERT INTO automatic_answer (id, about_id, phone_id, kind, withheld, at) OVERRIDING SYSTEM VALUE
SELECT 1020 + n, 710 + n, phone_id, 'outside-hours', 'late', business_now() FROM one;
INSERT INTO opt_out (id, enrolment_id, patient_id, place_id, at, how, user_id, note, ended_at, ended_how) OVERRIDING SYSTEM VALUE
SELECT 1030 + n, patient_id + 200, patient_id, place_id, business_now() - interval '2 days', 'person', 201,
       word || ' secret wish', business_now() - interval '1 day', 'person'
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO consent (id, enrolment_id, patient_id, place_id, who, given, version, language, how, name, at, seen_by, written_at)
    OVERRIDING SYSTEM VALUE
SELECT 1040 + n, patient_id + 200, patient_id, place_id, 'phone-owner', true, '1', 'en', 'signed', word || ' secret owner',
       business_now() - interval '2 days', 201, business_now() - interval '2 days'
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO place_holiday (id, place_id, day, name, created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT 1050 + n, place_id, business_now()::date + 100 + n::integer, 'Feast ' || n, business_now(), 205 FROM one WHERE place_id IS NOT NULL;
INSERT INTO delivery_deed (id, at, user_id, place_id, message_id, what, note, bulk) OVERRIDING SYSTEM VALUE
SELECT 1020 + n, business_now(), 201, place_id, 720 + n, 'set-aside', word || ' secret deed',
       ('a0000000-0000-4000-8000-00000000102' || n)::uuid FROM one;
INSERT INTO trouble (kind, place_id, began_at, seen_at)
SELECT DISTINCT 'silence', place_id, business_now(), business_now() FROM one WHERE place_id IS NOT NULL;
INSERT INTO usual_hour (place_id, weekend, hour, days, heard)
SELECT DISTINCT place_id, false, 8, 1, 1 FROM one WHERE place_id IS NOT NULL;
INSERT INTO mail_person (id, name, address, added_at, added_by) OVERRIDING SYSTEM VALUE
VALUES (1031, 'Secret Watcher', 'watcher@example.org', business_now(), 205);
INSERT INTO mail (key, trouble_id, what, person_id, subject, body, state, run_at, created_at, finished_at)
SELECT gen_random_uuid(), min(id), 'begun', 1031, 'Secret subject', 'Secret mail', 'sent', business_now(), business_now(), business_now()
  FROM trouble;
INSERT INTO inbox (source, key, body, received_at) VALUES ('webhook', 'matrix', '{}', business_now());
INSERT INTO gateway_flow VALUES ('5e0a3c1b-4d2f-4a77-9b36-0f1c2d3e4a5b', 'Matrix', false);
INSERT INTO gateway_thing VALUES ('channel', 'matrix', 'Matrix', '', NULL, true, NULL), ('workspace', '', 'Matrix', '', NULL, false, business_now());
INSERT INTO gateway_call (minute, scope, calls) VALUES (date_trunc('minute', business_now()), 'v2', 1);
INSERT INTO rule_version (hash, since) VALUES ('matrix', business_now());
INSERT INTO rule_next (patient_id, at, version) SELECT patient_id, business_now(), 0 FROM one WHERE patient_id IS NOT NULL;
INSERT INTO rule_failure (patient_id, place_id, rule, file, line, words, first_at, last_at)
SELECT patient_id, place_id, 'tracing', 'tasks.js', 7, word || ' secret failure', business_now(), business_now()
  FROM one WHERE patient_id IS NOT NULL;
INSERT INTO rule_zone (zone, since) VALUES ('Africa/Cairo', business_now());
INSERT INTO rule_question (patient_id, place_id, asked_by, asked_at, answered, answered_at, answer)
SELECT patient_id, place_id, user_id, business_now(), 1, business_now(), json_build_object('reports', '[]'::json,
       'tasks', '[]'::json, 'rules', '[]'::json, 'failures', json_build_array(json_build_object('rule', 'tracing',
       'file', 'tasks.js', 'line', 7, 'message', word || ' secret answer')))
  FROM one JOIN (VALUES (1, 201), (2, 203), (3, 206), (5, 211), (6, 202), (7, 202)) v (n, user_id) USING (n)
 WHERE patient_id IS NOT NULL;
-- As if of another transaction, still under way.
INSERT INTO place_touch (xid, place_id) VALUES ('3', 201);
INSERT INTO worker (id, host, started_at, seen_at)
VALUES (gen_random_uuid(), 'here', business_now(), business_now());
INSERT INTO sign_in_failure (username, address, at) VALUES ('rudo', '192.0.2.9', business_now());

-- An earlier try of each failed text.
INSERT INTO message_past (rapidpro_id, message_id) VALUES ('past-721', 721), ('past-722', 722), ('past-724', 724);

-- A file of clients that waits, brought by whoever works there.
INSERT INTO import (id, place_id, user_id, at, file_name, content, clients) OVERRIDING SYSTEM VALUE
SELECT 850 + n, place_id, v.user_id, business_now(), word || ' secret.csv',
       'line,number,given_name,family_name,birth_date,age,sex,lives_in,guardian_name,guardian_relation,guardian_consent,'
       'phone,phone_owner,phone_owner_name,phone2,phone2_owner_name,language,anchor_date,method,consent_date,note' || E'\r\n'
       '2,,' || word || ' secret,,,30,,,,,,077 555 020' || n || ',,,,,,2031-03-02,surgical,2031-03-02,' || E'\r\n'
       '3,,' || word || ' secret,,,,,,,,,,,,,,,,,,' || E'\r\n', 2
  FROM one JOIN (VALUES (1, 201), (2, 203), (3, 206), (5, 211), (6, 202), (7, 202)) v (n, user_id) USING (n);
-- A file of appointments that waits.
INSERT INTO import (id, kind, place_id, user_id, at, file_name, content, clients) OVERRIDING SYSTEM VALUE
VALUES (858, 'appointments', 101, 201, business_now(), 'visits.csv',
	'line,number,given_name,family_name,day,hour,what,note' || E'\r\n' || '2,R-2318,,,2031-03-12,09:00,,' || E'\r\n', 1);

-- A form with two versions, a second one that is retired; what was reported with it, changed once, and what is being written.
INSERT INTO form (id, name, retired_at, retired_by) OVERRIDING SYSTEM VALUE VALUES (971, 'matrix', NULL, NULL), (972, 'retired', business_now(), 205);
INSERT INTO form_version (id, form_id, number, title, xml, sha256, created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT id, form_id, number, 'Matrix form', xml, encode(sha256(convert_to(xml, 'UTF8')), 'hex'), business_now(),
       CASE WHEN id > 981 THEN 205 END
  FROM (VALUES (981, 971, 1), (982, 971, 2), (983, 972, 1)) v (id, form_id, number), LATERAL (SELECT '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Matrix form ' || number
	|| '</h:title><model><instance><matrix id="matrix"><words/><who/><photo/><meta><instanceID/></meta></matrix></instance>'
	|| '<bind nodeset="/matrix/words" type="string"/><bind nodeset="/matrix/photo" type="binary"/></model></h:head><h:body><input ref="/matrix/words"><label>Words</label></input><input ref="/matrix/who" appearance="db-object"><label>Who</label></input><upload ref="/matrix/photo" mediatype="image/*"><label>Photo</label></upload></h:body></h:html>' AS xml) x;
UPDATE task SET actions = '[{"form": "matrix"}]' WHERE id BETWEEN 811 AND 816;
INSERT INTO report (id, doc_id, form, form_version_id, place_id, patient_id, task_id, fields, instance, reported_at, reported_by)
    OVERRIDING SYSTEM VALUE
SELECT 880 + n, 'matrix-' || n, 'matrix', 981, place_id, patient_id, 810 + n, json_build_object('words', word || ' secret report'),
       '<matrix><words>' || word || ' secret report</words><meta><instanceID/></meta></matrix>', business_now() - interval '1 hour', 201
  FROM one;
INSERT INTO report_brought (report_id, client_id, system, value, resource, authored)
SELECT 880 + n, 210, 'urn:emr', n::text, jsonb_build_object('identifier', jsonb_build_object('system', 'urn:emr', 'value', n::text), 'author',
       jsonb_build_object('display', word || ' secret author')), NULL FROM one;
UPDATE report SET fields = fields || '{"more": "changed"}', version = 2, changed_at = business_now(), changed_by = 201, why = 'matrix';
-- He was seen with an adverse event, sent elsewhere, and looked for in vain.
INSERT INTO report (id, doc_id, form, place_id, patient_id, fields, reported_at, reported_by) OVERRIDING SYSTEM VALUE
SELECT base + n, form || n, form, place_id, patient_id, json_build_object('seen', 'yes', 't', json_build_object('outcome', 'not_found'),
           'ae', json_build_object('described', 'yes', 'severity', 'severe', 'code', 'BL-B', 'treatment', word || ' secret treatment')),
       business_now() - interval '1 hour', 201
  FROM one CROSS JOIN (VALUES (1880, 'client_visit'), (1890, 'referral_for_care'), (1900, 'tracing')) f (base, form)
 WHERE patient_id IS NOT NULL AND n < 7;
INSERT INTO enrolment_sign (task_id, enrolment_id, at) SELECT 820 + n, e.id, business_now() FROM one JOIN enrolment e USING (patient_id);
INSERT INTO form_draft (id, user_id, place_id, patient_id, task_id, form_id, form_version_id, instance, started_at, touched_at)
    OVERRIDING SYSTEM VALUE
SELECT coalesce(v.id, 890 + n), v.user_id, place_id, patient_id, 810 + n, 971, 981, '<matrix><words>' || word || ' secret draft</words><meta><instanceID/></meta></matrix>',
       business_now(), business_now()
  FROM one JOIN (VALUES (1, 202, NULL), (2, 203, NULL), (3, 206, NULL), (4, 203, NULL), (5, 211, NULL), (7, 202, NULL),
	(1, 201, 901), (1, 204, 902)) v (n, user_id, id) USING (n);
-- What somebody began to fill in about each of them, and a picture of each report.
INSERT INTO form_draft (id, user_id, place_id, patient_id, form_id, form_version_id, instance, started_at, touched_at) OVERRIDING SYSTEM VALUE
SELECT 1330 + n, 209, place_id, patient_id, 971, 981, '<matrix><words>' || word || ' secret draft</words><meta><instanceID/></meta></matrix>',
       business_now(), business_now()
  FROM one;
INSERT INTO picture (id, report_id, user_id, place_id, patient_id, at, width, height, jpeg, small) OVERRIDING SYSTEM VALUE
SELECT 1340 + n, 880 + n, 201, place_id, patient_id, business_now(), 1, 1, convert_to(word || ' secret picture', 'UTF8'), 'x' FROM one;

-- The schedule in use, and the draft of its next version, tried; a facility that is still to be moved.
INSERT INTO schedule_version (id, workflow, number, plan, created_at, created_by, changed_at, tried_edits, tried_at, tried_by, published_at, published_by)
    OVERRIDING SYSTEM VALUE
SELECT id, 'vmmc', id - 1420, '[{"name": "day_1", "after": 1, "unit": "days", "asks": true, "text": "day", "shared_text": "shared_day"},
	{"name": "day_2", "after": 2, "unit": "days", "asks": true, "text": "day", "shared_text": "shared_day"},
	{"name": "seen", "after": 2, "unit": "days", "anchor": "visit", "text": "day", "shared_text": "shared_day"}]', business_now(), 205, business_now(),
       1, business_now(), 205, CASE id WHEN 1421 THEN business_now() END, CASE id WHEN 1421 THEN 205 END
  FROM (VALUES (1421), (1422)) v (id);
INSERT INTO schedule_move (place_id, version_id) VALUES (103, 1421);
INSERT INTO schedule_follower (enrolment_id, version_id) SELECT id, 1421 FROM enrolment;
INSERT INTO schedule_anew (enrolment_id) SELECT id FROM enrolment;
INSERT INTO schedule_test (id, version_id, step, language, user_id, at, message_id) OVERRIDING SYSTEM VALUE
SELECT 1480, 1421, 'day_1', 'en', 205, business_now(), min(id) FROM message;
INSERT INTO schedule_off (id, workflow, place_id, step, reason, off_at, off_by) OVERRIDING SYSTEM VALUE
SELECT 1470 + place_id, 'vmmc', place_id, 'matrix', 'matrix', business_now(), 205 FROM (SELECT DISTINCT place_id FROM one WHERE place_id IS NOT NULL) p;

-- Texts in other words: what is in use, and the draft of the next version.
INSERT INTO text_version (id, workflow, number, created_at, created_by, changed_at) OVERRIDING SYSTEM VALUE
VALUES (1521, 'vmmc', 1, business_now(), 205, business_now());
INSERT INTO text_wording (version_id, name, language, body, programme, changed_at, changed_by)
VALUES (1521, 'task.soon', 'en', 'soon, then', 'soon', business_now(), 205);
UPDATE text_version SET published_at = business_now(), published_by = 205, reason = 'matrix' WHERE id = 1521;
INSERT INTO text_version (id, workflow, number, created_at, created_by, changed_at) OVERRIDING SYSTEM VALUE
VALUES (1522, 'vmmc', 2, business_now(), 205, business_now());
INSERT INTO text_wording (version_id, name, language, body, programme, changed_at, changed_by)
VALUES (1522, 'task.soon', 'en', 'soon, please', 'soon', business_now(), 205);

-- A number that is another one, and two packs.
INSERT INTO setting_version (id, workflow, number, plan, published_at, published_by, reason) OVERRIDING SYSTEM VALUE
VALUES (1531, 'vmmc', 1, '{"answer_hours": 40}', business_now(), 205, 'matrix');
INSERT INTO workflow_version (id, workflow, number, version, preset, hash, since) OVERRIDING SYSTEM VALUE
SELECT 1540 + n, 'vmmc', n, 'matrix.' || n, '2022-guide', repeat(n::text, 64), business_now() FROM generate_series(1, 2) n;
INSERT INTO workflow_part (version_id, kind, name, body)
SELECT 1540 + n, k.kind, k.name, k.body || n FROM generate_series(1, 2) n,
       (VALUES ('text', 'en/task.soon', 'soon '), ('parameter', 'silent_days', '7'), ('form', 'forms/tracing.xml', 'x')) k (kind, name, body);

-- Ready answers: one that is approved, one that waits; and messages to several, one that waits for a second person.
INSERT INTO answer (id, name, created_at) OVERRIDING SYSTEM VALUE VALUES (991, 'matrix', business_now()), (992, NULL, business_now());
INSERT INTO answer_version (id, answer_id, number, title, created_at, created_by) OVERRIDING SYSTEM VALUE VALUES
	(991, 991, 1, 'Matrix answer', business_now(), NULL), (992, 992, 1, 'Matrix answer, new', business_now(), 205);
INSERT INTO answer_text (version_id, language, body) VALUES (991, 'en', 'Matrix answer to {first_name}'), (992, 'en', 'Matrix answer');
UPDATE answer_version SET approved_at = business_now(), approved_by = 204, good_until = '2099-01-01' WHERE id = 991;
INSERT INTO answer_use (answer_id, day, sign, n, last_at) VALUES (991, 3, '', 1, business_now());
INSERT INTO mailing (id, place_id, state, created_at, created_by, expires_at, asked_at) OVERRIDING SYSTEM VALUE
SELECT 910 + n, place_id, 'asked', business_now(), 209, business_now() + interval '1 day', business_now() FROM one WHERE place_id IS NOT NULL;
INSERT INTO mailing_text (mailing_id, place_id, language, body)
SELECT 910 + n, place_id, 'en', word || ' secret words' FROM one WHERE place_id IS NOT NULL;
INSERT INTO mailing_person (mailing_id, place_id, patient_id, phone_id, language, body)
SELECT 910 + n, place_id, patient_id, phone_id, 'en', word || ' secret words' FROM one WHERE place_id IS NOT NULL;

-- Who is on duty tomorrow, who was told of a case, and who hands over; of the last neither has a facility.
INSERT INTO duty_shift (id, place_id, user_id, rank, begins_at, ends_at, created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT 1340 + n, place_id, 207, 1, business_now() + d.days * interval '1 day', business_now() + d.days * interval '1 day' + interval '8 hours',
       business_now(), 205
  FROM one, LATERAL (SELECT CASE n WHEN 6 THEN -2 ELSE 1 END AS days) d WHERE place_id IS NOT NULL;
INSERT INTO case_notice (id, task_id, clock, place_id, due, step, user_id, why, at) OVERRIDING SYSTEM VALUE
SELECT 1360 + n, 820 + n, 'first', place_id, business_now(), 1, 204, 'duty', business_now() FROM one;
INSERT INTO duty_handover (id, from_id, to_id, note, asked_at, good_until) OVERRIDING SYSTEM VALUE
SELECT 1350 + n, user_id, 204, word || ' secret reason', business_now(), business_now() + interval '1 hour'
  FROM one JOIN (VALUES (1, 207), (2, 209), (6, 210), (7, 211)) v (n, user_id) USING (n);
INSERT INTO duty_handover_case (handover_id, task_id) VALUES (1351, 821), (1352, 822);

-- Of the sixth nothing is left to do; the seventh is gone.
UPDATE duty_handover SET state = 'refused', answered_at = business_now() WHERE id = 1356;
UPDATE mailing SET state = 'refused', decided_at = business_now(), decided_by = 204 WHERE id = 916;
UPDATE import SET registered = 1, registered_at = at, registered_by = user_id WHERE id = 856;
UPDATE enrolment SET state = 'finished', ended_at = business_now() WHERE id = 609;
UPDATE thread SET state = 'closed', waiting_since = NULL WHERE id = 509;
UPDATE outbox SET state = 'done', finished_at = business_now() WHERE id IN (746, 756);
UPDATE message SET state = 'delivered', reason = '', sent_at = at, delivered_at = at WHERE id IN (726, 736);
UPDATE reminder SET state = 'sent' WHERE id = 836;
UPDATE checkin SET answer = 'fine', answered_at = business_now() WHERE reminder_id = 836;
UPDATE task SET status = 'completed', closed_at = business_now() WHERE id IN (816, 826, 1306);
UPDATE escalation SET first_at = business_now(), decided_at = business_now(), decided_by = 204, outcome = 'advice',
	event = 'none'
 WHERE task_id = 826;
UPDATE appointment SET status = 'cancelled' WHERE id = 1426;
UPDATE appointment_reminder SET state = 'skipped', reason = 'appointment-cancelled' WHERE id = 1436;
UPDATE referral SET told = 'seen', told_at = business_now(), seen_at = business_now(), ending = 'seen', ended_at = business_now() WHERE id = 1406;

SET LOCAL session_replication_role = replica;
DELETE FROM mailing_person WHERE mailing_id = 917;
DELETE FROM mailing_text WHERE mailing_id = 917;
DELETE FROM mailing WHERE id = 917;
DELETE FROM duty_shift WHERE id = 1347;
DELETE FROM duty_handover WHERE id = 1357;
DELETE FROM case_notice WHERE id = 1367;
DELETE FROM case_clock WHERE task_id = 827;
DELETE FROM import WHERE id = 857;
DELETE FROM enrolment_sign WHERE task_id = 827;
DELETE FROM form_draft WHERE id IN (897, 1337);
DELETE FROM picture WHERE id = 1347;
DELETE FROM report_version WHERE report_id = 887;
DELETE FROM report WHERE id = 887;
DELETE FROM task_bulk WHERE id = 867;
DELETE FROM thread_bulk WHERE id = 777;
DELETE FROM task_view WHERE id = 877;
DELETE FROM case_view WHERE id = 1417;
DELETE FROM task_cause WHERE task_id = 817;
DELETE FROM appointment_reminder WHERE id = 1437;
DELETE FROM screening_ask WHERE id = 1497;
DELETE FROM screening_person WHERE id = 1497;
DELETE FROM task_event WHERE task_id = 1497;
DELETE FROM task WHERE id = 1497;
DELETE FROM dose_reminder WHERE child_id = 417;
DELETE FROM dose_due WHERE child_id = 417;
DELETE FROM dose WHERE child_id = 417;
DELETE FROM child WHERE id = 417;
DELETE FROM appointment WHERE id = 1427;
DELETE FROM task_identifier WHERE task_id = 817;
DELETE FROM service_request WHERE task_id = 817;
DELETE FROM referral WHERE id = 1407;
DELETE FROM escalation WHERE task_id = 827;
DELETE FROM task_event WHERE task_id = 817;
DELETE FROM trace_attempt WHERE id = 1317;
DELETE FROM lost WHERE id = 1327;
DELETE FROM task WHERE id IN (817, 827, 1307);
DELETE FROM checkin WHERE reminder_id = 837;
DELETE FROM reminder WHERE id = 837;
DELETE FROM message_past WHERE message_id = 727;
DELETE FROM filing WHERE patient_id = 417;
DELETE FROM phone_talk WHERE patient_id = 417;
DELETE FROM phone_past WHERE patient_id = 417;
DELETE FROM automatic_answer WHERE id = 1027;
DELETE FROM delivery_deed WHERE message_id = 727;
DELETE FROM message WHERE id IN (717, 727, 737);
DELETE FROM outbox WHERE id IN (747, 757);
DELETE FROM thread_event WHERE thread_id = 517;
DELETE FROM thread_note_past WHERE note_id = 1007;
DELETE FROM thread_note WHERE thread_id = 517;
DELETE FROM aside WHERE outbox_id = 757;
DELETE FROM run WHERE phone_id = 314;
DELETE FROM thread WHERE id = 517;
DELETE FROM opt_out WHERE id = 1037;
DELETE FROM consent WHERE id = 1047;
DELETE FROM enrolment WHERE id = 617;
DELETE FROM patient WHERE id = 417;
DELETE FROM phone WHERE id = 314;
DELETE FROM app_user WHERE id = 212;
DELETE FROM place_version WHERE place_id = 107;
DELETE FROM place WHERE id = 107;
SET LOCAL session_replication_role = origin;
