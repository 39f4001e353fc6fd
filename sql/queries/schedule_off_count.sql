-- What of a step is still to come at a facility, and of how many clients.
-- in:  place_id int8, workflow text, step text, now timestamptz
-- out: one texts int8, clients int8
SELECT texts, clients FROM schedule_off_count(:place_id, :'workflow', :'step', :'now');
