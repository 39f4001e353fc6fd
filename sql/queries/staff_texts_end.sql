-- A colleague wants no more texts about cases.
-- in:  user_id int8
-- out: none
SELECT staff_texts_end(:user_id);
