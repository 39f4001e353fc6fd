-- The reports of a patient, or of a task, the latest first: previous answers.
-- in:  patient_id int8?, task_id int8?, most int4
-- out: many id int8, form text, title text, form_version_id int8?, sha256 text, state text, fields text,
--      hidden_fields text, reported_at timestamptz, by_name text
-- Only of those that are shown the fields are read.
SELECT r.id, r.form, coalesce(v.title, ''), r.form_version_id, coalesce(v.sha256, ''), r.state, r.fields::text,
       r.hidden_fields::text, r.reported_at, coalesce(u.name, '')
  FROM report r
  LEFT JOIN form_version v ON v.id = r.form_version_id
  LEFT JOIN app_user u ON u.id = r.reported_by
 WHERE r.id IN ((SELECT id FROM report WHERE patient_id = :patient_id AND parent_id IS NULL
                  ORDER BY reported_at DESC, id DESC LIMIT :most)
                UNION ALL
                (SELECT id FROM report WHERE task_id = :task_id AND parent_id IS NULL
                  ORDER BY reported_at DESC, id DESC LIMIT :most))
 ORDER BY r.reported_at DESC, r.id DESC LIMIT :most;
