-- What each of these lines of the trail changed, column by column.
-- in:  ids int8[]
-- out: many id int8, field text, was text, is_now text
SELECT a.id, c.key, coalesce(c.value ->> 0, ''), coalesce(c.value ->> 1, '')
  FROM audit a CROSS JOIN LATERAL jsonb_each(a.change) c
 WHERE a.id = ANY (:'ids'::int8[]) AND c.key <> 'id'
   AND (coalesce(c.value ->> 0, '') <> '' OR coalesce(c.value ->> 1, '') <> '')
 ORDER BY a.at DESC, a.id DESC, c.key;
