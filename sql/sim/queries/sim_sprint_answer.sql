-- Keep a webhook's answer until the sprint runs again.
-- in:  id int8, answers jsonb, orphan bool, due_at timestamptz
-- out: none
UPDATE sim.sprint
   SET answers = :'answers', tries = 0, orphan = orphan OR :orphan, due_at = :'due_at',
       leased_until = NULL
 WHERE id = :id;
