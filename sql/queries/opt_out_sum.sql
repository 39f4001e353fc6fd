-- Whether he wants no message of any programme that he is in stands on his record; a row if that is another now.
-- in:  patient_id int8, stop bool, how text, now timestamptz
-- out: many id int8, opted_out bool
UPDATE patient p
   SET opted_out_at = CASE WHEN s.all_of_it THEN :'now'::timestamptz END,
       opted_out_how = CASE WHEN s.all_of_it THEN :'how' ELSE '' END, version = p.version + 1
  FROM (SELECT coalesce(bool_and(EXISTS (SELECT FROM opt_out o WHERE o.enrolment_id = e.id AND o.ended_at IS NULL)), :stop) AS all_of_it
          FROM enrolment e
         WHERE e.patient_id = :patient_id
           AND (e.state = 'active' OR e.id = (SELECT l.id FROM enrolment l WHERE l.patient_id = :patient_id
                                               ORDER BY l.state = 'active' DESC, l.created_at DESC, l.id DESC LIMIT 1))) s
 WHERE p.id = :patient_id AND p.died_on IS NULL AND (p.opted_out_at IS NOT NULL) <> s.all_of_it
RETURNING p.id, p.opted_out_at IS NOT NULL;
