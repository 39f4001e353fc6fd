-- One of them.
-- in:  id int8
-- out: one id int8, name text, url text, doc text, form text, fields text, state text, made_at timestamptz, run_at timestamptz, attempt int4,
--      reason text, finished_at timestamptz?
SELECT e.id, p.name, p.url, e.doc, e.form, array_to_string(e.fields, ', '), e.state, e.made_at, greatest(e.run_at, nullif(p.next_at, '-infinity')),
       e.attempt, e.reason, e.finished_at
  FROM outbound_event e JOIN outbound_push p ON p.id = e.push_id WHERE e.id = :id;
