-- A shift is not any more: one that has begun ends now.  What is over stays as it was.
-- in:  id int8, now timestamptz
-- out: many id int8
WITH gone AS (
	DELETE FROM duty_shift WHERE id = :id AND begins_at > :'now' RETURNING id
), cut AS (
	UPDATE duty_shift SET ends_at = :'now' WHERE id = :id AND begins_at <= :'now' AND ends_at > :'now' RETURNING id
)
SELECT id FROM gone UNION ALL SELECT id FROM cut;
