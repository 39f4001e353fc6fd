-- What the clients ask of FHIR, each of its own facility: one of its tasks, and what is to be done there.
INSERT INTO bench.request
SELECT 'fhir_read', n, user_id, '/fhir/Task/' || (SELECT t.id FROM task t WHERE t.place_id = u.place_id ORDER BY t.id DESC OFFSET n * 31 % 500 LIMIT 1)
  FROM unnest(ARRAY[:clients]::bigint[]) WITH ORDINALITY c (user_id, n) JOIN user_place u USING (user_id)
UNION ALL
SELECT 'fhir_search', n, user_id, '/fhir/Task?status=requested&_sort=due-date&_count=50'
  FROM unnest(ARRAY[:clients]::bigint[]) WITH ORDINALITY c (user_id, n);
