-- First automatic texts that failed, or did not arrive within a quarter of an hour, and nobody was told.
-- in:  now timestamptz, most int4
-- out: many message_id int8, patient_id int8, place_id int8, thread_id int8, enrolment_id int8
SELECT m.id, m.patient_id, m.place_id, m.thread_id, e.id
  FROM enrolment e
  JOIN thread t ON t.patient_id = e.patient_id
  JOIN LATERAL (SELECT id, patient_id, place_id, thread_id, state, at FROM message
                 WHERE thread_id = t.id AND direction = 'out' AND kind = 'automatic' AND at >= e.created_at
                 ORDER BY at, id LIMIT 1) m ON true
 WHERE (SELECT pg_try_advisory_xact_lock(hashtext('silence')))
   AND e.state = 'active' AND e.created_at > :'now'::timestamptz - interval '1 day'
   AND (m.state = 'failed' OR (m.state <> 'delivered' AND m.at < :'now'::timestamptz - interval '15 minutes'))
   AND NOT EXISTS (SELECT FROM message h WHERE h.thread_id = t.id AND h.direction = 'in' AND h.at > m.at)
   AND (SELECT k.id FROM task k WHERE k.source = 'number:message:' || m.id) IS NULL
 ORDER BY m.id LIMIT :most;
