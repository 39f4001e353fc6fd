-- What became of it.
-- in:  id int8, state text, now timestamptz, expires_at timestamptz, decided_by int8?, reason text
-- out: none
UPDATE mailing
   SET state = :'state', expires_at = :'expires_at', reason = :'reason',
       asked_at = CASE WHEN :'state' = 'asked' THEN :'now'::timestamptz ELSE asked_at END,
       sent_at = CASE WHEN :'state' = 'sent' THEN :'now'::timestamptz ELSE sent_at END,
       decided_by = :decided_by, decided_at = CASE WHEN :decided_by::int8 IS NOT NULL THEN :'now'::timestamptz END
 WHERE id = :id;
