-- Hold it still: who sends, confirms or drops it comes one after the other.
-- in:  id int8
-- out: one state text, created_by int8, expires_at timestamptz
SELECT state, created_by, expires_at FROM mailing WHERE id = :id FOR UPDATE;
