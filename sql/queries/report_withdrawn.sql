-- What somebody said of a task before it was opened again: to go on from there.
-- in:  task_id int8, user_id int8, form text
-- out: one form_version_id int8, instance text
SELECT r.form_version_id, r.instance
  FROM report r
 WHERE r.task_id = :task_id AND r.reported_by = :user_id AND r.form = :'form' AND r.state = 'withdrawn' AND r.parent_id IS NULL
   AND r.form_version_id IS NOT NULL AND r.instance IS NOT NULL
 ORDER BY r.reported_at DESC, r.id DESC LIMIT 1;
