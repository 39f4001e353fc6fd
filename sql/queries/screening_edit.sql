-- A draft is taken to be changed, as it was seen; no row: it has changed since, or was started.
-- in:  id int8, edits int4
-- out: many edits int4
UPDATE screening SET edits = edits + 1 WHERE id = :id AND edits = :edits AND state = 'draft' RETURNING edits;
