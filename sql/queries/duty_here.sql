-- Who is on duty at these facilities.
-- in:  now timestamptz, places int8[]
-- out: many place_id int8, place_name text, zone text, user_id int8?, name text, ends_at timestamptz?, kept bool
-- use: duty_here
WITH asked AS (SELECT unnest(:'places'::int8[]) AS id)
:duty_here;
