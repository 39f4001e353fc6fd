-- Of the questions of this morning :n fall due evenly from five o'clock, :per_s of them a
-- second, and no other text today.
WITH morning AS (
	SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS n FROM reminder
	 WHERE state = 'planned' AND due_at < '2035-03-18 00:00:00+00'
)
UPDATE reminder r
   SET due_at = CASE WHEN m.n <= :n THEN timestamptz '2035-03-17 05:00:00+00' + make_interval(secs => (m.n - 1) / (:per_s)::float8)
                     ELSE due_at + interval '1 day' END
  FROM morning m WHERE m.id = r.id;
VACUUM ANALYZE reminder;
