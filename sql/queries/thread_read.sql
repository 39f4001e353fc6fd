-- A text was filed by a person: nothing else in the conversation may have to be read.  While a case is
-- open a 0 or thanks may (core/inbound.c).
-- in:  thread_id int8, message_id int8
-- out: none
UPDATE thread t
   SET state = 'quiet', waiting_since = NULL, snoozed_until = NULL, urgency = 0
 WHERE t.id = :thread_id AND t.state = 'waiting'
   AND NOT EXISTS (SELECT FROM message m
                    WHERE m.thread_id = t.id AND m.direction = 'in' AND m.at >= t.waiting_since AND m.id <> :message_id
                      AND (m.reads IN ('words', 'problem')
                           OR m.reads IN ('fine', 'courtesy') AND m.refiled_by IS NULL
                              AND EXISTS (SELECT FROM task k WHERE k.patient_id = t.patient_id AND k.open
                                             AND k.kind IN ('problem', 'escalation'))));
