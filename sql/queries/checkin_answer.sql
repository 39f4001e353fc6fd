-- Attach an answer to the last question that can still be answered; a worse one replaces a better.
-- in:  patient_id int8, answer text, message_id int8, at timestamptz, hours int4
-- out: none
UPDATE checkin
   SET answer = :'answer', answer_message_id = :message_id, answered_at = coalesce(answered_at, :'at')
 WHERE reminder_id =
       (SELECT reminder_id FROM checkin
         WHERE patient_id = :patient_id AND asked_at <= :'at'::timestamptz + interval '1 minute'
           AND asked_at > :'at'::timestamptz - make_interval(hours => :hours)
         ORDER BY asked_at DESC LIMIT 1)
   AND (answer = '' OR :'answer' = 'problem' OR (answer = 'words' AND :'answer' = 'fine'));
