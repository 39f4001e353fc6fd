-- A person said whose text this is.
-- in:  message_id int8, thread_id int8, patient_id int8, user_id int8, reads text, urgency int4, sign text, matched text,
--      question text, read_by text, why int4
-- out: none
UPDATE message m
   SET thread_id = :thread_id, patient_id = :patient_id, place_id = p.place_id, attributed_by = :user_id,
       reads = :'reads', urgency = :urgency, sign = :'sign', matched = :'matched', question = :'question', read_by = :'read_by',
       why = :why
  FROM patient p
 WHERE m.id = :message_id AND p.id = :patient_id;
