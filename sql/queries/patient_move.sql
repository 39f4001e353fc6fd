-- To another facility, with all that is open; no row if he is none of the asker's or that is none in use.
-- in:  patient_id int8, place_id int8, note text, now timestamptz
-- out: one task_id int8
SELECT task_id FROM patient_move(:patient_id, :place_id, :'note', :'now');
