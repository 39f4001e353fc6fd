-- Keep a text that came in, and what it was read as.
-- in:  thread_id int8, place_id int8?, patient_id int8?, phone_id int8, body text, at timestamptz,
--      by_run bool, rapidpro_id text?, reads text, urgency int4, sign text, matched text
-- out: one id int8
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at,
    by_run, rapidpro_id, reads, urgency, sign, matched)
VALUES (:thread_id, :place_id, :patient_id, :phone_id, 'in', 'reply', :'body', 'received', :'at',
    :by_run, :'rapidpro_id', :'reads', :urgency, :'sign', :'matched')
RETURNING id;
