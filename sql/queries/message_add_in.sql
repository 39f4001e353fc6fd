-- Keep a text that came in, and what it was read as, against what question, by whose words; and when it came, if that
-- was long after he wrote it.  A flow may read one a quarter of an hour later: that is not late.
-- in:  thread_id int8, place_id int8?, patient_id int8?, phone_id int8, body text, at timestamptz,
--      by_run bool, rapidpro_id text?, reads text, urgency int4, sign text, matched text, question text, read_by text, why int4,
--      now timestamptz
-- out: one id int8
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at,
    by_run, rapidpro_id, reads, urgency, sign, matched, question, read_by, why, came_at)
VALUES (:thread_id, :place_id, :patient_id, :phone_id, 'in', 'reply', :'body', 'received', :'at',
    :by_run, :'rapidpro_id', :'reads', :urgency, :'sign', :'matched', :'question', :'read_by', :why,
    CASE WHEN :'at'::timestamptz < :'now'::timestamptz - interval '20 minutes' THEN :'now'::timestamptz END)
RETURNING id;
