-- Where pgbench did not say word for word what the product said.
SELECT format('%s, request %s, step %s: the product says %L with %s, pgbench %L with %s', page, request, step,
           left(p.shape, 300), p.places, left(b.shape, 300), b.places)
  FROM (SELECT * FROM bench.heard WHERE side = 'product') p
  FULL JOIN (SELECT * FROM bench.heard WHERE side = 'pgbench') b USING (page, request, step)
 WHERE (p.shape, p.places) IS DISTINCT FROM (b.shape, b.places)
 ORDER BY page, request, step
 LIMIT 5;
