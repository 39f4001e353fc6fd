-- All that somebody was asked and has answered, in its order.
-- in:  person_id int8, language text
-- out: many number int4, ask text, label text, said text, answered_at timestamptz?, state text
SELECT a.number, coalesce(q.ask ->> :'language', q.ask ->> 'en', ''), coalesce(w.label, ''), a.said, a.answered_at, a.state
  FROM screening_ask a
  JOIN screening_person p ON p.id = a.person_id
  JOIN screening_question q ON q.screening_id = p.screening_id AND q.number = a.number
  LEFT JOIN screening_answer w ON w.question_id = q.id AND w.code = a.answer
 WHERE a.person_id = :person_id AND a.tries > 0 ORDER BY a.number;
