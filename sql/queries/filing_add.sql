-- A text is taken to be this patient's: by what, and what was true of him before.
-- in:  message_id int8, patient_id int8, user_id int8?, how text, also bool, said text, reads text, urgency int4, now timestamptz
-- out: none
INSERT INTO filing (message_id, patient_id, place_id, at, user_id, how, also, said, reads, urgency, was_sign)
SELECT :message_id, p.id, p.place_id, :'now', :user_id, :'how', :'also', :'said', :'reads', :urgency,
       (SELECT max(e.last_sign_at) FROM enrolment e WHERE e.patient_id = p.id)
  FROM patient p WHERE p.id = :patient_id
ON CONFLICT DO NOTHING;
