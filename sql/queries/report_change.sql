-- A report says something else; what it said before is kept.
-- in:  id int8, version int4, fields jsonb, hidden_fields jsonb, instance text?, why text, user_id int8?, now timestamptz
-- out: many version int4
UPDATE report
   SET fields = :'fields', hidden_fields = :'hidden_fields', instance = :'instance', why = :'why', changed_by = :user_id,
       changed_at = :'now', version = version + 1
 WHERE id = :id AND version = :version
RETURNING version;
