-- Which tasks a decision has ended.
-- in:  lost_id int8
-- out: many id int8
SELECT t.id FROM lost l JOIN task t ON t.patient_id = l.patient_id AND t.kind = 'trace' AND t.outcome = 'lost' AND t.closed_at = l.at
 WHERE l.id = :lost_id ORDER BY t.id;
