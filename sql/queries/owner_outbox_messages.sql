-- The messages of one call that was given up, unless they have arrived.
-- in:  outbox_id int8
-- out: many id int8
SELECT m.id FROM message m JOIN outbox o ON o.id = m.outbox_id
 WHERE o.id = :outbox_id AND m.state IN ('failed', 'unsure') ORDER BY m.id;
