-- A day as it is planned, beside what it would be by another plan.
-- in:  plan jsonb, per_day int8?, workflow text, day date, now timestamptz
-- out: many place_name text, zone text, emergency_phone text, number text, language text, shared bool, heard bool, against text,
--      step text, version_id int8?, due_now timestamptz?, due_then timestamptz?, planned timestamptz?, moves text,
--      anchor text, anchor_day date?
SELECT place_name, zone, emergency_phone, number, language, shared, heard, against, step, version_id, due_now, due_then, planned,
       array_to_string(moves, ' '), coalesce(anchor, ''), anchor_day
  FROM schedule_dry_run(:'plan', :per_day::int4, :'workflow', :'day', :'now');
