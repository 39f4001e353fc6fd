-- A step is on again at a facility; no row if it is already.
-- in:  workflow text, place_id int8, step text, reason text, user_id int8?, now timestamptz
-- out: many id int8
UPDATE schedule_off SET on_at = :'now', on_by = :user_id, on_reason = :'reason'
 WHERE workflow = :'workflow' AND place_id = :place_id AND step = :'step' AND on_at IS NULL
RETURNING id;
