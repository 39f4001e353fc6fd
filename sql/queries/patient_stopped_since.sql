-- What he, or a person for him, has said about messages after this moment: texts come in another order than he wrote them,
-- and when one of them stopped the messages is no matter, but when he wrote it.
-- in:  patient_id int8, thread_id int8, at timestamptz
-- out: one stopped bool, started bool
SELECT coalesce(p.opted_out_at > :'at' AND p.opted_out_how <> 'sms', false)
       OR EXISTS (SELECT FROM message m WHERE m.thread_id = :thread_id AND m.at > :'at' AND m.direction = 'in' AND m.reads = 'stop'),
       EXISTS (SELECT FROM message m WHERE m.thread_id = :thread_id AND m.at > :'at' AND m.direction = 'in' AND m.reads = 'start')
  FROM patient p WHERE p.id = :patient_id;
