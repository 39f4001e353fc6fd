-- It was answered; no row: somebody else's text was faster.
-- in:  id int8, code text, said text, at timestamptz, message_id int8
-- out: many id int8
UPDATE screening_ask
   SET state = 'answered', answer = :'code', said = left(:'said', 160), answered_at = :'at', answer_message_id = :message_id, reason = ''
 WHERE id = :id AND state IN ('planned', 'open', 'silent', 'nurse')
RETURNING id;
