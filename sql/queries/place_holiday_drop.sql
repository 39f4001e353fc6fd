-- A facility opens on that day after all; no row if it was no holiday of it.
-- in:  place_id int8, id int8
-- out: many id int8
DELETE FROM place_holiday WHERE place_id = :place_id AND id = :id RETURNING id;
