-- Men of one facility, each with a phone of his own; texts to them through the
-- run, some of the same words; a check-in to every fourth; and what they say.
-- :messages texts and :answers answers in :seconds, all of it a function of :seed.
SELECT setseed((:seed % 100000) / 100000.0) \gset
SELECT greatest(400, :messages / 10) AS men \gset
INSERT INTO place (id, kind, name, zone, opens, closes, open_days, emergency_phone) OVERRIDING SYSTEM VALUE
VALUES (1, 'facility', 'Riverside Clinic', 'Africa/Harare', '00:00', '00:00', '1234567', '+263772000101');
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
VALUES (1, 'rudo', 'Sr Rudo Makoni', 'nurse', '-', business_now());

INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE
SELECT n, '+26377' || (5000000 + n * 13) FROM generate_series(1, :men) n;
INSERT INTO patient (id, place_id, number, given_name, folded, birth_date, language, phone_id, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, 1, 'R-' || n, 'Man' || n, 'man' || n, '2000-01-01', 'en', n, business_now() FROM generate_series(1, :men) n;
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, consent_at, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, n, 1, 'vmmc', '1', (business_now() - interval '3 days')::date, business_now(), business_now()
  FROM generate_series(1, :men) n;
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE
SELECT n, 'patient', 1, n, n FROM generate_series(1, :men) n;
-- Blocked in RapidPro: nothing reaches them, and they are asked nothing.
INSERT INTO fault.blocked SELECT n * 4 + 1 FROM generate_series(1, 8) n;

SELECT fault.wish_for(1, :messages, :'seed', :seconds);

INSERT INTO fault.ask SELECT id, business_now() + random() * :seconds * 0.4 * interval '1 s' FROM patient WHERE id % 4 = 0;
INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at)
SELECT phone_id, phone_id, 1, 'day_3', 3, due_at::date, due_at FROM fault.ask;

-- Of those who are asked most say 0, some 1, in the second half; men who are not
-- asked tell of danger, a few of them twice; and words of which no two are the same.
WITH said (e164, text, at) AS (
	SELECT * FROM (
		SELECT e164, CASE WHEN id % 5 = 0 THEN '1' ELSE '0' END, 0.5 + random() / 2 FROM phone WHERE id % 4 = 0 AND id % 7 <> 0
		UNION ALL SELECT e164, 'I am bleeding a lot (' || k || ')', random()
		  FROM phone, generate_series(1, 2) k WHERE id % 4 = 2 AND (id % 20 = 2 OR (k = 1 AND id % 12 = 2))) s
	 ORDER BY random() LIMIT :answers / 2
), words (e164, text, at) AS (
	SELECT (SELECT e164 FROM phone WHERE id = 1 + (n * 7919) % :men), 'Answer ' || n || ': may I bath now', random()
	  FROM generate_series(1, :answers - (SELECT count(*) FROM said)) n
)
INSERT INTO fault.answer (n, urn, text)
SELECT row_number() OVER (ORDER BY at), 'tel:' || e164, text FROM (SELECT * FROM said UNION ALL SELECT * FROM words) a;
