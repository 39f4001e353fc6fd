-- Take a label off a text that came in.
-- in:  id int8, label_id int8
-- out: one id int8
WITH gone AS (DELETE FROM sim.message_label WHERE message_id = :id AND label_id = :label_id)
SELECT m.id FROM sim.message m WHERE m.id = :id AND m.direction = 'in';
