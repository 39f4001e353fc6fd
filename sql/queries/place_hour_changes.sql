-- The last changes of a facility's hour of check-ins, newest first: what the audit has of them, for the administrator.
-- in:
-- out: many place_id int8, place_name text, checkin_time text, version int4, was text, is_now text, at timestamptz, zone text, who text
SELECT p.id, p.name, left(p.checkin_time::text, 5), p.version, left(a.change -> 'checkin_time' ->> 0, 5),
       left(a.change -> 'checkin_time' ->> 1, 5), a.at, p.zone, coalesce(u.name, '')
  FROM audit a
  JOIN place p ON p.id = a.object_id
  LEFT JOIN app_user u ON u.id = a.user_id
 WHERE a.object = 'place' AND a.action = 'update' AND a.change ? 'checkin_time' AND p.kind = 'facility'
 ORDER BY a.at DESC, a.id DESC LIMIT 10;
