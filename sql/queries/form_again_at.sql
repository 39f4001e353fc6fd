-- When somebody is tried again, by what a form says of it: in two hours, on a day when his place is open, or at a time on its clocks.
-- in:  next_try text, place_id int8?, zone text, now timestamptz
-- out: one at timestamptz?
SELECT CASE WHEN :'next_try' = '2h' THEN :'now'::timestamptz + interval '2 hours'
            WHEN :'next_try' = 'tomorrow' THEN open_day(:place_id, :'now', 1, :'zone')
            WHEN :'next_try' = '3days' THEN open_day(:place_id, :'now', 3, :'zone')
            WHEN :'next_try' ~ '^[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9](T([01][0-9]|2[0-3]):[0-5][0-9].*)?$' THEN local_moment(left(:'next_try', 10)::date,
                coalesce(nullif(substr(:'next_try', 12, 5), '')::time, z.opens, '08:00'), z.zone) END
  FROM (SELECT coalesce(max(p.zone), :'zone') AS zone, max(p.opens) AS opens FROM place p WHERE p.id = :place_id) z;
