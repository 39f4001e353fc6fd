-- A draft that is given up.
-- in:  id int8
-- out: many id int8
DELETE FROM screening WHERE id = :id AND state = 'draft' RETURNING id;
