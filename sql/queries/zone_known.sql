-- Whether the database knows a time zone by this name.
-- in:  zone text
-- out: one known bool
SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = :'zone' AND name LIKE '%/%'
       AND name NOT LIKE 'posix/%' AND name NOT LIKE 'Etc/%') OR :'zone' = 'UTC';
