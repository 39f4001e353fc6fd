-- A draft becomes the version in use; no row if it is none.
-- in:  id int8, reason text, user_id int8?, now timestamptz
-- out: many id int8
UPDATE text_version SET published_at = :'now', published_by = :user_id, reason = :'reason'
 WHERE id = :id AND published_at IS NULL
RETURNING id;
