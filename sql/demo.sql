-- The demonstration: three facilities in three time zones, their people, and
-- forty men on different days of their follow-up, with what was said so far.
-- All of them are invented.  Runs once, in one transaction, on an empty
-- database; steps, texts and the password's hash come as settings demo.*.

CREATE TEMP TABLE demo_step ON COMMIT DROP AS
SELECT step, day, text, shared_text, silent_text, asks
  FROM jsonb_to_recordset(current_setting('demo.steps')::jsonb)
    AS s (step text, day integer, text text, shared_text text, silent_text text, asks boolean);

CREATE FUNCTION pg_temp.text_of(lang text, key text, first_name text, clinic text, emergency text)
RETURNS text LANGUAGE sql STABLE AS $$
	SELECT replace(replace(replace(replace(coalesce(
	    current_setting('demo.texts')::jsonb -> lang ->> key,
	    current_setting('demo.texts')::jsonb -> 'en' ->> key, key),
	    '{code}', upper(left(first_name, 1))), -- as whose_code() has it for Kudzai and Tapiwa
	    '{first_name}', first_name), '{clinic}', clinic), '{emergency}', emergency)
$$;
-- The same number for the same words, from 0 to n - 1.
CREATE FUNCTION pg_temp.pick(words text, n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT ((hashtext(words)::bigint + 2147483648) % n)::integer $$;

-- Places and people --------------------------------------------------------------

INSERT INTO place (kind, name, zone, region) VALUES ('programme', 'Aftercare demonstration', 'UTC', 'ZW');
INSERT INTO place (parent_id, kind, name, zone, region, language, checkin_time, opens, closes, emergency_phone)
SELECT p.id, 'facility', f.name, f.zone, f.region, f.language, f.checkin::time, f.opens::time, f.closes::time, f.emergency
  FROM place p, (VALUES
	('Msasa Road Clinic', 'Africa/Harare', 'ZW', 'sn', '07:00', '07:30', '16:30', '0772 000 911'),
	('Protea Street Clinic', 'Africa/Johannesburg', 'ZA', 'en', '07:30', '08:00', '16:00', '082 000 0911'),
	('Baraka Health Centre', 'Africa/Nairobi', 'KE', 'sw', '06:45', '08:00', '17:00', '0720 000 911'))
    AS f (name, zone, region, language, checkin, opens, closes, emergency)
 WHERE p.kind = 'programme';

INSERT INTO app_user (username, name, role, password_hash, language, created_at)
SELECT u.username, u.name, u.role, current_setting('demo.password'), 'en', business_now() - interval '90 days'
  FROM (VALUES
	('tendai', 'Sr Tendai Marufu', 'nurse'),
	('rudo', 'Rudo Chikafu', 'nurse'),
	('thandi', 'Sr Thandi Mokoena', 'nurse'),
	('pieter', 'Pieter van Wyk', 'nurse'),
	('wanjiku', 'Sr Wanjiku Kamau', 'nurse'),
	('otieno', 'Otieno Odhiambo', 'nurse'),
	('nomsa', 'Dr Nomsa Dlamini', 'supervisor'),
	('farai', 'Farai Gumbo', 'admin'))
    AS u (username, name, role);
INSERT INTO user_place (user_id, place_id)
SELECT u.id, p.id
  FROM (VALUES ('tendai', 'ZW'), ('rudo', 'ZW'), ('thandi', 'ZA'), ('pieter', 'ZA'), ('wanjiku', 'KE'),
	('otieno', 'KE'), ('nomsa', 'ZW'), ('nomsa', 'ZA'), ('nomsa', 'KE')) AS l (username, region)
  JOIN app_user u USING (username)
  JOIN place p ON p.region = l.region AND p.kind = 'facility';

-- Patients ------------------------------------------------------------------------

-- story: what he does.  phone: the last figures of his number; two men may
-- have the same.
CREATE TEMP TABLE demo_man ON COMMIT DROP AS
SELECT row_number() OVER () AS n, m.*
  FROM (VALUES
	('ZW', 'Tinashe', 'Moyo', 24, 3, 'sn', 'danger', 101),
	('ZW', 'Kudzai', 'Dube', 31, 4, 'sn', 'shared', 102),
	('ZW', 'Tapiwa', 'Dube', 22, 9, 'sn', 'shared', 102),
	('ZW', 'Blessing', 'Ncube', 27, 5, 'nd', 'fine', 104),
	('ZW', 'Tatenda', 'Sibanda', 14, 2, 'sn', 'minor', 105),
	('ZW', 'Farai', 'Chuma', 35, 9, 'sn', 'silent', 106),
	('ZW', 'Simba', 'Mutasa', 29, 7, 'sn', 'stopped', 107),
	('ZW', 'Ngoni', 'Zhou', 41, 0, 'sn', 'wrong', 108),
	('ZW', 'Tawanda', 'Mapfumo', 26, 6, 'sn', 'advice', 109),
	('ZW', 'Brighton', 'Hove', 23, 1, 'en', 'fine', 110),
	('ZW', 'Learnmore', 'Chirwa', 33, 11, 'en', 'patchy', 111),
	('ZW', 'Panashe', 'Gondo', 20, 13, 'sn', 'fine', 112),
	('ZW', 'Rangarirai', 'Makoni', 38, 18, 'sn', 'finished', 113),
	('ZW', 'Munashe', 'Banda', 25, 4, 'sn', 'words', 114),
	('ZA', 'Sipho', 'Khumalo', 28, 5, 'en', 'problem', 101),
	('ZA', 'Thabo', 'Molefe', 33, 2, 'en', 'words', 102),
	('ZA', 'Lerato', 'Sithole', 21, 8, 'en', 'fine', 103),
	('ZA', 'Bongani', 'Zulu', 45, 12, 'en', 'patchy', 104),
	('ZA', 'Johan', 'Pretorius', 30, 3, 'en', 'courtesy', 105),
	('ZA', 'Kagiso', 'Motaung', 19, 6, 'en', 'undelivered', 106),
	('ZA', 'Mandla', 'Ndlovu', 37, 10, 'en', 'referred', 107),
	('ZA', 'Andile', 'Mthembu', 26, 1, 'en', 'fine', 108),
	('ZA', 'Neo', 'Tshabalala', 16, 4, 'en', 'minor', 109),
	('ZA', 'Sizwe', 'Cele', 32, 7, 'en', 'fine', 110),
	('ZA', 'Lwazi', 'Gumede', 29, 0, 'en', 'new', 111),
	('ZA', 'Themba', 'Radebe', 40, 16, 'en', 'finished', 112),
	('ZA', 'Karabo', 'Phiri', 24, 9, 'en', 'advice', 113),
	('KE', 'Brian', 'Ouma', 27, 4, 'sw', 'problem', 101),
	('KE', 'Kevin', 'Mwangi', 23, 6, 'sw', 'words', 102),
	('KE', 'Hassan', 'Juma', 36, 2, 'sw', 'fine', 103),
	('KE', 'Dennis', 'Kiprono', 31, 11, 'sw', 'fine', 104),
	('KE', 'Peter', 'Njoroge', 44, 8, 'sw', 'patchy', 105),
	('KE', 'Collins', 'Wafula', 20, 13, 'sw', 'fine', 106),
	('KE', 'Samuel', 'Mutua', 29, 5, 'en', 'fine', 107),
	('KE', 'Victor', 'Achieng', 15, 3, 'sw', 'minor', 108),
	('KE', 'James', 'Barasa', 38, 10, 'sw', 'patchy', 109),
	('KE', 'Ali', 'Said', 26, 0, 'sw', 'new', 110),
	('KE', 'Felix', 'Kimani', 34, 20, 'sw', 'finished', 111),
	('KE', 'George', 'Onyango', 30, 1, 'sw', 'fine', 112),
	('KE', 'Moses', 'Chebet', 22, 7, 'sw', 'advice', 113))
    AS m (region, given, family, age, today, language, story, phone);

INSERT INTO phone (e164)
SELECT DISTINCT CASE region WHEN 'ZW' THEN '+263772' WHEN 'ZA' THEN '+2782' || '1' ELSE '+254720' END
       || lpad(phone::text, 6, '0')
  FROM demo_man;

CREATE TEMP TABLE demo_fact ON COMMIT DROP AS
SELECT m.*, pl.id AS place_id, pl.zone, pl.name AS clinic, pl.checkin_time, pl.emergency_phone, ph.id AS phone_id,
       ph.e164, (business_now() AT TIME ZONE pl.zone)::date - m.today AS anchor,
       least(local_moment((business_now() AT TIME ZONE pl.zone)::date - m.today,
                 time '09:00' + m.n * interval '7 minutes', pl.zone),
             business_now() - interval '25 minutes') AS registered,
       (SELECT u.id FROM app_user u JOIN user_place up ON up.user_id = u.id
         WHERE up.place_id = pl.id AND u.role = 'nurse' ORDER BY u.id OFFSET m.n % 2 LIMIT 1) AS nurse_id
  FROM demo_man m
  JOIN place pl ON pl.region = m.region AND pl.kind = 'facility'
  JOIN phone ph ON ph.e164 = CASE m.region WHEN 'ZW' THEN '+263772' WHEN 'ZA' THEN '+27821' ELSE '+254720' END
       || lpad(m.phone::text, 6, '0');

INSERT INTO patient (place_id, number, given_name, family_name, folded, birth_date, birth_estimated, language, phone_id,
    phone_typed, phone_owner, phone_owner_name, guardian_name, guardian_relation, lives_in, note, created_at, created_by)
SELECT place_id, region || '-' || lpad((1000 + n * 7)::text, 4, '0'), given, family,
       lower(given || ' ' || family || ' ' || region || '-' || lpad((1000 + n * 7)::text, 4, '0')),
       anchor - age * 365 - (n * 8)::integer, n % 5 = 0, language, phone_id,
       CASE region WHEN 'ZW' THEN '0772 000 ' || lpad(phone::text, 3, '0')
            WHEN 'ZA' THEN '082 100 0' || lpad(phone::text, 3, '0')
            ELSE '0720 000 ' || lpad(phone::text, 3, '0') END,
       CASE story WHEN 'shared' THEN 'shared' WHEN 'minor' THEN 'guardian' ELSE 'own' END,
       CASE story WHEN 'minor' THEN 'Mrs ' || family ELSE '' END,
       CASE WHEN age < 18 THEN 'Mrs ' || family ELSE '' END, CASE WHEN age < 18 THEN 'mother' ELSE '' END,
       (ARRAY['Hill Road', 'Old Market', 'River Side', 'Station Street', 'Mission Lane'])[1 + n % 5],
       CASE story WHEN 'minor' THEN 'Texts go to his mother''s phone; she reads them to him.' ELSE '' END,
       registered, nurse_id
  FROM demo_fact ORDER BY n;
ALTER TABLE demo_fact ADD patient_id bigint, ADD enrolment_id bigint, ADD thread_id bigint;
UPDATE demo_fact f SET patient_id = p.id FROM patient p
 WHERE p.place_id = f.place_id AND p.given_name = f.given AND p.family_name = f.family;

INSERT INTO enrolment (patient_id, place_id, workflow, workflow_version, anchor_date, method, consent_at, consent_by,
    guardian_consent, state, ended_at, end_reason, created_at)
SELECT patient_id, place_id, current_setting('demo.workflow'), current_setting('demo.version'), anchor,
       CASE WHEN n % 6 = 0 THEN 'device' ELSE 'surgical' END, registered - interval '10 minutes', nurse_id, age < 18,
       CASE story WHEN 'finished' THEN 'finished' ELSE 'active' END,
       CASE story WHEN 'finished' THEN local_moment(anchor + 14, '18:00', zone) END,
       CASE story WHEN 'finished' THEN 'follow-up over' ELSE '' END, registered
  FROM demo_fact ORDER BY n;
UPDATE demo_fact f SET enrolment_id = e.id FROM enrolment e WHERE e.patient_id = f.patient_id;

INSERT INTO thread (kind, place_id, patient_id, phone_id)
SELECT 'patient', place_id, patient_id, phone_id FROM demo_fact ORDER BY n;
UPDATE demo_fact f SET thread_id = t.id FROM thread t WHERE t.patient_id = f.patient_id;

-- What was sent -----------------------------------------------------------------------

INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, reason, at, sent_at, delivered_at)
SELECT thread_id, place_id, patient_id, phone_id, 'out', 'automatic',
       pg_temp.text_of(language, 'welcome', given, clinic, emergency_phone),
       CASE story WHEN 'wrong' THEN 'failed' ELSE 'delivered' END,
       CASE story WHEN 'wrong' THEN 'The number is not in use.' ELSE '' END,
       registered + interval '15 s', registered + interval '16 s',
       CASE WHEN story <> 'wrong' THEN registered + interval '21 s' END
  FROM demo_fact ORDER BY registered;

-- A step that is only minutes late is left to the worker.
INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at, state, reason)
SELECT f.enrolment_id, f.patient_id, f.place_id, s.step, s.day, f.anchor + s.day, due.at,
       CASE WHEN f.story = 'stopped' AND s.day > 4 THEN 'skipped'
            WHEN due.at < business_now() - interval '10 minutes' THEN 'sent' ELSE 'planned' END,
       CASE WHEN f.story = 'stopped' AND s.day > 4 THEN 'opted-out' ELSE '' END
  FROM demo_fact f CROSS JOIN demo_step s
 CROSS JOIN LATERAL (SELECT local_moment(f.anchor + s.day, f.checkin_time, f.zone) AS at) due
 WHERE due.at > f.registered
 ORDER BY due.at;

CREATE TEMP TABLE demo_sent ON COMMIT DROP AS
SELECT r.id AS reminder_id, r.step, r.day, r.due_at, s.asks, f.*,
       f.story = 'undelivered' AND r.day >= f.today - 1 AS failed,
       pg_temp.text_of(f.language, CASE WHEN f.story = 'shared' THEN s.shared_text
               WHEN f.story = 'silent' AND s.silent_text IS NOT NULL THEN s.silent_text ELSE s.text END,
           f.given, f.clinic, f.emergency_phone) AS body
  FROM reminder r
  JOIN demo_fact f USING (enrolment_id)
  JOIN demo_step s USING (step)
 WHERE r.state = 'sent';
ALTER TABLE demo_sent ADD message_id bigint;
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, reason, at, sent_at, delivered_at)
SELECT thread_id, place_id, patient_id, phone_id, 'out', CASE WHEN asks THEN 'checkin' ELSE 'automatic' END, body,
       CASE WHEN failed THEN 'failed' ELSE 'delivered' END,
       CASE WHEN failed THEN 'The phone was switched off or out of reach.' ELSE '' END,
       due_at + interval '2 s', due_at + interval '3 s', CASE WHEN NOT failed THEN due_at + interval '9 s' END
  FROM demo_sent ORDER BY due_at, n;
UPDATE demo_sent s SET message_id = m.id FROM message m
 WHERE m.thread_id = s.thread_id AND m.direction = 'out' AND m.at = s.due_at + interval '2 s';
UPDATE reminder r SET message_id = s.message_id FROM demo_sent s WHERE s.reminder_id = r.id;
INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id)
SELECT reminder_id, enrolment_id, patient_id, place_id, day, due_at + interval '2 s', message_id
  FROM demo_sent WHERE asks ORDER BY due_at, n;

-- What they answered --------------------------------------------------------------------

-- One line of a conversation: seconds after the question.
CREATE TEMP TABLE demo_line ON COMMIT DROP AS
SELECT s.n, s.day, s.message_id AS question, s.due_at + make_interval(mins => 4 + pg_temp.pick(s.given || s.step, 160)) AS at,
       'in' AS direction, 'reply' AS kind,
       CASE WHEN s.language = 'sn' AND pg_temp.pick(s.step || s.family, 6) = 0 THEN 'kwete'
            WHEN s.language = 'sw' AND pg_temp.pick(s.step || s.family, 6) = 0 THEN 'hapana'
            WHEN pg_temp.pick(s.family || s.step, 9) = 0 THEN 'No'
            WHEN pg_temp.pick(s.family || s.step, 9) = 1 THEN '0.'
            WHEN pg_temp.pick(s.family || s.step, 9) = 2 THEN 'O' ELSE '0' END AS body,
       'fine' AS reads, '' AS sign
  FROM demo_sent s
 WHERE s.asks AND NOT s.failed AND s.story NOT IN ('silent', 'wrong', 'new')
   AND NOT (s.story = 'patchy' AND pg_temp.pick(s.family || s.day, 5) < 3)
   AND NOT (s.story = 'stopped' AND s.day >= 4)
   AND NOT (s.story = 'advice' AND s.day = 2)
   AND NOT (s.story = 'referred' AND s.day = 8)
   AND NOT (s.story IN ('danger', 'problem', 'words', 'shared') AND s.day = s.today)
   AND pg_temp.pick(s.given || s.day, 13) > 0;

-- Two men who were worried and are better, one who was sent to the clinic, one
-- who wrote STOP: after the question of that day.
INSERT INTO demo_line
SELECT s.n, s.day, s.message_id, s.due_at + x.after::interval, x.direction, x.kind,
       CASE x.body WHEN 'which_sign' THEN pg_temp.text_of(s.language, x.body, s.given, s.clinic, s.emergency_phone)
            WHEN 'stopped' THEN pg_temp.text_of(s.language, x.body, s.given, s.clinic, s.emergency_phone)
            WHEN 'swelling' THEN CASE s.language WHEN 'sn' THEN 'kuzvimba' WHEN 'sw' THEN 'uvimbe' ELSE 'swelling' END
            WHEN 'rest' THEN CASE s.language
                WHEN 'sn' THEN 'Maita basa nekutizivisa. Kuzvimba kushoma hakuna kuipa. Zororai nhasi, tichakufonerai mangwana.'
                WHEN 'sw' THEN 'Asante kwa kutuambia. Uvimbe kidogo ni kawaida. Pumzika leo, tutakupigia kesho.'
                ELSE 'Thank you for telling us. A little swelling is usual. Rest today; we will call you tomorrow.' END
            WHEN 'thanks' THEN CASE s.language WHEN 'sn' THEN 'Maita basa' WHEN 'sw' THEN 'Asante sana' ELSE 'Thank you sister' END
            ELSE x.body END,
       x.reads, x.sign
  FROM demo_sent s
  JOIN (VALUES
	('advice', 2, '21 minutes', 'in', 'reply', '1', 'problem', ''),
	('advice', 2, '21 minutes 4 s', 'out', 'automatic', 'which_sign', '', ''),
	('advice', 2, '26 minutes', 'in', 'reply', 'swelling', 'words', 'swelling'),
	('advice', 2, '58 minutes', 'out', 'nurse', 'rest', '', ''),
	('advice', 2, '72 minutes', 'in', 'reply', 'thanks', 'courtesy', ''),
	('referred', 8, '17 minutes', 'in', 'reply', '1', 'problem', ''),
	('referred', 8, '17 minutes 5 s', 'out', 'automatic', 'which_sign', '', ''),
	('referred', 8, '24 minutes', 'in', 'reply', 'pus and it is painful', 'words', 'pus'),
	('referred', 8, '41 minutes', 'out', 'nurse', 'Please come to the clinic today, before 15:00. Bring your card.', '', ''),
	('referred', 8, '55 minutes', 'in', 'reply', 'ok I am coming', 'words', ''),
	('stopped', 4, '31 minutes', 'in', 'reply', 'STOP', 'stop', ''),
	('stopped', 4, '31 minutes 4 s', 'out', 'automatic', 'stopped', '', ''))
    AS x (story, day, after, direction, kind, body, reads, sign) ON x.story = s.story AND x.day = s.day;
DELETE FROM demo_line WHERE at > business_now() - interval '3 minutes';

INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, sent_at,
    delivered_at, reads, urgency, sign, matched)
SELECT f.thread_id, f.place_id, f.patient_id, f.phone_id, l.direction, l.kind, l.body,
       CASE l.kind WHEN 'nurse' THEN f.nurse_id END, CASE l.direction WHEN 'in' THEN 'received' ELSE 'delivered' END,
       l.at, CASE l.direction WHEN 'out' THEN l.at + interval '9 s' END,
       CASE l.direction WHEN 'out' THEN l.at + interval '14 s' END,
       l.reads, CASE l.reads WHEN 'problem' THEN 2 WHEN 'words' THEN 1 ELSE 0 END, l.sign,
       CASE WHEN l.direction = 'in' AND l.reads <> 'words' THEN l.body ELSE '' END
  FROM demo_line l JOIN demo_fact f USING (n)
 ORDER BY l.at, l.n;
-- The worst answer to each question.
UPDATE checkin c
   SET answer = a.reads, answer_message_id = a.id, answered_at = a.at
  FROM (SELECT DISTINCT ON (l.question) l.question, m.id, m.reads, m.at
          FROM demo_line l JOIN demo_fact f USING (n)
          JOIN message m ON m.thread_id = f.thread_id AND m.at = l.at AND m.direction = 'in'
         WHERE l.direction = 'in' AND l.reads IN ('fine', 'problem')
         ORDER BY l.question, (l.reads = 'problem') DESC, m.at) a
 WHERE c.message_id = a.question;
UPDATE enrolment e SET last_sign_at = heard.at
  FROM (SELECT patient_id, max(at) AS at FROM message WHERE direction = 'in' GROUP BY patient_id) heard
 WHERE e.patient_id = heard.patient_id;
UPDATE patient p SET opted_out_at = m.at, opted_out_how = 'sms'
  FROM message m WHERE m.patient_id = p.id AND m.reads = 'stop';
INSERT INTO opt_out (enrolment_id, patient_id, place_id, at, how, message_id)
SELECT e.id, m.patient_id, m.place_id, m.at, 'sms', m.id
  FROM message m JOIN enrolment e ON e.patient_id = m.patient_id WHERE m.reads = 'stop'
    ON CONFLICT DO NOTHING;
INSERT INTO consent (enrolment_id, patient_id, place_id, who, given, version, language, how, name, at, seen_by, written_at)
SELECT e.id, p.id, p.place_id, w.who, true, '2026-1', p.language, 'signed',
       CASE w.who WHEN 'guardian' THEN p.guardian_name ELSE '' END, e.consent_at, e.consent_by, e.created_at
  FROM enrolment e JOIN patient p ON p.id = e.patient_id CROSS JOIN (VALUES ('patient'), ('guardian')) w (who)
 WHERE w.who = 'patient' OR e.guardian_consent;
UPDATE thread t
   SET last_at = m.at, last_message_id = m.id, last_words = left(m.body, 160), last_direction = m.direction,
       failed = m.state = 'failed'
  FROM (SELECT DISTINCT ON (thread_id) * FROM message
         ORDER BY thread_id, kind = 'checkin', at DESC, id DESC) m
 WHERE m.thread_id = t.id;
UPDATE phone ph SET failed_at = m.at, failure = m.reason
  FROM message m WHERE m.phone_id = ph.id AND m.state = 'failed';

-- Work that is done ------------------------------------------------------------------------

-- Whoever was worried was called; the one with pus went up to the supervisor.
CREATE TEMP TABLE demo_work ON COMMIT DROP AS
SELECT f.*, m.id AS message_id, m.at, m.body,
       (SELECT min(o.at) FROM message o WHERE o.thread_id = m.thread_id AND o.kind = 'nurse' AND o.at > m.at) AS answered
  FROM demo_fact f JOIN message m ON m.thread_id = f.thread_id AND m.reads = 'problem'
 WHERE f.story IN ('advice', 'referred');
INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, status, priority, who, anchor_date, words,
    owner_id, starts_at, due_at, created_at, started_at, closed_at, closed_by, outcome, outcome_note, emission, rule, actions,
    authored_at)
SELECT place_id, patient_id, thread_id, enrolment_id, 'problem', 'problem:message:' || message_id, 'completed', 2,
       given || ' ' || family, anchor, body, nurse_id, at, at + interval '30 minutes', at, answered - interval '4 minutes',
       answered + interval '20 minutes', nurse_id,
       CASE story WHEN 'referred' THEN 'reached-problem' ELSE 'reached-fine' END,
       CASE story WHEN 'referred' THEN 'Pus since yesterday, no fever.' ELSE 'A little swelling. Rest, loose clothes.' END,
       'message-' || message_id || '~problem-call~problem-call', 'problem-call', '[]', at
  FROM demo_work ORDER BY at;
INSERT INTO task_event (task_id, place_id, at, user_id, what, note)
SELECT t.id, t.place_id, e.at, e.who, e.what, e.note
  FROM task t CROSS JOIN LATERAL (VALUES
	(t.started_at, t.owner_id, 'taken', ''),
	(t.closed_at, t.owner_id, 'done', t.outcome_note)) AS e (at, who, what, note)
 WHERE t.kind = 'problem' ORDER BY e.at;
INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, status, priority, performer, who, anchor_date,
    words, owner_id, starts_at, due_at, created_at, created_by, started_at, closed_at, closed_by, outcome, outcome_note)
SELECT w.place_id, w.patient_id, w.thread_id, w.enrolment_id, 'escalation', 'escalation:message:' || w.message_id, 'completed',
       2, 'supervisor', w.given || ' ' || w.family, w.anchor, 'pus and it is painful', u.id, w.answered,
       w.answered + interval '2 hours', w.answered, w.nurse_id, w.answered + interval '35 minutes',
       w.answered + interval '50 minutes', u.id, 'clinic', 'Clean and dress, oral antibiotic, see again in two days.'
  FROM demo_work w, app_user u WHERE w.story = 'referred' AND u.role = 'supervisor';
INSERT INTO escalation (task_id, place_id, patient_id, severity, sign, message_id, raised_by, raised_at, first_due, first_at,
    decide_due, decided_at, decided_by, outcome, event, grade, note)
SELECT t.id, t.place_id, t.patient_id, 'moderate', 'pus', w.message_id, t.created_by, t.created_at,
       t.created_at + interval '2 hours', t.started_at, t.created_at + interval '8 hours', t.closed_at, t.closed_by,
       'clinic', 'IN-B', 'moderate', t.outcome_note
  FROM task t JOIN demo_work w ON t.source = 'escalation:message:' || w.message_id;
INSERT INTO task_event (task_id, place_id, at, user_id, what, note)
SELECT t.id, t.place_id, e.at, e.who, e.what, e.note
  FROM task t CROSS JOIN LATERAL (VALUES
	(t.started_at, t.owner_id, 'taken', ''),
	(t.closed_at, t.owner_id, 'decided', t.outcome_note)) AS e (at, who, what, note)
 WHERE t.kind = 'escalation' ORDER BY e.at;
-- He came the same day.
INSERT INTO referral (case_id, place_id, patient_id, who, kind, seen_place_id, seen_place, transport, note, made_at, made_by, visit_due,
    visit_checked, search_due, man_told, man_told_at, man_told_by, told, told_at, told_by, told_note, seen_at, seen_by, found, grade, done,
    ending, ended_at)
SELECT e.task_id, w.place_id, w.patient_id, w.given || ' ' || w.family, 'clinic', w.place_id, p.name, 'own', e.note, e.decided_at, e.decided_by,
       d.due, d.due, d.due + interval '4 hours', 'call', e.decided_at, e.decided_by, 'seen', d.came, w.nurse_id, 'Cleaned and dressed.',
       d.came, (SELECT name FROM app_user WHERE id = w.nurse_id), 'IN-B', 'moderate', 'Oral antibiotic', 'seen', d.came
  FROM demo_work w
  JOIN task k ON k.source = 'escalation:message:' || w.message_id
  JOIN escalation e ON e.task_id = k.id
  JOIN place p ON p.id = w.place_id
 CROSS JOIN LATERAL (SELECT e.decided_at + interval '8 hours' AS due, e.decided_at + interval '190 minutes' AS came) d;
INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, status, priority, who, anchor_date, words,
    owner_id, starts_at, due_at, created_at, started_at, closed_at, closed_by, outcome, outcome_note)
SELECT w.place_id, w.patient_id, w.thread_id, w.enrolment_id, 'visit', 'referral:' || r.case_id || ':' || r.id,
       'completed', 3, r.who, w.anchor, 'To be seen at the facility. ' || r.note, w.nurse_id, r.made_at, r.visit_due, r.made_at,
       r.seen_at - interval '10 minutes', r.seen_at, w.nurse_id, 'came', 'Cleaned and dressed.'
  FROM demo_work w JOIN referral r ON r.patient_id = w.patient_id;
UPDATE referral r SET task_id = t.id FROM task t WHERE t.source = 'referral:' || r.case_id || ':' || r.id;

-- Children -------------------------------------------------------------------------------

-- Born so many days ago; given: the doses of so many visits (0: birth, 42, 70 and 98 days).
CREATE TEMP TABLE demo_child ON COMMIT DROP AS
SELECT row_number() OVER () AS n, pl.id AS place_id, (business_now() AT TIME ZONE pl.zone)::date - c.days AS born, c.*
  FROM (VALUES
	('ZW', 'MW', 'Anesu', 'Moyo', 'female', 42, 1, 'Rumbidzai Moyo', '+263772000301', '0772 000 301', true),
	('ZW', 'MW', 'Tawanda', 'Moyo', 'male', 285, 4, 'Rumbidzai Moyo', '+263772000301', '0772 000 301', true),
	('ZW', 'MW', 'Chipo', 'Ncube', 'female', 66, 2, 'Sibongile Ncube', '+263772000302', '0772 000 302', false),
	('KE', 'KE', 'Baraka', 'Mwangi', 'male', 75, 2, 'Faith Mwangi', '+254720000303', '0720 000 303', true))
    AS c (region, country, given, family, sex, days, visits, caregiver, e164, dials, named)
  JOIN place pl ON pl.region = c.region AND pl.kind = 'facility';
INSERT INTO phone (e164) SELECT DISTINCT e164 FROM demo_child;
INSERT INTO patient (place_id, number, given_name, family_name, folded, sex, birth_date, language, phone_id, phone_typed, phone_owner,
    guardian_name, guardian_relation, created_at, created_by)
SELECT c.place_id, c.region || '-' || 500 + c.n, c.given, c.family, lower(c.given || ' ' || c.family || ' ' || c.region || '-' || 500 + c.n), c.sex, c.born,
       CASE c.region WHEN 'KE' THEN 'sw' ELSE 'en' END, ph.id, c.dials, 'guardian', c.caregiver, 'mother',
       business_now() - interval '30 days', u.id
  FROM demo_child c JOIN phone ph USING (e164)
  JOIN app_user u ON u.username = CASE c.region WHEN 'KE' THEN 'wanjiku' ELSE 'tendai' END
 ORDER BY c.n;
INSERT INTO thread (kind, place_id, patient_id, phone_id)
SELECT 'patient', p.place_id, p.id, p.phone_id FROM patient p JOIN demo_child c ON c.given = p.given_name AND c.family = p.family_name;
INSERT INTO child (id, place_id, country, named, consent_on, registered_at, registered_by)
SELECT p.id, p.place_id, c.country, c.named, (p.created_at AT TIME ZONE pl.zone)::date, p.created_at, p.created_by
  FROM demo_child c JOIN patient p ON p.given_name = c.given AND p.family_name = c.family JOIN place pl ON pl.id = p.place_id;
INSERT INTO dose (child_id, place_id, vaccine, number, given_on, batch, recorded_at, recorded_by)
SELECT p.id, p.place_id, l.vaccine, l.number, v.given_on, upper(left(l.vaccine, 2)) || (1000 + 7 * c.n), local_moment(v.given_on, '10:00', pl.zone),
       p.created_by
  FROM demo_child c JOIN patient p ON p.given_name = c.given AND p.family_name = c.family JOIN place pl ON pl.id = p.place_id
  JOIN dose_line l ON l.version_id = dose_in_use(c.country)
 CROSS JOIN LATERAL (SELECT dose_age(c.born, l.due_n, l.due_unit) + (dose_age(c.born, l.due_n, l.due_unit) > c.born)::integer AS given_on) v
 WHERE v.given_on <= c.born + (ARRAY[0, 43, 71, 99])[c.visits];
SELECT dose_plan(id, business_now()) FROM child;

-- What has just come ------------------------------------------------------------------------

-- Read and filed by the product itself, after this script: minutes ago.
SELECT set_config('demo.replies', jsonb_agg(jsonb_build_object('e164', r.e164, 'body', r.body,
           'at', business_now() - make_interval(mins => r.ago)) ORDER BY r.ago DESC)::text, true)
  FROM (SELECT f.e164, x.body, x.ago
          FROM demo_fact f
          JOIN (VALUES
		('Munashe', 'Ndingageza here nhasi?', 100),
		('Thabo', 'Can I go back to work on Monday? I carry boxes', 70),
		('Tinashe', 'Ropa riri kubuda zvakanyanya', 50),
		('Kevin', 'Naweza kucheza mpira lini?', 40),
		('Sipho', '1', 35),
		('Johan', 'Thank you sister', 30),
		('Kudzai', '0', 20),
		('Brian', '1', 12))
	    AS x (given, body, ago) ON x.given = f.given
	UNION ALL
	VALUES ('+263772000190', 'Hello, my brother was at your clinic on Monday. Who can I ask?', 65)) r;

UPDATE feed SET checkpoint = business_now();
