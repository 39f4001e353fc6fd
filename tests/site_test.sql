-- Three facilities, their people and their patients, on Monday 3 March 2031 at
-- 08:02 in Harare.  The names of the ids are in site_test.h.

UPDATE business_clock
   SET advance = '2031-03-03 08:02 Africa/Harare'::timestamptz - transaction_timestamp();

INSERT INTO place (id, kind, name, zone, emergency_phone) OVERRIDING SYSTEM VALUE VALUES
	(101, 'facility', 'Riverside Clinic', 'Africa/Harare', '+263772000101'),
	(102, 'facility', 'Hillview Clinic', 'Africa/Harare', '+263772000102'),
	(103, 'facility', 'Gomo Clinic', 'Africa/Nairobi', '+263772000103');

INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT id, username, name, role, '-', business_now() - interval '1 year'
  FROM (VALUES
	(201, 'rudo', 'Sr Rudo Makoni', 'nurse'),
	(202, 'tendai', 'Sr Tendai Moyana', 'nurse'),
	(203, 'joyce', 'Joyce Tembo', 'nurse'),
	(204, 'nomsa', 'Sr Nomsa Dlamini', 'supervisor'),
	(205, 'ada', 'Ada Chirwa', 'admin'),
	(206, 'alice', 'Alice Kamau', 'nurse'),
	(207, 'peter', 'Dr Peter Sithole', 'supervisor')) u (id, username, name, role);
INSERT INTO user_place VALUES (201, 101), (202, 101), (203, 102), (204, 101), (204, 102), (206, 103),
	(207, 101), (207, 102);

INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE VALUES
	(301, '+263775550142'), (302, '+263775550143'), (303, '+263775550188'),
	(304, '+263775550163'), (305, '+254712345678'), (306, '+263775550151');

INSERT INTO patient (id, place_id, number, given_name, family_name, folded, birth_date, language,
	phone_id, phone_typed, phone_owner, guardian_name, guardian_relation, created_at, created_by)
    OVERRIDING SYSTEM VALUE
SELECT p.id, place_id, number, given, family, lower(given || ' ' || family || ' ' || number),
       ('2031-03-03'::date - make_interval(years => age, days => 40))::date, language,
       phone_id, '0' || substr(e164, 5), owner, guardian, CASE WHEN guardian = '' THEN '' ELSE 'mother' END,
       business_now() - make_interval(days => day), 201
  FROM (VALUES
	(401, 101, 'R-2318', 'Tinashe', 'Moyo', 24, 'en', 301, 'own', '', 3),
	(402, 101, 'R-2291', 'Brian', 'Mutasa', 31, 'sn', 302, 'own', '', 9),
	(403, 101, 'R-2330', 'Kudzai', 'Dube', 28, 'en', 303, 'shared', '', 4),
	(404, 101, 'R-2331', 'Tapiwa', 'Dube', 22, 'en', 303, 'shared', '', 9),
	(405, 102, 'H-2307', 'Nkosana', 'Khumalo', 31, 'en', 304, 'own', '', 6),
	(406, 103, 'G-2301', 'Lovemore', 'Banda', 35, 'en', 305, 'own', '', 7),
	(407, 101, 'R-2322', 'Farai', 'Chikwanha', 16, 'en', 306, 'guardian', 'Ruth Chikwanha', 2))
	p (id, place_id, number, given, family, age, language, phone_id, owner, guardian, day)
  JOIN phone ON phone.id = p.phone_id;

-- The enrolment of patient 401 is 601, and so on; so are the threads from 501.
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, method,
	consent_at, consent_by, guardian_consent, created_at)
    OVERRIDING SYSTEM VALUE
SELECT id + 200, id, place_id, 'vmmc', '1', (created_at AT TIME ZONE 'Africa/Harare')::date, 'surgical',
       created_at, 201, guardian_name <> '', created_at
  FROM patient;
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE
SELECT id + 100, 'patient', place_id, id, phone_id FROM patient;
