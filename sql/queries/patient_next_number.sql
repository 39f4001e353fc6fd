-- The first of so many free numbers on clinic cards that are ours from now on.
-- in:  place_id int8, many int4
-- out: one number text
SELECT patient_next_number(:place_id, :many);
