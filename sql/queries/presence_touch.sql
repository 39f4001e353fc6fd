-- Note that a user looks at a conversation; what had been seen before comes back.
-- in:  thread_id int8, now timestamptz, newest int8
-- out: one seen_before int8, looked_at timestamptz?
SELECT seen_before, looked_at FROM presence_look(:thread_id, :'now', :newest);
