-- Nobody is offered it any more, or again.
-- in:  id int8, retired_at timestamptz?, retired_by int8?
-- out: one id int8
UPDATE answer SET retired_at = :'retired_at', retired_by = :retired_by WHERE id = :id RETURNING id;
