-- A draft's plan is another one; no row if somebody has changed or published it meanwhile.
-- in:  id int8, edits int4, plan jsonb, now timestamptz
-- out: many id int8
UPDATE schedule_version SET plan = :'plan', edits = edits + 1, changed_at = :'now'
 WHERE id = :id AND edits = :edits AND published_at IS NULL
RETURNING id;
