-- What the questions of a screening may be answered, in their order.
-- in:  id int8
-- out: many question int4, code text, label text, words text, leads text, next int4
SELECT q.number, a.code, a.label, a.words, a.leads, coalesce(a.next, 0)
  FROM screening_question q JOIN screening_answer a ON a.question_id = q.id
 WHERE q.screening_id = :id ORDER BY q.number, a.id;
