-- What a question may be answered.
-- in:  screening_id int8, number int4
-- out: many code text, label text, words text, leads text, next int4
SELECT a.code, a.label, a.words, a.leads, coalesce(a.next, 0)
  FROM screening_question q JOIN screening_answer a ON a.question_id = q.id
 WHERE q.screening_id = :screening_id AND q.number = :number ORDER BY a.id;
