-- The hours of one facility, or of all that are not closed (0), as they are set now.
-- in:  only_place int8
-- out: many id int8, name text, checkin_time text, quiet_from text, quiet_until text, version int4
SELECT p.id, p.name, left(p.checkin_time::text, 5), left(p.quiet_from::text, 5), left(p.quiet_until::text, 5), p.version
  FROM place p
 WHERE p.kind = 'facility' AND CASE :only_place WHEN 0 THEN p.active ELSE p.id = :only_place END
 ORDER BY p.name, p.id;
