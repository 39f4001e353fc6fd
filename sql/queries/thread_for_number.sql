-- The thread of a number that belongs to no one patient.
-- in:  phone_id int8, kind text, place_id int8?
-- out: one id int8
SELECT thread_for_number(:phone_id, :'kind', :place_id);
