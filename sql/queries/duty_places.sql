-- Facilities whose duty whoever asks plans: the administrator's all, a supervisor's own.
-- in:  now timestamptz
-- out: many id int8, name text, zone text, today date
SELECT p.id, p.name, p.zone, (:'now'::timestamptz AT TIME ZONE p.zone)::date
  FROM place p
 WHERE p.active AND p.kind = 'facility' AND ((SELECT my_role()) = 'admin' OR p.id = ANY ((SELECT my_places())::bigint[]))
 ORDER BY p.name, p.id;
