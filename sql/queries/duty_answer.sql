-- Whoever is asked accepts or refuses, whoever asked takes it back: once.
-- in:  id int8, state text, reason text, now timestamptz
-- out: many id int8
UPDATE duty_handover SET state = :'state', reason = :'reason', answered_at = :'now'
 WHERE id = :id AND state = 'asked' AND good_until > :'now' AND my_id() = CASE :'state' WHEN 'withdrawn' THEN from_id ELSE to_id END
RETURNING id;
