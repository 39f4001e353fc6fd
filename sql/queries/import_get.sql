-- A file that is not a day old, and whether it is night where their phones would ring.
-- in:  id int8, now timestamptz
-- out: one id int8, kind text, place_id int8, place_name text, zone text, at timestamptz, file_name text, content text,
--      clients int4, unread text, registered int4, registered_at timestamptz?, registered_by text, quiet bool
SELECT i.id, i.kind, i.place_id, pl.name, pl.zone, i.at, i.file_name, i.content, i.clients, i.unread, i.registered,
       i.registered_at, coalesce(u.name, ''),
       coalesce(CASE WHEN pl.quiet_from > pl.quiet_until
           THEN l.clock >= pl.quiet_from OR l.clock < pl.quiet_until
           ELSE l.clock >= pl.quiet_from AND l.clock < pl.quiet_until END, false)
  FROM import i
  JOIN place pl ON pl.id = i.place_id
 CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::time AS clock) l
  LEFT JOIN app_user u ON u.id = i.registered_by
 WHERE i.id = :id AND i.at > :'now'::timestamptz - interval '1 day';
