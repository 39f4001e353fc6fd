-- Who can sign in, for the person who started the demonstration.
-- in:
-- out: many username text, role text, places text
SELECT u.username, u.role, coalesce((SELECT string_agg(p.name, ', ' ORDER BY p.name)
          FROM user_place up JOIN place p ON p.id = up.place_id WHERE up.user_id = u.id), '')
  FROM app_user u WHERE u.active AND NOT u.machine
 ORDER BY array_position(ARRAY['nurse', 'supervisor', 'admin'], u.role), u.id
 LIMIT 12;
