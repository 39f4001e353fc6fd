-- How many automatic texts a person gets a day by a draft; no row if somebody has changed or published it meanwhile.
-- in:  id int8, edits int4, per_day int8?, now timestamptz
-- out: many id int8
UPDATE schedule_version SET per_day = :per_day, edits = edits + 1, changed_at = :'now'
 WHERE id = :id AND edits = :edits AND published_at IS NULL
RETURNING id;
