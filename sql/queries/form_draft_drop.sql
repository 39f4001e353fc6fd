-- Forget what somebody was filling in.
-- in:  user_id int8, task_id int8?, report_id int8?, patient_id int8?, form text
-- out: none
DELETE FROM form_draft d
 WHERE d.user_id = :user_id
   AND CASE WHEN :task_id::int8 IS NOT NULL THEN d.task_id = :task_id
            WHEN :report_id::int8 IS NOT NULL THEN d.report_id = :report_id
            ELSE d.task_id IS NULL AND d.report_id IS NULL AND d.patient_id IS NOT DISTINCT FROM :patient_id
                 AND d.form_id = (SELECT f.id FROM form f WHERE f.name = :'form') END;
