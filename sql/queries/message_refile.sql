-- A person reads a text otherwise than the program did.
-- in:  message_id int8, user_id int8, reads text, urgency int4
-- out: none
UPDATE message
   SET refiled_from = CASE WHEN refiled_by IS NULL THEN reads ELSE refiled_from END, refiled_by = :user_id,
       reads = :'reads', urgency = :urgency, sign = CASE WHEN :'reads' = 'problem' THEN sign ELSE '' END
 WHERE id = :message_id;
