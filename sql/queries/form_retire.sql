-- Retire a form, or bring it back.
-- in:  id int8, retired_at timestamptz?, user_id int8?
-- out: none
UPDATE form SET retired_at = :'retired_at', retired_by = :user_id
 WHERE id = :id AND (retired_at IS NULL) <> (:'retired_at'::timestamptz IS NULL);
