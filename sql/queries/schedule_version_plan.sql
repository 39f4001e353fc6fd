-- The plan of a version.
-- in:  id int8
-- out: one plan text
SELECT plan::text FROM schedule_version WHERE id = :id;
