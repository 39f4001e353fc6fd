-- A draft is about to change; no row if it has changed since, or is in use.
-- in:  id int8, edits int4
-- out: many edits int4
UPDATE dose_version SET edits = edits + 1 WHERE id = :id AND edits = :edits AND published_at IS NULL RETURNING edits;
