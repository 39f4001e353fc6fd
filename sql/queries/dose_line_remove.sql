-- A line leaves a draft.
-- in:  id int8, version_id int8
-- out: none
DELETE FROM dose_line WHERE id = :id AND version_id = :version_id;
