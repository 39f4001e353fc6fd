-- What somebody said of a patient's consent later: yes or no, to which words, in which language.  No row of somebody not in follow-up.
-- in:  patient_id int8, who text, given bool, version text, language text, how text, name text, user_id int8, now timestamptz
-- out: one id int8
INSERT INTO consent (enrolment_id, patient_id, place_id, who, given, version, language, how, name, at, seen_by, written_at)
SELECT e.id, e.patient_id, e.place_id, :'who', :given, :'version', :'language', :'how', left(:'name', 80), :'now', :user_id, :'now'
  FROM enrolment e
 WHERE e.patient_id = :patient_id AND e.state = 'active'
 ORDER BY e.created_at DESC, e.id DESC LIMIT 1
RETURNING id;
