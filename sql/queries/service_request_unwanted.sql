-- What somebody had in hand and is not wanted any more, until she has seen that.
-- in:  user_id int8, since timestamptz
-- out: many task_id int8, words text, who text, by_name text, reason text
SELECT t.id, t.words, t.who, u.name, coalesce(t.status_reason, '')
  FROM task t
  JOIN service_request s ON s.task_id = t.id
  JOIN app_user u ON u.id = t.closed_by AND u.machine
 WHERE t.owner_id = :user_id AND NOT t.open AND t.closed_at > :'since' AND s.seen_at IS NULL
 ORDER BY t.closed_at DESC
 LIMIT 5;
