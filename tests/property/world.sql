-- A programme by chance: three facilities with calendars and zones of their own, supervisors of some of them, and men.
-- Wants: property.seed, between 0 and 1.
SELECT setseed(current_setting('property.seed')::double precision);
UPDATE business_clock SET advance = (ARRAY['2031-03-26 05:00+00', '2031-10-22 09:00+00', '2031-10-30 20:00+00', '2031-12-28 11:00+00',
    '2032-02-26 13:00+00', '2031-06-11 07:00+00']::timestamptz[])[1 + floor(random() * 6)::integer] - clock_timestamp();
UPDATE place p
   SET zone = (ARRAY['Africa/Harare', 'Africa/Nairobi', 'Europe/Berlin', 'America/New_York', 'Africa/Casablanca'])[1 + floor(random() * 5)::integer],
       open_days = (ARRAY['12345', '123456', '1234567', '24'])[1 + floor(random() * 4)::integer],
       opens = (ARRAY['07:30', '00:00', '20:00']::time[])[1 + floor(random() * 3)::integer],
       closes = (ARRAY['16:30', '00:00', '06:00']::time[])[1 + floor(random() * 3)::integer]
 WHERE p.id IN (101, 102, 103);
INSERT INTO place_holiday (place_id, day, name, created_at)
SELECT p.id, (business_now() + make_interval(days => d))::date, 'Feast', business_now()
  FROM place p, generate_series(0, 20) d WHERE p.id IN (101, 102, 103) AND random() < 0.1;
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT id, 'boss' || id, 'Dr Boss ' || id, 'supervisor', '-', business_now() FROM generate_series(240, 246) id;
INSERT INTO user_place SELECT u.id, p.id FROM generate_series(240, 246) u (id), place p WHERE p.id IN (101, 102, 103) AND (random() < 0.6 OR u.id = 240);
INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE SELECT id, '+26377600' || id FROM generate_series(1001, 1040) id;
INSERT INTO patient (id, place_id, number, given_name, family_name, folded, birth_date, language, phone_id, phone_typed, phone_owner, created_at, created_by)
    OVERRIDING SYSTEM VALUE
SELECT id, 101 + id % 3, 'P-' || id, 'Man', 'Number ' || id, 'man number ' || id || ' p-' || id, '2001-05-05', 'en', id, '077600' || id, 'own',
       business_now(), 201
  FROM generate_series(1001, 1040) id;
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, method, consent_at, consent_by, guardian_consent, created_at)
    OVERRIDING SYSTEM VALUE
SELECT id + 1000, id, place_id, 'vmmc', '1', business_now()::date, 'surgical', created_at, 201, false, created_at FROM patient WHERE id > 1000;
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE
SELECT id + 2000, 'patient', place_id, id, phone_id FROM patient WHERE id > 1000;
