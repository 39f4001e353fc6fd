-- The keys that stand at a client's address; or, without any, why they could not be read.
-- in:  user_id int8, url text, keys text, failed text, next_at timestamptz, now timestamptz
-- out: none
UPDATE client_key SET keys = CASE :'failed' WHEN '' THEN :'keys' ELSE keys END, read_at = CASE :'failed' WHEN '' THEN :'now' ELSE read_at END,
       failed = left(:'failed', 500), next_at = :'next_at'
 WHERE user_id = :user_id AND url = :'url';
