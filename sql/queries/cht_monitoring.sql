-- How much waits and how it went, for whoever watches a CHT.
-- in:  now timestamptz
-- out: one body text
SELECT cht_monitoring(:'now')::text;
