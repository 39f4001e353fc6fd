-- Read again what could not be read.
-- in:
-- out: one n int8
WITH again AS (
	UPDATE inbox SET state = 'new', attempt = 0, tried_at = NULL, done_at = NULL WHERE state = 'parked' RETURNING 1
)
SELECT count(*) FROM again;
