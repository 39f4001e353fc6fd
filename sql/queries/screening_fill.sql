-- The questions of another one into a draft.
-- in:  id int8, from_id int8
-- out: none
INSERT INTO screening_question (screening_id, number, ask, again)
SELECT :id, q.number, q.ask, q.again FROM screening_question q WHERE q.screening_id = :from_id;
