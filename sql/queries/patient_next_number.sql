-- The next free number on a clinic card; others who ask wait for our end.
-- in:  place_id int8
-- out: one number text
SELECT patient_next_number(:place_id);
