-- Rules that are stopped for somebody, by where they are.
-- in:
-- out: many rule text, file text, line int4, words text, patients int8, numbers int8, places text, first_at timestamptz,
--      last_at timestamptz, times int8
SELECT rule, file, line, words, patients, numbers, places, first_at, last_at, times FROM rule_failing();
