-- From the beginning of one day of a facility to the last moment before another begins.
-- in:  place_id int8, day text, after text
-- out: one starts_at timestamptz, ends_at timestamptz
SELECT day_begins(:'day'::date, p.zone), day_begins(:'after'::date, p.zone) - interval '1 microsecond'
  FROM place p WHERE p.id = :place_id;
