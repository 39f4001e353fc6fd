-- A text was read anew: how urgent the conversation is, the texts say for which it waits.
-- in:  thread_id int8
-- out: none
UPDATE thread t
   SET urgency = greatest(1, (SELECT max(m.urgency) FROM message m
                               WHERE m.thread_id = t.id AND m.direction = 'in' AND m.at >= t.waiting_since))
 WHERE t.id = :thread_id AND t.state = 'waiting';
