-- The thread of a number that belongs to no one patient.
-- in:  phone_id int8, kind text, place_id int8?
-- out: one id int8
INSERT INTO thread (kind, place_id, phone_id) VALUES (:'kind', :place_id, :phone_id)
ON CONFLICT (phone_id) WHERE patient_id IS NULL AND ended_at IS NULL
DO UPDATE SET kind = excluded.kind, place_id = excluded.place_id
RETURNING id;
