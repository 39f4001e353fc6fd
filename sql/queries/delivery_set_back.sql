-- They stand in the list again.
-- in:  ids int8[]
-- out: many id int8
UPDATE message SET set_aside_at = NULL WHERE id = ANY (:'ids'::int8[]) AND set_aside_at IS NOT NULL RETURNING id;
