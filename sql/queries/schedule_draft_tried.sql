-- What stands in a draft now has had its dry run; no row if it is no draft any more.
-- in:  id int8, user_id int8?, now timestamptz
-- out: many id int8
UPDATE schedule_version SET tried_edits = edits, tried_at = :'now', tried_by = :user_id
 WHERE id = :id AND published_at IS NULL
RETURNING id;
