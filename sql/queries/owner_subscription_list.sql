-- Who is told of what, and what waits or was given up.
-- out: many id int8, client text, status text, criteria text, endpoint text, waits int8, dead int8, error text, last_at timestamptz?,
--      next_at timestamptz?
SELECT s.id, u.username, s.status, s.criteria, s.endpoint, e.waits, e.dead, coalesce(nullif(s.error, ''), e.reason, ''), e.last_at,
       CASE WHEN s.tries > 0 AND s.status = 'active' THEN s.next_at END
  FROM subscription s JOIN app_user u ON u.id = s.user_id
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.state IN ('ready', 'leased')) AS waits, count(*) FILTER (WHERE x.state = 'dead') AS dead,
       max(x.finished_at) FILTER (WHERE x.state = 'done') AS last_at,
       (array_agg(x.reason ORDER BY x.version) FILTER (WHERE x.state <> 'done' AND x.reason <> ''))[1] AS reason
       FROM subscription_event x WHERE x.subscription_id = s.id) e
 ORDER BY s.id;
