-- The country in which most facilities are: how a number without its country is meant, where nothing else tells.
-- in:
-- out: one region text
SELECT coalesce((SELECT region FROM place WHERE active AND kind = 'facility' GROUP BY region ORDER BY count(*) DESC, region LIMIT 1), '');
