-- The last sign of life, without that of a text that was another's.
-- in:  patient_id int8, message_id int8, at timestamptz, was_sign timestamptz?
-- out: none
UPDATE enrolment e
   SET last_sign_at = greatest(:'was_sign'::timestamptz,
	(SELECT max(m.at) FROM message m
	  WHERE m.patient_id = e.patient_id AND m.direction = 'in' AND m.id <> :message_id AND m.at >= e.created_at),
	(SELECT max(f.at) FROM filing f
	  WHERE f.patient_id = e.patient_id AND f.also AND f.ended_at IS NULL AND f.message_id <> :message_id))
 WHERE e.patient_id = :patient_id AND e.last_sign_at = :'at';
