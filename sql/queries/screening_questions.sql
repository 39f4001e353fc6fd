-- The questions of a screening in their order.
-- in:  id int8
-- out: many id int8, number int4, ask jsonb, again jsonb
SELECT q.id, q.number, q.ask, q.again FROM screening_question q WHERE q.screening_id = :id ORDER BY q.number;
