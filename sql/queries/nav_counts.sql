-- The numbers in the navigation, by the same rules as the lists behind them.
-- in:  now timestamptz, performer text
-- out: one tasks int8, messages int8, escalations int8, delivery int8, late bool
WITH mine AS (
	SELECT unnest(my_places()) AS place_id
), work AS (
	SELECT t.id, t.kind, t.starts_at, t.due_at FROM mine JOIN task t ON t.place_id = mine.place_id WHERE t.open
	 UNION ALL
	SELECT id, kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open
)
SELECT count(*) FILTER (WHERE kind <> 'escalation' AND starts_at <= :'now'
                          AND due_at < :'now'::timestamptz + interval '1 day'),
       (SELECT count(*) FROM mine JOIN thread t ON t.place_id = mine.place_id WHERE t.state = 'waiting')
       + (SELECT count(*) FROM thread WHERE place_id IS NULL AND state = 'waiting'),
       count(*) FILTER (WHERE kind = 'escalation'),
       CASE WHEN :'performer' = 'admin'
            THEN (SELECT coalesce(sum(texts), 0)::int8 FROM delivery_counts(:'now'::timestamptz - interval '7 days'))
            ELSE (SELECT count(*) FROM mine JOIN message m ON m.place_id = mine.place_id
                   WHERE m.state IN ('failed', 'unsure') AND m.at > :'now'::timestamptz - interval '7 days')
               + (SELECT count(*) FROM message WHERE place_id IS NULL
                     AND state IN ('failed', 'unsure') AND at > :'now'::timestamptz - interval '7 days') END,
       EXISTS (SELECT FROM work w JOIN escalation e ON e.task_id = w.id
                WHERE w.kind = 'escalation'
                  AND ((e.first_at IS NULL AND e.first_due < :'now')
                    OR (e.decided_at IS NULL AND e.decide_due < :'now')))
  FROM work;
