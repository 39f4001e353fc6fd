-- 400 men of one facility, each with a phone of his own; texts to them, some of
-- the same words, and a check-in to every fourth.
SELECT setseed((:seed % 1000) / 1000.0) \gset
INSERT INTO place (id, kind, name, zone, opens, closes, emergency_phone) OVERRIDING SYSTEM VALUE
VALUES (1, 'facility', 'Riverside Clinic', 'Africa/Harare', '00:00', '23:59:59', '+263772000101');
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
VALUES (1, 'rudo', 'Sr Rudo Makoni', 'nurse', '-', business_now());

INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE
SELECT n, '+26377' || (5000000 + n * 13) FROM generate_series(1, 400) n;
INSERT INTO patient (id, place_id, number, given_name, folded, birth_date, language, phone_id, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, 1, 'R-' || n, 'Man' || n, 'man' || n, '2000-01-01', 'en', n, business_now() FROM generate_series(1, 400) n;
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, consent_at, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, n, 1, 'vmmc', '1', (business_now() - interval '3 days')::date, business_now(), business_now()
  FROM generate_series(1, 400) n;
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE
SELECT n, 'patient', 1, n, n FROM generate_series(1, 400) n;

INSERT INTO fault.wish (n, phone_id, key, body, clinical, priority)
SELECT n, 1 + n % 400, gen_random_uuid(),
       CASE WHEN random() < 0.1 THEN 'The clinic is closed on Friday.'
            ELSE 'Text ' || n || ' of the run: keep it dry.' END,
       random() < 0.3, 0
  FROM generate_series(1, :messages) n;
UPDATE fault.wish SET priority = CASE WHEN clinical THEN 1 WHEN n % 2 = 0 THEN 3 ELSE 7 END;

-- As outbox_text() writes them.
INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at, created_by)
SELECT key, 'text', 1, phone_id, body, priority, clinical, business_now(), business_now(),
       CASE WHEN clinical THEN 1 END
  FROM fault.wish ORDER BY n;
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id)
SELECT w.phone_id, 1, w.phone_id, w.phone_id, 'out', CASE WHEN w.clinical THEN 'nurse' ELSE 'automatic' END,
       w.body, CASE WHEN w.clinical THEN 1 END, 'queued', business_now(), o.id
  FROM fault.wish w JOIN outbox o ON o.key = w.key ORDER BY w.n;

INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at)
SELECT id, id, 1, 'day_3', 3, business_now()::date, business_now() FROM patient WHERE id % 4 = 0;

INSERT INTO fault.answer (n, urn, text)
SELECT n, 'tel:' || e164, CASE WHEN n <= 100 THEN '0' ELSE 'Answer ' || n || ': may I bath now' END
  FROM (SELECT row_number() OVER (ORDER BY asked DESC, random()) n, e164
          FROM (SELECT e164, true AS asked FROM phone WHERE id % 4 = 0
                 UNION ALL SELECT e164, false FROM phone) p) p;
