-- Nothing of it leaves any more.
-- in:  id int8
-- out: one id int8
DELETE FROM subscription WHERE id = :id RETURNING id;
