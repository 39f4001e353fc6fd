-- Everybody who signs in, or once did.
-- in:
-- out: many id int8, username text, name text, role text, active bool, signed_in_at timestamptz?,
--      places int8, place_names text
SELECT u.id, u.username, u.name, u.role, u.active, u.signed_in_at, count(p.id),
       coalesce(string_agg(p.name, ', ' ORDER BY p.name), '')
  FROM app_user u
  LEFT JOIN user_place up ON up.user_id = u.id
  LEFT JOIN place p ON p.id = up.place_id
 GROUP BY u.id, u.username, u.name, u.role, u.active, u.signed_in_at
 ORDER BY NOT u.active, u.name, u.id;
