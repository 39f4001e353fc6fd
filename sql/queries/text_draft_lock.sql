-- A draft is somebody's until his transaction ends; no row if there is none.
-- in:  workflow text, now timestamptz
-- out: many id int8, number int4
UPDATE text_version SET changed_at = :'now' WHERE workflow = :'workflow' AND published_at IS NULL RETURNING id, number;
