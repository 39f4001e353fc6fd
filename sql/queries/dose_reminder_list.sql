-- What was told of a child's doses last, and what is told next.
-- in:  child_id int8, most int4
-- out: many step text, due_on date, due_at timestamptz, state text, reason text, message_state text
SELECT r.step, r.due_on, r.due_at, r.state, r.reason, coalesce(m.state, '')
  FROM ((SELECT * FROM dose_reminder WHERE child_id = :child_id AND state = 'planned' ORDER BY due_at, id LIMIT :most)
        UNION ALL
        (SELECT * FROM dose_reminder WHERE child_id = :child_id AND state <> 'planned' AND reason <> 'dose-moved'
          ORDER BY due_at DESC, id DESC LIMIT :most)) r
  LEFT JOIN message m ON m.id = r.message_id
 ORDER BY r.due_at, r.id;
