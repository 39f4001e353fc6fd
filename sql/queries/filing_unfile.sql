-- A text is nobody's again, in the conversation of its number.
-- in:  message_id int8, thread_id int8
-- out: none
UPDATE message m SET thread_id = t.id, patient_id = NULL, place_id = t.place_id, attributed_by = NULL
  FROM thread t WHERE t.id = :thread_id AND m.id = :message_id;
