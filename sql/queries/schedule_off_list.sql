-- Steps that are off at a facility, and those that were.
-- in:  workflow text
-- out: many id int8, place_id int8, place_name text, zone text, step text, reason text, off_at timestamptz, off_by text,
--      on_at timestamptz?, on_by text, on_reason text, kept int8
SELECT id, place_id, place_name, zone, step, reason, off_at, off_by, on_at, on_by, on_reason, kept FROM schedule_off_list(:'workflow');
