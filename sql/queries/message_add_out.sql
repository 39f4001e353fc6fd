-- Add a message of ours to its thread.
-- in:  thread_id int8, place_id int8?, patient_id int8?, phone_id int8, kind text, body text,
--      author_id int8?, state text, now timestamptz, outbox_id int8?
-- out: one id int8
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id)
VALUES (:thread_id, :place_id, :patient_id, :phone_id, 'out', :'kind', :'body', :author_id, :'state', :'now', :outbox_id)
RETURNING id;
