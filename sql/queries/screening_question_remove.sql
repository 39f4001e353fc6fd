-- A question of a draft that is asked no more.
-- in:  screening_id int8, number int4
-- out: none
DELETE FROM screening_question WHERE screening_id = :screening_id AND number = :number;
