-- One facility.
-- in:  id int8
-- out: one id int8, name text, zone text, region text, language text, opens text, closes text,
--      checkin_time text, quiet_from text, quiet_until text, emergency_phone text, active bool,
--      version int4, gateway_id int8, gateway text, people int8, patients int8
SELECT p.id, p.name, p.zone, p.region, p.language, left(p.opens::text, 5), left(p.closes::text, 5),
       left(p.checkin_time::text, 5), left(p.quiet_from::text, 5), left(p.quiet_until::text, 5),
       p.emergency_phone, p.active, p.version,
       coalesce(p.gateway_id, 0), coalesce((SELECT u.name FROM app_user u WHERE u.id = p.gateway_id), ''),
       (SELECT count(*) FROM user_place up JOIN app_user u ON u.id = up.user_id
         WHERE up.place_id = p.id AND u.active),
       coalesce((SELECT f.patients FROM place_follow_ups() f WHERE f.place_id = p.id), 0)
  FROM place p
 WHERE p.id = :id AND p.kind = 'facility';
