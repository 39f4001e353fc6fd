-- What the worker still has to do now, and when the next reminder is due.
-- in:  now timestamptz
-- out: one due int8, next_in int8
SELECT (SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at <= :'now')
       + (SELECT count(*) FROM outbox 
         WHERE state IN ('leased', 'unsure', 'accepted') OR (state = 'ready' AND run_at <= :'now')),
       coalesce((SELECT ceil(extract(epoch FROM min(due_at) - :'now'::timestamptz))::int8
                   FROM reminder WHERE state = 'planned' AND due_at > :'now'), -1);
