-- The open referral of a case, of a task about one, or of a man.
-- in:  case_id int8?, task_id int8?, patient_id int8?
-- out: many id int8, case_id int8, made_at timestamptz, zone text
SELECT r.id, r.case_id, r.made_at, coalesce(p.zone, 'UTC')
  FROM referral r LEFT JOIN place p ON p.id = r.place_id
 WHERE r.ended_at IS NULL AND (r.case_id = :case_id OR r.task_id = :task_id OR r.patient_id = :patient_id)
 ORDER BY r.id;
