-- The oldest news, which are ours now.
-- in:  most int4
-- out: one versions int8[], n int8
WITH taken AS (
	DELETE FROM task_news WHERE version IN (SELECT version FROM task_news ORDER BY version LIMIT :most) RETURNING version
)
SELECT coalesce(array_agg(version ORDER BY version), '{}'), count(*) FROM taken;
