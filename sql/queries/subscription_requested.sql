-- Subscriptions that nobody has looked at yet: of a topic, whose receiver has not yet been asked.
-- out: many id int8, endpoint text, topic bool
SELECT s.id, s.endpoint, s.content <> '' FROM subscription s
 WHERE s.status = 'requested'
   AND NOT EXISTS (SELECT FROM subscription_event e WHERE e.subscription_id = s.id AND e.kind = 'handshake' AND e.state IN ('ready', 'leased'))
 ORDER BY s.id LIMIT 20 FOR UPDATE SKIP LOCKED;
