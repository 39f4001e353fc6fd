-- A facility's men in follow-up are moved to the version in use; NULL: none is left to be moved.
-- in:  now timestamptz
-- out: one place_id int8?
SELECT schedule_move_next(:'now');
