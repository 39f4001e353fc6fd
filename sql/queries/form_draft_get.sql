-- What somebody is filling in about a task, about a report, or with a form about a patient.
-- in:  user_id int8, task_id int8?, report_id int8?, patient_id int8?, form text
-- out: many id int8, version int4, form_id int8, form_version_id int8, number int4, name text, title text, sha256 text,
--      created_at timestamptz, instance text, page int4, seen text, started_at timestamptz, touched_at timestamptz, place_id int8?
SELECT d.id, d.version, f.id, v.id, v.number, f.name, v.title, v.sha256, v.created_at, d.instance, d.page, d.seen, d.started_at, d.touched_at, d.place_id
  FROM form_draft d
  JOIN form_version v ON v.id = d.form_version_id
  JOIN form f ON f.id = d.form_id
 WHERE d.user_id = :user_id
   AND CASE WHEN :task_id::int8 IS NOT NULL THEN d.task_id = :task_id
            WHEN :report_id::int8 IS NOT NULL THEN d.report_id = :report_id
            ELSE d.task_id IS NULL AND d.report_id IS NULL AND d.patient_id IS NOT DISTINCT FROM :patient_id AND f.name = :'form' END;
