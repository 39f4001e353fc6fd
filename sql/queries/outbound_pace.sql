-- Whether its receiver keeps its caller waiting.
-- in:  id int8, slow bool
-- out: none
UPDATE outbound_push SET slow = :slow WHERE id = :id;
