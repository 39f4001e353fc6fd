-- It is quiet again at a facility: what has not left waits on, unless it is too old by now.
-- in:  place_id int8, now timestamptz, ends timestamptz, hours int4
-- out: none
WITH due AS (
	SELECT id FROM outbox WHERE place_id = :place_id AND state = 'ready' AND priority = 20 AND run_at <= :'now'
	   AND run_at >= :'now'::timestamptz - make_interval(hours => :hours)
	   FOR UPDATE SKIP LOCKED
)
UPDATE outbox o SET run_at = :'ends' FROM due WHERE o.id = due.id;
