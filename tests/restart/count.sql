-- The answers of the load against the rows of the database.
CREATE TEMP VIEW posted AS
SELECT part, replace(name, '.again', '') AS name, key, bool_or(verdict = 'ok') AS acknowledged,
       count(*) AS sent
  FROM restart.result
 WHERE name ~ '^(reply|draft|note|take|hook)(\.again)?$'
 GROUP BY 1, 2, 3;
CREATE TEMP VIEW done AS SELECT name, key, count(*) AS times FROM restart.trace GROUP BY 1, 2;
CREATE TEMP VIEW judged AS
SELECT p.*, coalesce(d.times, 0) AS times FROM posted p LEFT JOIN done d USING (name, key);

CREATE FUNCTION pg_temp.lost() RETURNS bigint LANGUAGE sql AS
	$$ SELECT count(*) FROM judged WHERE acknowledged AND times = 0 $$;
-- A draft that was sent once more is the same draft.
CREATE FUNCTION pg_temp.doubled() RETURNS bigint LANGUAGE sql AS
	$$ SELECT count(*) FROM judged WHERE times > 1 AND name <> 'draft' $$;

-- A reload closes the kept connections, and what is just leaving on one goes out again; nothing else may cost a connection.
CREATE FUNCTION pg_temp.is_near_a_reload(at bigint, us bigint) RETURNS boolean LANGUAGE sql AS
	$$ SELECT EXISTS (SELECT FROM restart.reload l WHERE l.at <= $1 + $2 + 100000 AND l.at >= $1 - 2000000) $$;
CREATE FUNCTION pg_temp.retried_unexplained() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM restart.result r WHERE part = 'restart' AND tries > 1 AND NOT pg_temp.is_near_a_reload(r.at, r.us)
$$;

-- The control: what is taken away, what is added, and what was sent again without a reload must be noticed; what was sent
-- again in a reload's moment must not.
BEGIN;
DO $$
DECLARE
	lost bigint := pg_temp.lost();
	doubled bigint := pg_temp.doubled();
	retried bigint := pg_temp.retried_unexplained();
	planted bigint;
BEGIN
	SELECT coalesce((SELECT r.at FROM restart.result r WHERE part = 'restart' AND NOT pg_temp.is_near_a_reload(r.at, 0) LIMIT 1),
	                (SELECT max(at) + 4000000 FROM restart.reload)) INTO planted;
	INSERT INTO restart.result (at, us, code, verdict, tries, name, key, part)
	SELECT planted, 0, code, verdict, 2, name, key || '.planted', part FROM restart.result r WHERE part = 'restart' AND name = 'tasks' LIMIT 1;
	INSERT INTO restart.result (at, us, code, verdict, tries, name, key, part)
	SELECT l.at, 0, code, verdict, 2, name, key || '.planted', part FROM restart.result, (SELECT min(at) FROM restart.reload) l (at)
	 WHERE part = 'restart' AND name = 'tasks' AND l.at IS NOT NULL LIMIT 1;
	IF pg_temp.retried_unexplained() <> retried + 1 THEN
		RAISE EXCEPTION 'the count does not tell apart what was sent again in a reload and else';
	END IF;
	SET LOCAL session_replication_role = replica;
	DELETE FROM task_event WHERE id = (SELECT max(e.id) FROM task_event e
	    JOIN restart.result r ON r.name = 'note' AND r.verdict = 'ok' AND e.note LIKE '%' || r.key);
	INSERT INTO task_event (task_id, at, what, note)
	SELECT task_id, at, what, note FROM task_event WHERE id = (SELECT max(e.id) FROM task_event e
	    JOIN restart.result r ON r.name = 'note' AND r.verdict = 'ok' AND e.note LIKE '%' || r.key);
	IF pg_temp.lost() <> lost + 1 OR pg_temp.doubled() <> doubled + 1 THEN
		RAISE EXCEPTION 'the count does not notice what is lost or doubled';
	END IF;
END $$;
\if :control
COMMIT;
\else
ROLLBACK;
\endif

SELECT 'figure restart.requests ' || count(*) || ' requests' FROM restart.result WHERE part = 'restart';
SELECT 'figure restart.rate ' || round(count(*) * 1000000.0 / nullif(max(at + us) - min(at), 0), 1) || ' requests/s'
  FROM restart.result WHERE part = 'restart';
SELECT 'figure restart.posts ' || count(*) || ' requests' FROM posted WHERE part = 'restart';
SELECT 'figure restart.failed ' || count(*) || ' requests' FROM restart.result
 WHERE part = 'restart' AND verdict <> 'ok';
SELECT 'figure restart.posts_lost ' || pg_temp.lost() || ' requests';
SELECT 'figure restart.posts_doubled ' || pg_temp.doubled() || ' requests';
SELECT 'figure restart.retried ' || count(*) || ' requests' FROM restart.result
 WHERE part = 'restart' AND tries > 1;
SELECT 'figure restart.retried_unexplained ' || pg_temp.retried_unexplained() || ' requests';
SELECT 'figure restart.p99 ' || round(coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY us), 0) / 1000.0, 1)
       || ' ms' FROM restart.result WHERE part = 'restart';
SELECT 'figure restart.kill_requests ' || count(*) || ' requests' FROM restart.result WHERE part = 'kill';
SELECT 'figure restart.kill_broken ' || count(*) || ' requests' FROM restart.result
 WHERE part = 'kill' AND verdict = 'error';
SELECT 'figure restart.kill_wrong ' || count(*) || ' requests' FROM restart.result
 WHERE part = 'kill' AND verdict = 'wrong';
SELECT 'figure restart.resent ' || count(*) || ' forms' FROM judged WHERE part = 'kill' AND sent > 1;
SELECT 'figure restart.resent_lost ' || count(*) || ' forms' FROM judged
 WHERE part = 'kill' AND sent > 1 AND (NOT acknowledged OR times = 0);
