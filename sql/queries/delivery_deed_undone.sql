-- These deeds were taken back.
-- in:  ids int8[], user_id int8, now timestamptz
-- out: none
UPDATE delivery_deed SET undone_at = :'now', undone_by = :user_id WHERE id = ANY (:'ids'::int8[]) AND undone_at IS NULL;
