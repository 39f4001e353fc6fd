-- What was tried to find him, the latest first; what was taken back is not there.
-- in:  patient_id int8, most int4
-- out: many at timestamptz, method text, result text, note text, name text
SELECT a.at, a.method, a.result, a.note, u.name
  FROM trace_attempt a JOIN app_user u ON u.id = a.user_id
 WHERE a.patient_id = :patient_id AND a.withdrawn_at IS NULL
 ORDER BY a.at DESC, a.id DESC LIMIT :most;
