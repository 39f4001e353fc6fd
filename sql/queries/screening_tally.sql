-- How often what was answered to each question: '' nothing, ? it still waits, ! a nurse reads it, - asked no more.
-- in:  id int8
-- out: many number int4, code text, people int8
SELECT number, code, people FROM screening_tally(:id) ORDER BY number, code;
