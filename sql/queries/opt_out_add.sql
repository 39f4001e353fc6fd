-- He wants no messages of a programme, or of every one that he is in; those that he has not left before.
-- in:  patient_id int8, enrolment_id int8?, how text, user_id int8?, message_id int8?, reason text, note text, now timestamptz
-- out: many enrolment_id int8
INSERT INTO opt_out (enrolment_id, patient_id, place_id, at, how, user_id, message_id, reason, note)
SELECT e.id, e.patient_id, e.place_id, :'now', :'how', :user_id, :message_id, :'reason', left(:'note', 200)
  FROM enrolment e
 WHERE e.patient_id = :patient_id AND e.id = coalesce(:enrolment_id, e.id)
   AND (e.state = 'active' OR e.id = (SELECT l.id FROM enrolment l WHERE l.patient_id = e.patient_id
                                       ORDER BY l.state = 'active' DESC, l.created_at DESC, l.id DESC LIMIT 1))
 ORDER BY e.id
    ON CONFLICT (enrolment_id) WHERE ended_at IS NULL DO NOTHING
RETURNING enrolment_id;
