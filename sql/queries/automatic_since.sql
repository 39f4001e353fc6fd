-- How often this was said by itself in this thread since then.
-- in:  thread_id int8, body text, since timestamptz
-- out: one n int8
SELECT count(*) FROM message
 WHERE thread_id = :thread_id AND direction = 'out' AND kind = 'automatic' AND body = :'body' AND at > :'since';
