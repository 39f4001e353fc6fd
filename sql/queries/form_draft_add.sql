-- Begin a draft; none comes back if another tab has begun it in this moment.
-- in:  user_id int8, place_id int8?, patient_id int8?, task_id int8?, report_id int8?, form_id int8, form_version_id int8,
--      instance text, page int4, seen text, now timestamptz
-- out: many id int8
INSERT INTO form_draft (user_id, place_id, patient_id, task_id, report_id, form_id, form_version_id, instance, page, seen, started_at, touched_at)
VALUES (:user_id, :place_id, :patient_id, :task_id, :report_id, :form_id, :form_version_id, :'instance', :page, :'seen', :'now', :'now')
ON CONFLICT DO NOTHING
RETURNING id;
