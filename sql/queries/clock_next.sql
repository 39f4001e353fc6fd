-- Where to stop on the way to a later moment: when reminders fall due, those of
-- two hours together.  pending: what is due by now and which RapidPro
-- has not shown yet.  unevaluated: patients whose turn with the rules it is.
-- in:  now timestamptz, until timestamptz
-- out: one stop_at timestamptz?, planned int8, pending int8, unevaluated int8
WITH ahead AS (
	SELECT due_at FROM reminder WHERE state = 'planned' AND due_at > :'now' AND due_at <= :'until'
), near AS (
	SELECT due_at FROM ahead WHERE due_at <= (SELECT min(due_at) FROM ahead) + interval '2 hours'
)
SELECT max(due_at), count(*),
       (SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at <= :'now')
       + (SELECT count(*) FROM outbox WHERE state = 'leased' OR (state = 'ready' AND run_at <= :'now'))
       + (SELECT count(*) FROM message m JOIN outbox o ON o.id = m.outbox_id
           WHERE o.state IN ('accepted', 'unsure') AND m.rapidpro_id IS NULL
             AND m.state IN ('queued', 'sending', 'unsure')),
       (SELECT due FROM rule_figures(:'now'))
  FROM near;
