-- Each of these versions leaves for it, once; those of a topic have numbers.
-- in:  subscription_id int8, tasks int8[], versions int8[], now timestamptz
-- out: none
WITH made AS (
	INSERT INTO subscription_event (subscription_id, task_id, version, made_at, run_at, number)
	SELECT s.id, w.task_id, w.version, :'now', :'now', CASE s.content WHEN '' THEN 0 ELSE s.told + w.n END
	  FROM subscription s, unnest(:'tasks'::int8[], :'versions'::int8[]) WITH ORDINALITY w (task_id, version, n)
	 WHERE s.id = :subscription_id
	    ON CONFLICT (subscription_id, version) DO NOTHING
	RETURNING number
)
UPDATE subscription SET told = (SELECT max(number) FROM made)
 WHERE id = :subscription_id AND content <> '' AND EXISTS (SELECT FROM made);
