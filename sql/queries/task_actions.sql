-- What the rule of a task asks for: the forms to fill in, as its author labelled them.
-- in:  task_id int8
-- out: many label text
SELECT coalesce(a.value ->> 'label', a.value ->> 'form', '')
  FROM task t
 CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(t.actions) = 'array' THEN t.actions ELSE '[]' END)
       WITH ORDINALITY a (value, place)
 WHERE t.id = :task_id
 ORDER BY a.place
 LIMIT 20;
