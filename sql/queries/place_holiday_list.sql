-- The holidays of a facility from a day on.
-- in:  place_id int8, since date
-- out: many id int8, day date, name text, created_by text
SELECT h.id, h.day, h.name, coalesce(u.name, '')
  FROM place_holiday h LEFT JOIN app_user u ON u.id = h.created_by
 WHERE h.place_id = :place_id AND h.day >= :'since'
 ORDER BY h.day LIMIT 200;
