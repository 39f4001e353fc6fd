-- Who asks for what: :requests different requests of each page, each by somebody
-- else, of a facility somewhere in the country.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE TABLE bench.request (page text, n integer, user_id bigint, path text, PRIMARY KEY (page, n));

CREATE TEMP TABLE asker AS
SELECT n, f.id AS place_id, (SELECT min(up.user_id) FROM user_place up JOIN app_user u ON u.id = up.user_id
                              WHERE up.place_id = f.id AND u.role = 'nurse') AS nurse_id,
       (SELECT min(up.user_id) FROM user_place up JOIN app_user u ON u.id = up.user_id
         WHERE up.place_id = f.id AND u.role = 'supervisor') AS supervisor_id,
       (SELECT p.id FROM patient p WHERE p.place_id = f.id ORDER BY p.created_at DESC OFFSET n * 5 % 75 LIMIT 1) AS patient_id
  FROM generate_series(1, :requests) n
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place_n, count(*) OVER () AS places
          FROM place WHERE kind = 'facility') f ON f.place_n = n * 7919 % f.places;

-- The long one of each facility, by its number there (data.sql).
CREATE TEMP TABLE long AS SELECT place_id, id FROM patient WHERE number = 'C-1840';

INSERT INTO bench.request
SELECT 'tasks', n, nurse_id, '/tasks?due=now' FROM asker UNION ALL
SELECT 'thread', n, nurse_id, '/messages/' || patient_id FROM asker UNION ALL
SELECT 'longthread', n, nurse_id, '/messages/' || l.id FROM asker JOIN long l USING (place_id) UNION ALL
SELECT 'longthread_earlier', n, nurse_id, format('/messages/%s?before=%s-%s', l.id, (extract(epoch FROM m.at) * 1000000)::bigint, m.id * 16)
  FROM asker JOIN long l USING (place_id)
  JOIN LATERAL (SELECT id, at FROM message WHERE thread_id = l.id ORDER BY at DESC, id DESC OFFSET 50 + n * 379 % 1930 LIMIT 1) m ON true UNION ALL
SELECT 'waiting', n, nurse_id, '/messages' FROM asker UNION ALL
SELECT 'escalations', n, supervisor_id, '/escalations' FROM asker UNION ALL
SELECT 'patient', n, nurse_id, '/patients/' || patient_id FROM asker UNION ALL
SELECT 'search', n, nurse_id, '/patients?q=' || left(CASE n % 2 WHEN 0 THEN p.family_name ELSE p.given_name END, 4)
  FROM asker JOIN patient p ON p.id = asker.patient_id UNION ALL
-- Words that are said everywhere every day, as a whole, begun, and two of them.
SELECT 'said', n, nurse_id, '/messages?q=' || (ARRAY['thank', 'swo', 'back+work', 'ques'])[1 + n % 4] FROM asker UNION ALL
SELECT 'poll', n, nurse_id, '/tasks?due=now' FROM asker;

-- What the run before has left.
TRUNCATE session, presence, inbox, gateway_call, once, worker;
ALTER TABLE audit DISABLE TRIGGER audit_stands;
DELETE FROM audit WHERE at >= '2035-03-14 10:00:00+00' AND action = 'read';
ALTER TABLE audit ENABLE TRIGGER audit_stands;
VACUUM audit;
UPDATE gateway SET send_flow = NULL, checkin_flow = NULL, checked_at = NULL, reached_at = NULL, paused_until = NULL, failures = 0;
