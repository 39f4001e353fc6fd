-- Other words for a note, by whoever wrote it, if it is as she saw it.
-- in:  note_id int8, user_id int8, version int4, body text, now timestamptz
-- out: one id int8
UPDATE thread_note SET body = :'body', version = version + 1, changed_at = :'now'
 WHERE id = :note_id AND user_id = :user_id AND version = :version AND withdrawn_at IS NULL
RETURNING id;
