-- Men of many facilities in three time zones, whose day it is to be asked; each with a
-- phone of his own.  :men of them, all of it a function of :seed.
SELECT setseed((:seed % 100000) / 100000.0) \gset
SELECT greatest(4, :men / 250) AS facilities \gset
INSERT INTO place (id, kind, name, zone, checkin_time, emergency_phone) OVERRIDING SYSTEM VALUE
SELECT n, 'facility', 'Clinic ' || n, (ARRAY['Africa/Harare', 'Africa/Nairobi', 'Africa/Accra'])[1 + n % 3],
       time '06:00' + n % 37 * interval '5 minutes', '+263772000101'
  FROM generate_series(1, :facilities) n;
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT n, 'nurse' || n, 'Sr Nurse ' || n, 'nurse', '-', business_now() FROM generate_series(1, 6) n;
INSERT INTO user_place SELECT u.id, p.id FROM app_user u, place p;

INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE
SELECT n, '+26377' || (1000000 + n * 13) FROM generate_series(1, :men) n;
INSERT INTO patient (id, place_id, number, given_name, folded, birth_date, language, phone_id, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, 1 + n % :facilities, 'S-' || n, 'Man' || n, 'man' || n, '2000-01-01', 'en', n, business_now()
  FROM generate_series(1, :men) n;
-- Tomorrow is a day between the first and the last of each of them.
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, consent_at, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, n, 1 + n % :facilities, 'vmmc', '1', (business_now() + interval '1 day')::date - (1 + n % 13), business_now(), business_now()
  FROM generate_series(1, :men) n;
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE
SELECT n, 'patient', 1 + n % :facilities, n, n FROM generate_series(1, :men) n;
INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at)
SELECT e.id, e.patient_id, e.place_id, 'day_' || d.day, d.day, d.date, (d.date + p.checkin_time) AT TIME ZONE p.zone
  FROM enrolment e JOIN place p ON p.id = e.place_id,
       LATERAL (SELECT (business_now() + interval '1 day')::date AS date,
                       (business_now() + interval '1 day')::date - e.anchor_date AS day) d;

-- Who will say what: to the question after it has come, to "which sign" after that has;
-- and words of which no two are the same, at any hour.  0 says most of them, within the hour half.
CREATE SCHEMA soak;
-- Nothing may be later than the longest of what is broken on purpose, and two steps of the clock.
CREATE TABLE soak.allowed AS SELECT interval '2 hours' + 2 * :step * interval '1 s' AS late;
CREATE TABLE soak.plan (n bigint GENERATED ALWAYS AS IDENTITY, urn text, waits_for text, text text, later interval, at timestamptz);
INSERT INTO soak.plan (urn, waits_for, text, later)
SELECT 'tel:' || e164, 'checkin', CASE WHEN r < 0.76 THEN '0' WHEN r < 0.80 THEN '1' ELSE 'No ' || id || ' is not clear to me' END,
       interval '1 minute' + -ln(1 - random()) * interval '50 minutes'
  FROM (SELECT id, e164, random() AS r FROM phone) p WHERE r < 0.84;
INSERT INTO soak.plan (urn, waits_for, text, later)
SELECT urn, 'symptoms', (ARRAY['bleeding', 'swelling', 'pus', 'pain'])[1 + (random() * 3)::int], random() * interval '40 minutes'
  FROM soak.plan WHERE text = '1' AND random() < 0.8;
INSERT INTO soak.plan (urn, waits_for, text, at)
SELECT 'tel:' || p.e164, 'nothing', 'Question ' || p.id || ' ' || k || ': may I bath now',
       business_now() + interval '5 minutes' + random() * interval '23 hours 30 minutes'
  FROM phone p, generate_series(1, 2) k WHERE random() < 0.06;

-- What the nurses wrote, and what the page said to it.
CREATE TABLE soak.reply (key uuid, thread_id bigint, text text, last_seen bigint, code text);
CREATE INDEX ON soak.reply (thread_id);
