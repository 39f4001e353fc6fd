-- What was or is to be told: of one document, or what waits and was given up, then the latest.
-- in:  doc text, most int4
-- out: many id int8, name text, doc text, form text, state text, made_at timestamptz, run_at timestamptz, attempt int4, reason text,
--      finished_at timestamptz?
SELECT e.id, p.name, e.doc, e.form, e.state, e.made_at, greatest(e.run_at, nullif(p.next_at, '-infinity')), e.attempt, e.reason, e.finished_at
  FROM outbound_event e JOIN outbound_push p ON p.id = e.push_id
 WHERE :'doc' = '' OR e.doc = :'doc'
 ORDER BY CASE WHEN :'doc' <> '' THEN 0 WHEN e.state = 'dead' THEN 1 WHEN e.state IN ('ready', 'leased') THEN 2 ELSE 3 END, e.id DESC
 LIMIT :most;
