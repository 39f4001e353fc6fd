-- Label a text that came in.
-- in:  id int8, label_id int8
-- out: one id int8
INSERT INTO sim.message_label AS k (message_id, label_id)
SELECT m.id, :label_id FROM sim.message m WHERE m.id = :id AND m.direction = 'in'
    ON CONFLICT (message_id, label_id) DO UPDATE SET label_id = k.label_id
RETURNING message_id;
