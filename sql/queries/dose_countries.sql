-- Countries that have a table in use.
-- in:
-- out: many country text, title text
SELECT v.country, v.title FROM dose_version v WHERE v.id = dose_in_use(v.country) ORDER BY v.title;
