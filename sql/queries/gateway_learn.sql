-- What a call taught about the line.
-- in:  reached bool, failed bool, token_refused bool, paused_until timestamptz?, failure text, now timestamptz
-- out: none
UPDATE gateway
   SET reached_at = CASE WHEN :reached THEN :'now' ELSE reached_at END,
       failures = CASE WHEN :failed THEN failures + 1 ELSE 0 END,
       last_failure = CASE WHEN :failed THEN :'failure' ELSE last_failure END,
       token_refused_at = CASE WHEN :token_refused THEN coalesce(token_refused_at, :'now')
                               WHEN :failed THEN token_refused_at END,
       paused_until = CASE WHEN :'paused_until'::timestamptz IS NOT NULL THEN :'paused_until'
                           WHEN :failed THEN paused_until END
 WHERE :failed OR :token_refused OR failures > 0 OR token_refused_at IS NOT NULL OR paused_until IS NOT NULL
    OR reached_at IS NULL OR reached_at < :'now'::timestamptz - interval '10 seconds';
