-- Subscriptions that nobody has looked at yet.
-- out: many id int8, endpoint text
SELECT s.id, s.endpoint FROM subscription s WHERE s.status = 'requested' ORDER BY s.id LIMIT 20 FOR UPDATE SKIP LOCKED;
