-- Move what is planned for a facility to its hour and zone as they are now.
-- in:  place_id int8, now timestamptz
-- out: one moved int8
SELECT schedule_replan(:place_id, :'now');
