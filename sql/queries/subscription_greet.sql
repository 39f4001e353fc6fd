-- What is asked of the receiver of a topic before it is told anything.
-- in:  id int8, now timestamptz
-- out: none
INSERT INTO subscription_event (subscription_id, task_id, version, made_at, run_at, kind)
SELECT s.id, 0, least(0, (SELECT min(e.version) FROM subscription_event e WHERE e.subscription_id = s.id)) - 1, :'now', :'now', 'handshake'
  FROM subscription s WHERE s.id = :id;
