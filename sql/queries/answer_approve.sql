-- Somebody other than its writer says that a version may be sent until that day: the latest one alone, which he has read.
-- in:  answer_id int8, number int4, user_id int8, now timestamptz, good_until date
-- out: many id int8
UPDATE answer_version v SET approved_at = :'now', approved_by = :user_id, good_until = :'good_until'
 WHERE v.answer_id = :answer_id AND v.number = :number AND v.created_by IS DISTINCT FROM :user_id
   AND NOT EXISTS (SELECT FROM answer_version x WHERE x.answer_id = v.answer_id AND x.number > v.number)
RETURNING v.id;
