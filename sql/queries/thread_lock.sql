-- Hold a conversation still: who writes, closes or moves it comes one after the other.
-- in:  thread_id int8
-- out: one id int8, urgency int4, ended bool
SELECT id, urgency::int4, ended_at IS NOT NULL FROM thread WHERE id = :thread_id FOR UPDATE;
