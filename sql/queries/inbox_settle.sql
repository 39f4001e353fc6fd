-- What became of a row that came in.
-- in:  inbox_id int8, state text, reason text, now timestamptz
-- out: none
UPDATE inbox SET state = :'state', attempt = attempt + 1, reason = :'reason', tried_at = :'now',
       done_at = CASE WHEN :'state' <> 'new' THEN :'now'::timestamptz END
 WHERE id = :inbox_id;
