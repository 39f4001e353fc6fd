-- The numbers in the navigation, by the same rules as the lists behind them.
-- in:  now timestamptz, performer text
-- out: one tasks int8, messages int8, escalations int8, delivery int8, late bool, rules int8
SELECT count(*) FILTER (WHERE kind <> 'escalation' AND starts_at <= :'now'
                          AND due_at < :'now'::timestamptz + interval '1 day'),
       (SELECT count(*) FROM thread WHERE place_id = ANY ((SELECT my_places())::bigint[]) AND state = 'waiting')
       + (SELECT count(*) FROM thread WHERE place_id IS NULL AND state = 'waiting'),
       count(*) FILTER (WHERE kind = 'escalation'),
       CASE WHEN :'performer' = 'admin' THEN delivery_failed(:'now'::timestamptz - interval '7 days')
            ELSE (SELECT count(*) FROM message
                   WHERE place_id = ANY ((SELECT my_places())::bigint[])
                     AND state IN ('failed', 'unsure') AND at > :'now'::timestamptz - interval '7 days')
               + (SELECT count(*) FROM message WHERE place_id IS NULL
                     AND state IN ('failed', 'unsure') AND at > :'now'::timestamptz - interval '7 days') END,
       EXISTS (SELECT FROM task t JOIN escalation e ON e.task_id = t.id
                WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL)
                  AND t.kind = 'escalation' AND t.open
                  AND ((e.first_at IS NULL AND e.first_due < :'now')
                    OR (e.decided_at IS NULL AND e.decide_due < :'now'))),
       CASE WHEN :'performer' = 'nurse' THEN 0 ELSE rule_failing_count() END
  FROM (SELECT kind, starts_at, due_at FROM task WHERE place_id = ANY ((SELECT my_places())::bigint[]) AND open
         UNION ALL
        SELECT kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open) work;
