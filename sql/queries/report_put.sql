-- Store a report; none comes back if one of this key is there already.
-- in:  doc_id text, form text, form_version_id int8?, place_id int8?, patient_id int8?, task_id int8?, parent_id int8?,
--      phone_id int8?, state text, fields jsonb, doc jsonb, hidden_fields jsonb, instance text?, now timestamptz, user_id int8?, once uuid?,
--      registered int8[]
-- out: many id int8
INSERT INTO report (doc_id, form, form_version_id, place_id, patient_id, task_id, parent_id, phone_id, state, fields, doc,
	hidden_fields, instance, reported_at, reported_by, once, registered)
VALUES (:'doc_id', :'form', :form_version_id, :place_id, :patient_id, :task_id, :parent_id, :phone_id, :'state', :'fields', :'doc',
	:'hidden_fields', :'instance', :'now', :user_id, :'once', :'registered')
ON CONFLICT (once) DO NOTHING
RETURNING id;
