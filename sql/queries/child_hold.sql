-- A child whose doses are about to change.
-- in:  id int8
-- out: one id int8
SELECT id FROM child WHERE id = :id FOR UPDATE;
