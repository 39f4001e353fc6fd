-- The same of children whose table, record or facility has changed, or who are too old for a dose since today.
-- in:  now timestamptz, most int4
-- out: one done int8
SELECT count(*) FROM (SELECT dose_plan(c.id, :'now')::text
                        FROM (SELECT id FROM child WHERE replan_at <= :'now' ORDER BY replan_at, id LIMIT :most FOR UPDATE SKIP LOCKED) c) p;
