-- What is held of a step at a facility leaves in its turn, or never.
-- in:  place_id int8, step text, leaves bool, now timestamptz
-- out: one settled int8
SELECT reminder_held_settle(:place_id, :'step', :leaves, :'now');
