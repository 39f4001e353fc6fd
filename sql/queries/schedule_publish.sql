-- A draft becomes the version in use; false if it was changed since its dry run.
-- in:  id int8, edits int4, for_all bool, now timestamptz
-- out: one published bool
SELECT schedule_publish(:id, :edits, :for_all, :'now');
