-- Those of some tasks, or of none all, to which something was done at once.
-- in:  bulk_id int8, only int8[]
-- out: many id int8, at timestamptz
SELECT t.id, b.at
  FROM task_bulk b
 CROSS JOIN LATERAL unnest(b.ids) t (id)
 WHERE b.id = :bulk_id AND (cardinality(:'only'::int8[]) = 0 OR t.id = ANY (:'only'::int8[]));
