-- A dose was not given.
-- in:  id int8, child_id int8
-- out: many vaccine text, number int4, given_on date
DELETE FROM dose WHERE id = :id AND child_id = :child_id RETURNING vaccine, number, given_on;
