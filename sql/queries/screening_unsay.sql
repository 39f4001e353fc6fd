-- A text was not his: its question waits for an answer as before, and what was asked after it is asked no more.
-- in:  id int8, person_id int8, number int4, now timestamptz
-- out: none
WITH later AS (
	UPDATE screening_ask SET state = 'skipped', reason = 'not-his', answer = '', said = '', answered_at = NULL, answer_message_id = NULL
	 WHERE person_id = :person_id AND number > :number
), back AS (
	UPDATE screening_ask SET state = 'open', answer = '', said = '', answered_at = NULL, answer_message_id = NULL, due_at = greatest(due_at, :'now')
	 WHERE id = :id
)
UPDATE screening_person SET state = 'asked', reason = '', positive_at = NULL, deadline_at = NULL WHERE id = :person_id;
