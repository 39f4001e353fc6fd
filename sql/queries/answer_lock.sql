-- Hold a ready answer still: versions come one after the other.
-- in:  id int8
-- out: one latest int4
SELECT coalesce((SELECT max(v.number) FROM answer_version v WHERE v.answer_id = a.id), 0)
  FROM answer a WHERE a.id = :id FOR UPDATE;
