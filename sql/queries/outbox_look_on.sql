-- Looks that take another call: those that are still ours, and from now on for as long again.
-- in:  looks jsonb, worker uuid, now timestamptz, lease_seconds int4
-- out: many as outbox_repeat
UPDATE outbox o SET run_at = :'now'::timestamptz + make_interval(secs => :lease_seconds)
  FROM jsonb_to_recordset(:'looks'::jsonb) AS l (id bigint, looked integer)
 WHERE o.id = l.id AND o.state IN ('unsure', 'accepted') AND o.owner = :'worker' AND o.looked = l.looked
RETURNING o.id;
