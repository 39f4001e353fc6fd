-- Somebody is told no more.
-- in:  id int8, now timestamptz
-- out: many id int8
UPDATE mail_person SET removed_at = :'now' WHERE id = :id AND removed_at IS NULL RETURNING id;
