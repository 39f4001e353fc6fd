-- A draft is given up.
-- in:  id int8
-- out: many id int8
DELETE FROM dose_version WHERE id = :id AND published_at IS NULL RETURNING id;
