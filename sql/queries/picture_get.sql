-- A picture, or the small one beside it.
-- in:  id int8, small bool
-- out: one bytes64 text, patient_id int8?
SELECT encode(CASE WHEN :small THEN p.small ELSE p.jpeg END, 'base64'), p.patient_id FROM picture p WHERE p.id = :id;
