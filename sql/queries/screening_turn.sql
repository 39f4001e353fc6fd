-- One is paused, goes on or ends; no row: it stands otherwise.
-- in:  id int8, goal text, now timestamptz
-- out: many state text
SELECT state FROM screening_turn(:id, :'goal', :'now');
