-- Take the next things to send, urgent ones first: texts to contacts that are known, or texts to contacts that are
-- not, or one flow start (of check-ins, or of a step); all of one urgency, so that a nurse's words wait for no slow call of a less urgent text.  Of a
-- contact one is in flight; the first of those that wait, so that two who claim at the same time do not meet.  Of what
-- persons write to one that is the first they wrote, though it be tried again later; an automatic answer does not wait
-- with those that wait for it: an emergency number leaves at once.  (A count
-- is asked for each row alone; EXISTS could be made of all rows at once.  "state || ''" is the condition of
-- outbox_waiting and of no other index: none other must be taken for it, however empty they are when PostgreSQL plans.)
-- No more is locked than may be taken, so that others find the rest.
-- Texts that may leave by the flow that drops repeats leave with their claim: a doubt about one that had not left yet
-- is dispelled by a look.  Not those of which RapidPro has shown a text already.
-- What is so many hours old that a person decides about it (see outbox_hold_old) does not leave, though it may not be held
-- yet: they are held by the hundred, and not those of a conversation that somebody has in hand.
-- What leaves by a facility's own gateway is not for a worker; a flow is, whoever's texts it is among.
-- in:  worker uuid, now timestamptz, lease_seconds int4, lowest_priority int4, most int4, guarded bool,
--      hours int4
-- out: many id int8, key uuid, kind text, body text, phone_id int8?, e164 text?, contact_uuid uuid?, attempt int4,
--      leaves bool, by_person bool
WITH first AS MATERIALIZED (
	SELECT o.id, o.kind, o.phone_id, o.priority, o.run_at FROM outbox o
	 WHERE o.state = 'ready' AND o.run_at <= :'now' AND o.priority <= :lowest_priority
	   AND (o.kind = 'flow' OR coalesce(o.place_id, 0) <> ALL (ARRAY(SELECT r.place_id FROM sms_roads() r)))
	   AND (o.good_until IS NULL OR o.good_until >= :'now')
	   AND (o.kind <> 'text' OR o.good_until IS NOT NULL
	        OR coalesce(o.released_at, o.created_at) >= :'now'::timestamptz - make_interval(hours => :hours)
	        OR (SELECT count(*) FROM message m WHERE m.outbox_id = o.id AND m.rapidpro_id IS NULL) = 0)
	   AND (o.kind <> 'text'
	        OR (SELECT count(*) FROM outbox f
	             WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state IN ('leased', 'unsure', 'accepted', 'handed')) = 0
	           AND (SELECT count(*) FROM outbox f
	                 WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state || '' = 'ready'
	                   AND (f.good_until IS NULL OR f.good_until >= :'now')
	                   AND CASE WHEN f.priority = 1 AND o.priority = 1 THEN f.id < o.id
	                            WHEN f.priority = 1 AND (SELECT count(*) FROM outbox g
	                                  WHERE g.phone_id = o.phone_id AND g.kind = 'text' AND g.state || '' = 'ready' AND g.priority = 1
	                                    AND g.id < f.id AND g.run_at > :'now' AND (g.good_until IS NULL OR g.good_until >= :'now')) > 0 THEN false
	                            ELSE f.run_at <= :'now' AND (f.priority, f.run_at, f.id) < (o.priority, o.run_at, o.id) END) = 0)
	 ORDER BY o.priority, o.run_at, o.id LIMIT 1
	   FOR UPDATE OF o SKIP LOCKED
), others AS (
	SELECT o.id, o.kind, o.phone_id, o.priority, o.run_at FROM outbox o
	 WHERE (SELECT kind FROM first) = 'text' AND o.kind NOT IN ('checkin', 'flow') -- said so, it is no reason to take outbox_waiting
	   AND o.state = 'ready' AND o.run_at <= :'now' AND o.priority = (SELECT priority FROM first)
	   AND coalesce(o.place_id, 0) <> ALL (ARRAY(SELECT r.place_id FROM sms_roads() r))
	   AND (o.good_until IS NULL OR o.good_until >= :'now')
	   AND (o.kind <> 'text' OR o.good_until IS NOT NULL
	        OR coalesce(o.released_at, o.created_at) >= :'now'::timestamptz - make_interval(hours => :hours)
	        OR (SELECT count(*) FROM message m WHERE m.outbox_id = o.id AND m.rapidpro_id IS NULL) = 0)
	   AND (SELECT count(*) FROM outbox f
	         WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state IN ('leased', 'unsure', 'accepted', 'handed')) = 0
	   AND (SELECT count(*) FROM outbox f
	         WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state || '' = 'ready'
	           AND (f.good_until IS NULL OR f.good_until >= :'now')
	           AND CASE WHEN f.priority = 1 AND o.priority = 1 THEN f.id < o.id
	                    WHEN f.priority = 1 AND (SELECT count(*) FROM outbox g
	                          WHERE g.phone_id = o.phone_id AND g.kind = 'text' AND g.state || '' = 'ready' AND g.priority = 1
	                            AND g.id < f.id AND g.run_at > :'now' AND (g.good_until IS NULL OR g.good_until >= :'now')) > 0 THEN false
	                    ELSE f.run_at <= :'now' AND (f.priority, f.run_at, f.id) < (o.priority, o.run_at, o.id) END) = 0
	 ORDER BY o.priority, o.run_at, o.id LIMIT :most
	   FOR UPDATE OF o SKIP LOCKED
), next AS (
	SELECT * FROM first UNION SELECT * FROM others
), sorted AS (
	SELECT n.id, n.kind, ph.e164, ph.contact_uuid, row_number() OVER by_urgency AS place,
	       first_value(ph.contact_uuid IS NULL) OVER by_urgency AS first_unknown,
	       :guarded AND n.kind = 'text' AND ph.contact_uuid IS NOT NULL
	       AND (SELECT count(*) FROM message m WHERE m.outbox_id = n.id AND m.rapidpro_id IS NOT NULL) = 0 AS leaves
	  FROM next n LEFT JOIN phone ph ON ph.id = n.phone_id
	WINDOW by_urgency AS (ORDER BY n.priority, n.run_at, n.id)
), taken AS (
	UPDATE outbox o
	   SET state = 'leased', owner = :'worker', attempt = o.attempt + 1, looked = 0, sent_at = :'now',
	       lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds), reason = '',
	       params = CASE WHEN s.leaves THEN jsonb_build_object('by', 'flow') ELSE o.params - 'by' END,
	       sends = o.sends + CASE WHEN s.leaves THEN 1 ELSE 0 END, hold_until = NULL
	  FROM sorted s
	 WHERE o.id = s.id AND s.place <= :most AND (s.contact_uuid IS NULL) = s.first_unknown
	RETURNING o.id, o.key, o.kind, o.body, o.phone_id, s.e164, s.contact_uuid, o.attempt, s.leaves, o.clinical, s.place
), shown AS (
	UPDATE message m SET state = 'sending' FROM taken t
	 WHERE m.outbox_id = t.id AND m.state IN ('held', 'queued')
)
SELECT id, key, kind, body, phone_id, e164, contact_uuid, attempt, leaves, clinical FROM taken ORDER BY place;
