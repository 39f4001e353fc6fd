-- The calls are about to leave: those whose lease is still ours, that are not too late by now, and whose text was not
-- found at RapidPro meanwhile.
-- A lease that was taken a moment ago stays as it is, so that no index changes.
-- in:  attempts jsonb, worker uuid, by text, now timestamptz, lease_seconds int4
-- out: many id int8
UPDATE outbox o
   SET sent_at = :'now',
       lease_until = CASE WHEN o.lease_until >= :'now'::timestamptz + make_interval(secs => :lease_seconds - 1)
                     THEN o.lease_until ELSE :'now'::timestamptz + make_interval(secs => :lease_seconds) END,
       params = jsonb_build_object('by', :'by'), sends = o.sends + 1
  FROM jsonb_to_recordset(:'attempts'::jsonb) AS a (id bigint, attempt integer)
 WHERE o.id = a.id AND o.state = 'leased' AND o.owner = :'worker' AND o.attempt = a.attempt
   AND (o.good_until IS NULL OR o.good_until >= :'now')
   AND (o.kind <> 'text'
        OR (SELECT count(*) FROM message m WHERE m.outbox_id = o.id AND m.rapidpro_id IS NOT NULL) = 0)
RETURNING o.id;
