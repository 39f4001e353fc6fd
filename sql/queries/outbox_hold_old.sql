-- What waited for so long that nobody expects it any more does not leave by itself: a person lets it go, or drops it.
-- Counted from when it was due first, not from its next try; what has a time of its own (good_until) expires instead.
-- Neither row is waited for: who has the conversation in hand decides first.
-- in:  now timestamptz, hours int4
-- out: many id int8
WITH old AS (
	SELECT o.id, m.id AS message_id, m.thread_id
	  FROM outbox o
	  JOIN message m ON m.outbox_id = o.id AND m.rapidpro_id IS NULL
	  JOIN thread t ON t.id = m.thread_id
	 WHERE o.state = 'ready' AND o.kind = 'text' AND o.good_until IS NULL
	   AND o.created_at < :'now'::timestamptz - make_interval(hours => :hours)
	   AND CASE WHEN o.priority = 20 THEN o.run_at ELSE coalesce(o.released_at, o.created_at) END
	       < :'now'::timestamptz - make_interval(hours => :hours)
	 ORDER BY o.created_at LIMIT 500
	   FOR UPDATE OF o, t SKIP LOCKED
), held AS (
	UPDATE outbox o SET state = 'held', held_at = :'now', run_at = least(o.run_at, :'now'), reason = 'too old' FROM old WHERE o.id = old.id
	RETURNING o.id
), shown AS (
	UPDATE message m SET state = 'held', reason = 'too old' FROM old JOIN held USING (id) WHERE m.id = old.message_id
), told AS (
	INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id)
	SELECT t.id, t.place_id, :'now', NULL, 'held-old', old.message_id FROM old JOIN thread t ON t.id = old.thread_id
	 ORDER BY old.message_id
), flagged AS (
	UPDATE thread t SET failed = true FROM old WHERE t.id = old.thread_id AND NOT t.failed
)
SELECT id FROM held;
