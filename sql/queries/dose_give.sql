-- A child was given a dose on that day; said before of another day, it is corrected.
-- in:  child_id int8, vaccine text, number int4, given_on date, batch text, now timestamptz, user_id int8
-- out: one id int8
INSERT INTO dose (child_id, place_id, vaccine, number, given_on, batch, recorded_at, recorded_by)
SELECT c.id, c.place_id, :'vaccine', :number, :'given_on', :'batch', :'now', :user_id FROM child c WHERE c.id = :child_id
    ON CONFLICT (child_id, vaccine, number) DO UPDATE
   SET given_on = excluded.given_on, batch = excluded.batch, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by
RETURNING id;
