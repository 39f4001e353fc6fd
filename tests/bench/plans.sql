-- From PostgreSQL's log with auto_explain: the plans of one request of each page,
-- for reading.
CREATE TEMP TABLE log (n bigint GENERATED ALWAYS AS IDENTITY, line text);
COPY log (line) FROM :'log' WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02');
SELECT format(E'\n== %s, request %s\n%s', mark[1], mark[2], message)
  FROM (SELECT n, message, first_value(mark) OVER (PARTITION BY marks ORDER BY n) AS mark
          FROM (SELECT n, message, mark, count(mark) OVER (ORDER BY n) AS marks
                  FROM (SELECT n, message, regexp_match(message, 'bench product: ([a-z]+) ([0-9]+)') AS mark
                          FROM (SELECT n, line::jsonb ->> 'message' AS message FROM log) entry) said) marked) placed
 WHERE message ~ '^duration: .*plan:' AND message !~ 'SELECT ''bench '
   AND mark[1] <> 'nothing' AND mark[2] = '1'
 ORDER BY n;
