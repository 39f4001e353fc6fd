-- A step is off at a facility from now on; no row if it is already, or if there is no such facility.
-- in:  workflow text, place_id int8, step text, reason text, user_id int8?, now timestamptz
-- out: many id int8
INSERT INTO schedule_off (workflow, place_id, step, reason, off_at, off_by)
SELECT :'workflow', p.id, :'step', :'reason', :'now', :user_id FROM place p WHERE p.id = :place_id AND p.kind = 'facility'
    ON CONFLICT DO NOTHING
RETURNING id;
