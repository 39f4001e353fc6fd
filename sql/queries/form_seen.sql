-- What a form sees of a task, of a patient, or of a facility that gets one, and of who fills it in.
-- in:  task_id int8?, patient_id int8?, at_place int8?, form text, now timestamptz
-- out: one place_id int8?, patient_id int8?, thread_id int8?, enrolment_id int8?, task_version int4?, open bool, zone text, content text,
--      summary text?, who text
SELECT place_id, patient_id, thread_id, enrolment_id, task_version, open, zone, content::text, summary::text, who::text
  FROM form_context(:task_id, :patient_id, :at_place, :'form', :'now');
