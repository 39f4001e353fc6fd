-- Questions whose time is over: asked again, or not answered.
-- in:  now timestamptz, most int4
-- out: one done int8
SELECT screening_settle(:'now', :most);
