-- Take the next rows whose fate has to be looked up, first those that nobody is certain of; others leave them alone for
-- a while.  Texts that left by the flow come together, anything else alone.
-- in:  worker uuid, now timestamptz, together_seconds int4, alone_seconds int4, most int4
-- out: many id int8, key uuid, kind text, state text, body text, contact_uuid uuid?, sends int4, looked int4,
--      sent_at timestamptz, good_until timestamptz?, by text, start_uuid uuid?, clinical bool, proved bool
WITH first AS MATERIALIZED (
	SELECT id, kind = 'text' AND params ->> 'by' IS DISTINCT FROM 'message' AS guarded FROM outbox
	 WHERE state IN ('unsure', 'accepted') AND run_at <= :'now'
	 ORDER BY state DESC, run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
), others AS (
	SELECT id FROM outbox
	 WHERE (SELECT guarded FROM first) AND kind = 'text' AND params ->> 'by' IS DISTINCT FROM 'message'
	   AND state IN ('unsure', 'accepted') AND run_at <= :'now'
	 ORDER BY state DESC, run_at, id LIMIT :most FOR UPDATE SKIP LOCKED
), next AS (
	SELECT id FROM first UNION SELECT id FROM others
), taken AS (
	UPDATE outbox o
	   SET looked = o.looked + 1, owner = :'worker',
	       run_at = :'now'::timestamptz
	           + make_interval(secs => CASE WHEN (SELECT guarded FROM first) THEN :together_seconds ELSE :alone_seconds END)
	  FROM next WHERE o.id = next.id
	RETURNING o.*
)
SELECT t.id, t.key, t.kind, t.state, t.body, ph.contact_uuid, t.sends, t.looked,
       coalesce(t.sent_at, t.created_at), t.good_until, coalesce(t.params ->> 'by', ''), t.start_uuid, t.clinical,
       t.kind = 'text' AND EXISTS (SELECT FROM message m WHERE m.outbox_id = t.id
           AND (m.rapidpro_id IS NOT NULL OR m.state IN ('sent', 'delivered')))
  FROM taken t LEFT JOIN phone ph ON ph.id = t.phone_id
 ORDER BY t.state DESC, t.id;
