-- His words are no answer: he was told so, or a nurse has him in hand.
-- in:  id int8, again_said bool, nurse bool
-- out: none
WITH asked AS (
	UPDATE screening_ask
	   SET again_said = again_said OR :again_said,
	       state = CASE WHEN :nurse AND state IN ('planned', 'open') THEN 'nurse' ELSE state END
	 WHERE id = :id
	RETURNING person_id
)
UPDATE screening_person p SET state = 'nurse' FROM asked WHERE p.id = asked.person_id AND :nurse AND p.state = 'asked';
