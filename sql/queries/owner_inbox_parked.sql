-- What came and could not be read; its words stay in the database.
-- in:
-- out: many id int8, source text, received text, attempt int4, reason text
SELECT id, source, to_char(received_at, 'YYYY-MM-DD HH24:MI'), attempt, reason
  FROM inbox WHERE state = 'parked' ORDER BY id LIMIT 200;
