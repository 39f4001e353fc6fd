-- Take the next thing to send; one in flight a contact, urgent ones first.
-- in:  worker uuid, now timestamptz, lease_seconds int4, lowest_priority int4
-- out: one id int8, key uuid, kind text, body text, phone_id int8?, e164 text?, contact_uuid uuid?,
--      attempt int4, clinical bool
WITH next AS (
	SELECT o.id FROM outbox o
	 WHERE o.state = 'ready' AND o.run_at <= :'now' AND o.priority <= :lowest_priority
	   AND (o.kind <> 'text' OR NOT EXISTS (SELECT FROM outbox f
	         WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state IN ('leased', 'unsure', 'accepted')))
	 ORDER BY o.priority, o.run_at, o.id LIMIT 1
	   FOR UPDATE OF o SKIP LOCKED
), taken AS (
	UPDATE outbox o
	   SET state = 'leased', owner = :'worker', attempt = o.attempt + 1, looked = 0, sent_at = :'now',
	       lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds), reason = '',
	       params = o.params - 'by', hold_until = NULL
	  FROM next WHERE o.id = next.id
	RETURNING o.*
), shown AS (
	UPDATE message m SET state = 'sending' FROM taken t
	 WHERE m.outbox_id = t.id AND m.state IN ('held', 'queued')
)
SELECT t.id, t.key, t.kind, t.body, t.phone_id, ph.e164, ph.contact_uuid, t.attempt, t.clinical
  FROM taken t LEFT JOIN phone ph ON ph.id = t.phone_id;
