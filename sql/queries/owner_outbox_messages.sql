-- The messages of one call that was given up, unless they have arrived, or have no number to go to any more.
-- in:  outbox_id int8
-- out: many id int8
SELECT m.id FROM message m JOIN outbox o ON o.id = m.outbox_id LEFT JOIN patient p ON p.id = m.patient_id
 WHERE o.id = :outbox_id AND m.state IN ('failed', 'unsure') AND (m.patient_id IS NULL OR p.phone_id IS NOT NULL)
 ORDER BY m.id;
