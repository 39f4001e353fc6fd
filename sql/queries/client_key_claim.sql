-- Addresses of keys that are to be read now, by this worker.
-- in:  now timestamptz, lease_seconds int4, most int4
-- out: many user_id int8, url text
WITH next AS (
	SELECT k.user_id FROM client_key k WHERE k.url <> '' AND k.next_at <= :'now' AND client_stands(k.user_id, :'now')
	 ORDER BY k.next_at LIMIT :most FOR UPDATE SKIP LOCKED
)
UPDATE client_key k SET tried_at = :'now', next_at = :'now'::timestamptz + make_interval(secs => :lease_seconds)
  FROM next n WHERE k.user_id = n.user_id
RETURNING k.user_id, k.url;
