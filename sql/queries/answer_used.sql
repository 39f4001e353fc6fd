-- A ready answer was sent, on this day of a follow-up, about this sign.
-- in:  answer_id int8, day int4, sign text, now timestamptz
-- out: none
INSERT INTO answer_use AS u (answer_id, day, sign, n, last_at) VALUES (:answer_id, :day, :'sign', 1, :'now')
ON CONFLICT (answer_id, day, sign) DO UPDATE SET n = u.n + 1, last_at = excluded.last_at;
