-- Unsubscribe.
-- in:  id int8
-- out: none
DELETE FROM sim.resthook_subscriber WHERE id = :id;
