-- Keep what is filled in so far, unless another tab has kept something else since; the same once more is fine.
-- in:  id int8, version int4, instance text, page int4, seen text, now timestamptz
-- out: many version int4
UPDATE form_draft
   SET instance = :'instance', page = :page, seen = :'seen', touched_at = :'now', version = version + 1
 WHERE id = :id AND (version = :version OR instance = :'instance')
RETURNING version;
