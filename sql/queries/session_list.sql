-- Where a user is signed in.
-- in:  user_id int8, now timestamptz, idle_minutes int4
-- out: many token_hash text, created_at timestamptz, seen_at timestamptz, address text, device text
SELECT token_hash, created_at, seen_at, address, device
  FROM session
 WHERE user_id = :user_id AND expires_at > :'now'
   AND seen_at + make_interval(mins => :idle_minutes) > :'now'
 ORDER BY seen_at DESC;
