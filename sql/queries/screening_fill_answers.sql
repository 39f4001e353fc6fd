-- What they may be answered, after screening_fill.
-- in:  id int8, from_id int8
-- out: none
INSERT INTO screening_answer (question_id, code, label, words, leads, next)
SELECT n.id, a.code, a.label, a.words, a.leads, a.next
  FROM screening_question q
  JOIN screening_question n ON n.screening_id = :id AND n.number = q.number
  JOIN screening_answer a ON a.question_id = q.id
 WHERE q.screening_id = :from_id
 ORDER BY a.id;
