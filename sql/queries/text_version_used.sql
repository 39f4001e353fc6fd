-- The version of a programme's texts that holds now, its draft, and the one published before another; 0: there is none.
-- in:  workflow text, before int4
-- out: one id int8, number int4, draft_id int8, before_id int8
SELECT coalesce(max(id) FILTER (WHERE published_at IS NOT NULL), 0), coalesce(max(number) FILTER (WHERE published_at IS NOT NULL), 0),
       coalesce(max(id) FILTER (WHERE published_at IS NULL), 0),
       coalesce(max(id) FILTER (WHERE published_at IS NOT NULL AND number < :before), 0)
  FROM text_version WHERE workflow = :'workflow';
