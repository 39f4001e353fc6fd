-- What the sessions of a role were asked, from PostgreSQL's own log, into
-- bench.heard: once for the product (side "product") and once for pgbench, which
-- is then compared with it.  A line "bench SIDE: PAGE N" stands before each
-- request's statements.
--
-- A statement becomes a shape, with ? for each place of a parameter, and the
-- values of those places: that is the same on both sides, though pgbench numbers
-- a parameter anew at each place where it stands.
SET client_min_messages = warning;
CREATE TABLE IF NOT EXISTS bench.heard (side text, page text, request integer, step bigint, query text, shape text,
    places text[], script text, PRIMARY KEY (side, page, request, step));
CREATE TEMP TABLE log (n bigint GENERATED ALWAYS AS IDENTITY, line text);
COPY log (line) FROM :'log' WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02');
CREATE TEMP TABLE parameter (query text, number integer, type text);
COPY parameter FROM :'types' WITH (DELIMITER ' ');

CREATE TEMP TABLE entry AS
SELECT n, line ->> 'user' AS who, line ->> 'message' AS message, line ->> 'detail' AS detail,
       regexp_match(line ->> 'message', 'bench ' || :'side' || ': ([a-z_]+) ([0-9]+)') AS mark
  FROM (SELECT n, line::jsonb FROM log) l
 WHERE line ->> 'message' ~ '^(statement|execute [^:]*): ';

-- One row a statement, also of those sent together; what was prepared, with the
-- values that came with it.
CREATE TEMP TABLE statement AS
SELECT mark[1] AS page, mark[2]::int AS request, row_number() OVER (PARTITION BY mark ORDER BY n, part) AS step, query,
       btrim(part.text, E' \n\t;') AS text,
       ARRAY(SELECT CASE WHEN v[1] <> 'NULL' THEN replace(substr(v[1], 2, length(v[1]) - 2), '''''', '''') END
               FROM regexp_matches(detail, '\$[0-9]+ = (NULL|''(?:[^'']|'''')*'')', 'g') WITH ORDINALITY m (v, i)
              ORDER BY i) AS given
  FROM (SELECT e.n, e.detail, substring(e.message FROM '^execute ([^:]*): ') AS query,
               regexp_replace(e.message, '^(statement|execute [^:]*): ', '') AS whole,
               (SELECT m.mark FROM entry m WHERE m.n < e.n AND m.mark IS NOT NULL ORDER BY m.n DESC LIMIT 1) AS mark
          FROM entry e WHERE e.who = :'who') said
 CROSS JOIN LATERAL regexp_split_to_table(whole, CASE WHEN query IS NULL THEN ';\s*' ELSE '$^' END)
     WITH ORDINALITY part (text, part)
 WHERE mark IS NOT NULL AND btrim(part.text, E' \n\t;') <> '';

-- Each place of a parameter in turn: what stands before it, its value, its type.
-- pgbench's cast is ours, and not part of the statement; it knows no NULL and no
-- empty value, which stand in the text instead.
CREATE TEMP TABLE gap AS
SELECT page, request, step, i, pieces[i] AS before, i > cardinality(numbers) AS last,
       nullif(given[numbers[i]], '') AS value,
       coalesce(CASE given[numbers[i]] WHEN '' THEN quote_literal('') END, 'NULL') || '::' || coalesce(p.type, '?') AS constant,
       p.type
  FROM (SELECT *, regexp_split_to_array(text, CASE :'side' WHEN 'pgbench' THEN '\$[0-9]+::[a-z0-9]+(?:\[\])?' ELSE '\$[0-9]+' END) AS pieces,
               ARRAY(SELECT v[1]::int FROM regexp_matches(text, '\$([0-9]+)', 'g') WITH ORDINALITY m (v, i) ORDER BY i) AS numbers
          FROM statement) s
 CROSS JOIN LATERAL generate_subscripts(pieces, 1) i
  LEFT JOIN parameter p ON p.query = s.query AND p.number = s.numbers[i];

INSERT INTO bench.heard
SELECT :'side', page, request, step, query,
       replace(string_agg(before || CASE WHEN last THEN '' WHEN value IS NULL THEN constant ELSE '?' END, '' ORDER BY i),
           'U&''urn\003Aaftercare\003Atask''', '''urn:aftercare:task'''),
       coalesce(array_agg(value ORDER BY i) FILTER (WHERE value IS NOT NULL), '{}'),
       -- pgbench takes a colon for the beginning of a name, also between quotes.
       string_agg(replace(before, '''urn:aftercare:task''', 'U&''urn\003Aaftercare\003Atask''') || CASE WHEN last THEN '' WHEN value IS NULL THEN constant
                                 ELSE ':v' || md5(value) || '::' || type END, '' ORDER BY i) || ';'
  FROM statement JOIN gap USING (page, request, step)
 WHERE page <> 'nothing' GROUP BY page, request, step, query
ON CONFLICT DO NOTHING; -- heard before, by the same role
