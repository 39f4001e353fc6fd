-- A question that may be asked again; and, where its day has passed, today's that can be asked in its place (0: none).
-- Ask after thread_lock.
-- in:  message_id int8, now timestamptz
-- out: one thread_id int8, day int4, today bool, answered bool, may bool, today_id int8, today_day int4, quiet_from text,
--      quiet_until text, zone text
-- use: delivery_question, delivery_may_ask
SELECT m.thread_id, k.day, (k.asked_at AT TIME ZONE pl.zone)::date = here.today, k.answer <> '',
       :delivery_may_ask,
       coalesce(n.message_id, 0), coalesce(n.day, 0), to_char(pl.quiet_from, 'HH24:MI'), to_char(pl.quiet_until, 'HH24:MI'), pl.zone
  FROM :delivery_question
 CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today) here
  LEFT JOIN LATERAL (SELECT t.message_id, t.day FROM checkin t
                      WHERE t.patient_id = k.patient_id AND t.answer = '' AND (t.asked_at AT TIME ZONE pl.zone)::date = here.today
                      ORDER BY t.asked_at DESC LIMIT 1) n ON true
 WHERE k.patient_id = (SELECT patient_id FROM message WHERE id = :message_id) AND k.message_id = :message_id;
