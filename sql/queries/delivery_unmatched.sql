-- Numbers that nobody has said whose they are, and that wait for an answer, the longest first.
-- in:  most int4
-- out: many id int8, e164 text, words text, since timestamptz
SELECT t.id, ph.e164, t.last_words, t.waiting_since
  FROM thread t JOIN phone ph ON ph.id = t.phone_id
 WHERE t.place_id IS NULL AND t.state = 'waiting' AND t.kind = 'unknown' AND NOT t.not_patient
 ORDER BY t.waiting_since, t.id LIMIT :most;
