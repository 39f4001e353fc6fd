-- How a client's subscription is now.
-- in:  id int8
-- out: one status text
SELECT s.status FROM subscription s WHERE s.id = :id FOR UPDATE;
