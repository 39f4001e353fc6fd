-- What a person read a text as is the answer of its day; that of another text stays if it says a problem.
-- in:  patient_id int8, message_id int8, answer text, at timestamptz, hours int4
-- out: none
UPDATE checkin
   SET answer = :'answer', answer_message_id = :message_id, answered_at = coalesce(answered_at, :'at')
 WHERE reminder_id =
       (SELECT reminder_id FROM checkin
         WHERE patient_id = :patient_id
           AND (answer_message_id = :message_id
                OR (asked_at <= :'at'::timestamptz + interval '1 minute'
                    AND asked_at > :'at'::timestamptz - make_interval(hours => :hours)))
         ORDER BY (answer_message_id = :message_id) IS TRUE DESC, asked_at DESC LIMIT 1)
   AND (answer_message_id = :message_id OR answer <> 'problem' OR :'answer' = 'problem')
   AND (answer_message_id = :message_id OR :'answer' <> 'words' OR answer = '');
