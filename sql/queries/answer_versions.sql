-- What a ready answer said and says, the latest first.
-- in:  answer_id int8
-- out: many id int8, number int4, title text, day_from int4, day_to int4, sign text, created_at timestamptz,
--      created_by int8?, writer text, approved_at timestamptz?, approver text, good_until date?
SELECT v.id, v.number, v.title, v.day_from, v.day_to, v.sign, v.created_at, v.created_by, coalesce(w.name, ''),
       v.approved_at, coalesce(c.name, ''), v.good_until
  FROM answer_version v LEFT JOIN app_user w ON w.id = v.created_by LEFT JOIN app_user c ON c.id = v.approved_by
 WHERE v.answer_id = :answer_id
 ORDER BY v.number DESC
 LIMIT 200;
