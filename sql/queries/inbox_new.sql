-- What came and was not read yet; other workers take others.
-- in:  runs_before timestamptz, tried_before timestamptz, most int4
-- out: many id int8, source text, body text, received_at timestamptz, attempt int4
SELECT id, source, body, received_at, attempt FROM inbox
 WHERE state = 'new' AND (source <> 'run' OR received_at <= :'runs_before')
   AND (tried_at IS NULL OR tried_at <= :'tried_before')
 ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED;
