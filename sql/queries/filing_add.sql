-- A text is taken to be this patient's: by what, and what was true of him before.
-- in:  message_id int8, patient_id int8, user_id int8?, how text, also bool, said text, now timestamptz
-- out: none
INSERT INTO filing (message_id, patient_id, place_id, at, user_id, how, also, said, was_sign, was_out)
SELECT :message_id, p.id, p.place_id, :'now', :user_id, :'how', :'also', :'said',
       (SELECT max(e.last_sign_at) FROM enrolment e WHERE e.patient_id = p.id), p.opted_out_at IS NOT NULL
  FROM patient p WHERE p.id = :patient_id
ON CONFLICT DO NOTHING;
