-- It is over; its clock stops.
-- in:  id int8, ending text, ended_at timestamptz
-- out: none
UPDATE referral SET ending = :'ending', ended_at = :'ended_at', followed = true, version = version + 1 WHERE id = :id AND ended_at IS NULL;
