-- The numbers in the navigation, by the same rules as the lists behind them.
-- in:  now timestamptz, performer text
-- out: one tasks int8, messages int8, escalations int8, delivery int8, late bool
SELECT (SELECT count(*) FROM task
         WHERE open AND kind <> 'escalation' AND starts_at <= :'now'
           AND due_at < :'now'::timestamptz + interval '1 day'),
       (SELECT count(*) FROM thread WHERE state = 'waiting'),
       (SELECT count(*) FROM task WHERE open AND kind = 'escalation'),
       CASE WHEN :'performer' = 'admin'
            THEN (SELECT coalesce(sum(texts), 0)::int8 FROM delivery_counts(:'now'::timestamptz - interval '7 days'))
            ELSE (SELECT count(*) FROM message m WHERE state IN ('failed', 'unsure')
                     AND at > :'now'::timestamptz - interval '7 days') END,
       EXISTS (SELECT FROM task t JOIN escalation e ON e.task_id = t.id
                WHERE t.open AND :'performer' <> ''
                  AND ((e.first_at IS NULL AND e.first_due < :'now')
                    OR (e.decided_at IS NULL AND e.decide_due < :'now')));
