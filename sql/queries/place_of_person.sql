-- What registering somebody at a facility needs of it.
-- in:  place_id int8, now timestamptz
-- out: one region text, language text, today text
SELECT region, language, ((:'now'::timestamptz AT TIME ZONE zone)::date)::text FROM place WHERE id = :place_id AND active;
