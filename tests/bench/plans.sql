-- From PostgreSQL's log with auto_explain: the plans of one request of each page,
-- for reading.
CREATE TEMP TABLE log (n bigint GENERATED ALWAYS AS IDENTITY, line text);
COPY log (line) FROM :'log' WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02');
SELECT format(E'\n== %s, request %s\n%s', mark[1], mark[2], message)
  FROM (SELECT e.n, e.message, (SELECT regexp_match(m.line, 'bench product: ([a-z]+) ([0-9]+)') FROM log m
                                 WHERE m.n < e.n AND m.line ~ 'bench product: [a-z]+ [0-9]+' ORDER BY m.n DESC LIMIT 1) AS mark
          FROM (SELECT n, line::jsonb ->> 'message' AS message FROM log) e
         WHERE e.message ~ '^duration: .*plan:') plan
 WHERE mark[1] <> 'nothing' AND mark[2] = '1' AND message !~ 'SELECT ''bench '
 ORDER BY n;
