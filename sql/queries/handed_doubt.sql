-- What a gateway was handed and has said nothing of for so long, or has and says not of that it left: a person decides.  Of what
-- RapidPro has shown since, whose flow came for it, there is no doubt.
-- in:  now timestamptz, minutes int4
-- out: many id int8, said bool
WITH old AS (
	SELECT h.outbox_id, h.state, EXISTS (SELECT FROM message m WHERE m.outbox_id = h.outbox_id AND m.rapidpro_id IS NOT NULL) AS shown
	  FROM handed h JOIN outbox o ON o.id = h.outbox_id
	 WHERE (h.state = 'offered' AND h.handed_at <= :'now'::timestamptz - make_interval(mins => :minutes))
	    OR (h.state = 'taken' AND h.said_at <= :'now'::timestamptz - make_interval(mins => :minutes))
	 ORDER BY h.outbox_id LIMIT 500
	   FOR UPDATE OF o, h SKIP LOCKED
), over AS (
	UPDATE handed h SET state = 'over' FROM old WHERE h.outbox_id = old.outbox_id
), settled AS (
	UPDATE outbox o SET state = CASE WHEN old.shown THEN 'done' ELSE 'parked' END, finished_at = :'now',
	       reason = CASE WHEN old.shown THEN '' ELSE 'nothing heard of the gateway' END
	  FROM old WHERE o.id = old.outbox_id AND o.state IN ('handed', 'done')
), doubted AS (
	UPDATE message m
	   SET state = 'unsure',
	       reason = CASE old.state WHEN 'offered' THEN 'The gateway was handed it, and has said nothing of it.'
	                ELSE 'The gateway has it, and has not said that it left.' END
	  FROM old WHERE m.outbox_id = old.outbox_id AND NOT old.shown AND m.state = 'sending' AND m.rapidpro_id IS NULL
)
SELECT outbox_id, state = 'taken' FROM old;
