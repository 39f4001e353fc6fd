-- A day on which a facility stays closed; no row if it is one already.
-- in:  place_id int8, day date, name text, user_id int8?, now timestamptz
-- out: many id int8
INSERT INTO place_holiday (place_id, day, name, created_at, created_by)
VALUES (:place_id, :'day', :'name', :'now', :user_id)
    ON CONFLICT (place_id, day) DO NOTHING
RETURNING id;
