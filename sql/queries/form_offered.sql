-- Which of these forms can be begun now.
-- in:  names text[]
-- out: many name text
SELECT name FROM form WHERE name = ANY (:'names'::text[]) AND retired_at IS NULL ORDER BY array_position(:'names'::text[], name);
