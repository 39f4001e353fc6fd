-- The latest report of each form of a patient, as a form sees it: {"last": {FORM: fields}}.
-- in:  patient_id int8
-- out: one summary text
SELECT jsonb_build_object('last', form_last(:patient_id))::text;
