-- One ready answer.
-- in:  id int8
-- out: one id int8, retired_at timestamptz?
SELECT a.id, a.retired_at
  FROM answer a
 WHERE a.id = :id;
