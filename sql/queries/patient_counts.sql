-- How many patients each view of the list holds, by the rules of the list.
-- in:
-- out: one active int8, finished int8, stopped int8, everybody int8
SELECT coalesce(sum(n) FILTER (WHERE state = 'active'), 0)::int8,
       coalesce(sum(n) FILTER (WHERE state = 'finished'), 0)::int8,
       coalesce(sum(n) FILTER (WHERE state IN ('stopped', 'withdrawn')), 0)::int8
       + (SELECT count(*) FROM patient p WHERE opted_out_at IS NOT NULL AND NOT EXISTS (
	     SELECT FROM enrolment WHERE patient_id = p.id AND latest AND state IN ('stopped', 'withdrawn'))),
       (SELECT count(*) FROM unnest(my_places()) AS mine (id) JOIN patient p ON p.place_id = mine.id)
  FROM (SELECT e.state, count(*) AS n FROM unnest(my_places()) AS mine (id)
          JOIN enrolment e ON e.place_id = mine.id WHERE e.latest GROUP BY e.state) states;
