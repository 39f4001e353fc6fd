-- What was noted about a number goes with what was said with it.
-- in:  thread_id int8, to_thread int8
-- out: none
UPDATE thread_note n SET thread_id = t.id, place_id = t.place_id
  FROM thread t WHERE n.thread_id = :thread_id AND t.id = :to_thread;
