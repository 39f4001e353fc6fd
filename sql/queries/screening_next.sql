-- His next question: it leaves at once, while he has the phone in his hand.
-- in:  person_id int8, number int4, now timestamptz, until timestamptz
-- out: none
WITH on_again AS (
	UPDATE screening_person SET state = 'asked', reason = '' WHERE id = :person_id RETURNING *
)
INSERT INTO screening_ask (person_id, patient_id, place_id, number, due_at, follows_until)
SELECT p.id, p.patient_id, p.place_id, :number, :'now', :'until' FROM on_again p
    ON CONFLICT (person_id, number) DO UPDATE SET state = 'planned', reason = '', due_at = excluded.due_at, follows_until = excluded.follows_until
 WHERE screening_ask.state = 'skipped';
