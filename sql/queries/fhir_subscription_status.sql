-- How a client's subscriptions stand: all of the list, or all it has.
-- in:  ids int8[]
-- out: many id int8, status text, topic text, told int8, error text
SELECT s.id, s.status, CASE s.content WHEN '' THEN '' ELSE s.criteria END, s.told, s.error
  FROM subscription s WHERE cardinality(:'ids'::int8[]) = 0 OR s.id = ANY (:'ids'::int8[])
 ORDER BY s.id;
