-- The next text before which a question may have to be put aside; nobody else looks at it for so long.
-- in:  now timestamptz, lease_seconds int4, patience_seconds int4
-- out: one outbox_id int8, ready bool, contact_uuid uuid?, flow text, asked bool, late bool
WITH next AS (
	SELECT outbox_id FROM aside WHERE next_at <= :'now' ORDER BY next_at, outbox_id LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE aside a SET next_at = :'now'::timestamptz + make_interval(secs => :lease_seconds)
  FROM next n JOIN outbox o ON o.id = n.outbox_id LEFT JOIN phone ph ON ph.id = o.phone_id
 WHERE a.outbox_id = n.outbox_id
RETURNING a.outbox_id, o.state = 'ready', ph.contact_uuid, a.flow, a.asked_at IS NOT NULL,
       :'now'::timestamptz > a.leaves_at + make_interval(secs => :patience_seconds);
