-- One shift, and the Monday of the week in which it begins there.
-- in:  id int8
-- out: one place_id int8, monday date
SELECT s.place_id, date_trunc('week', s.begins_at AT TIME ZONE p.zone)::date
  FROM duty_shift s JOIN place p ON p.id = s.place_id WHERE s.id = :id;
