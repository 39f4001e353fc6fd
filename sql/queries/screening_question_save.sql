-- A question of a draft, by its number before (0: a new one); its answers are written anew.  No row: another has that number.
-- in:  screening_id int8, was int4, number int4, languages text[], ask text[], again text[]
-- out: many id int8
WITH kept AS (
	UPDATE screening_question q
	   SET number = :number, ask = jsonb_object(:'languages', :'ask'), again = jsonb_object(:'languages', :'again')
	 WHERE q.screening_id = :screening_id AND q.number = :was
	   AND (:was = :number OR NOT EXISTS (SELECT FROM screening_question o WHERE o.screening_id = :screening_id AND o.number = :number))
	RETURNING q.id
), gone AS (
	DELETE FROM screening_answer a USING kept k WHERE a.question_id = k.id
), added AS (
	INSERT INTO screening_question (screening_id, number, ask, again)
	SELECT :screening_id, :number, jsonb_object(:'languages', :'ask'), jsonb_object(:'languages', :'again') WHERE :was = 0
	    ON CONFLICT DO NOTHING
	RETURNING id
)
SELECT id FROM kept UNION ALL SELECT id FROM added;
