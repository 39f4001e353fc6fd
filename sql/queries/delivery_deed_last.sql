-- The last deeds of these texts, or of those that were done at once with this key, that have not been taken back.
-- in:  bulk uuid?, message_id int8?
-- out: many id int8, message_id int8, what text
SELECT DISTINCT ON (d.message_id) d.id, d.message_id, d.what
  FROM delivery_deed d
 WHERE (d.bulk = :'bulk'::uuid OR (:'bulk'::uuid IS NULL AND d.message_id = :message_id)) AND d.undone_at IS NULL
   -- Whatever was done with one since stands.
   AND NOT EXISTS (SELECT FROM delivery_deed l WHERE l.message_id = d.message_id AND l.id > d.id AND l.undone_at IS NULL)
 ORDER BY d.message_id, d.id DESC LIMIT 200;
