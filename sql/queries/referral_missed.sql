-- He did not come, or nobody said in time whether he had; what was told of it is heard.
-- in:  id int8, now timestamptz, user_id int8?, trace_id int8?
-- out: none
UPDATE referral
   SET missed_at = coalesce(missed_at, :'now'), missed_by = coalesce(missed_by, :user_id), trace_id = coalesce(trace_id, :trace_id),
       followed = true, version = version + 1
 WHERE id = :id;
