-- The draft of a programme's schedule.
-- in:  workflow text
-- out: many id int8
SELECT id FROM schedule_version WHERE workflow = :'workflow' AND published_at IS NULL;
