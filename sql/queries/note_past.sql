-- What a note said before, the latest first.
-- in:  note_id int8
-- out: many body text, said_at timestamptz
SELECT body, said_at FROM thread_note_past WHERE note_id = :note_id ORDER BY number DESC LIMIT 50;
