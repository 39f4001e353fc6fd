-- The oldest of what has changed, which is ours now.
-- in:  most int4
-- out: one subjects int8[], docs text[], n int8
WITH taken AS (
	DELETE FROM outbound_news WHERE id IN (SELECT id FROM outbound_news ORDER BY id LIMIT :most) RETURNING subject, doc
)
SELECT coalesce(array_agg(DISTINCT subject), '{}'), coalesce(array_agg(DISTINCT doc), '{}'), count(*) FROM taken;
