-- What is told to whom, and how it goes.
-- out: many id int8, name text, url text, status text, error text, cron text, per_minute int4, lacks text, waits int8, dead int8,
--      faulty int8, last_at timestamptz?, next_at timestamptz?
SELECT p.id, p.name, p.url, p.status, p.error, p.cron, p.per_minute, outbound_lacks(p.credential), e.waits, e.dead, e.faulty, e.last_at,
       CASE WHEN p.tries > 0 AND p.status = 'active' THEN p.next_at END
  FROM outbound_push p
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.state IN ('ready', 'leased')) AS waits,
       count(*) FILTER (WHERE x.state = 'dead' AND x.fields <> '{}') AS dead, count(*) FILTER (WHERE x.state = 'dead' AND x.fields = '{}') AS faulty,
       max(x.finished_at) FILTER (WHERE x.state = 'done') AS last_at
       FROM outbound_event x WHERE x.push_id = p.id) e
 ORDER BY p.name;
