-- Open work that a text made by itself and nobody has touched: it goes with the reading.
-- in:  message_id int8
-- out: many id int8
SELECT t.id
  FROM task t
  LEFT JOIN escalation e ON e.task_id = t.id
 WHERE t.source IN ('problem:message:' || :message_id, 'escalation:message:' || :message_id)
   AND t.open AND t.owner_id IS NULL AND e.first_at IS NULL
   AND NOT EXISTS (SELECT FROM task_event v WHERE v.task_id = t.id AND (v.user_id IS NOT NULL OR v.what = 'said'))
 ORDER BY t.id;
