-- What one's own draft is about, by its number.
-- in:  id int8, user_id int8
-- out: one task_id int8?, report_id int8?, patient_id int8?, place_id int8?, form text
SELECT d.task_id, d.report_id, d.patient_id, d.place_id, f.name
  FROM form_draft d JOIN form f ON f.id = d.form_id WHERE d.id = :id AND d.user_id = :user_id;
