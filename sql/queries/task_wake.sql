-- What was put off until now is to be done again.
-- in:  now timestamptz, most int4
-- out: none
UPDATE task SET status = held_status, version = version + 1, event = 'woken'
 WHERE id IN (SELECT id FROM task WHERE wakes_at <= :'now' ORDER BY wakes_at, id LIMIT :most FOR UPDATE SKIP LOCKED);
