-- Nobody else gets the numbers that are about to be registered.
-- in:  place_id int8, numbers text[]
-- out: none
SELECT patient_numbers_given(:place_id, :'numbers');
