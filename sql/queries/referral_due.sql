-- What the worker has to do: to follow what another facility said, and to begin looking for who was not seen.
-- in:  now timestamptz, most int4
-- out: many id int8, case_id int8, told text
SELECT id, case_id, told FROM referral WHERE NOT followed
UNION
(SELECT id, case_id, '' FROM referral
  WHERE ended_at IS NULL AND missed_at IS NULL AND followed AND search_due < :'now'
  ORDER BY search_due LIMIT :most)
ORDER BY id;
