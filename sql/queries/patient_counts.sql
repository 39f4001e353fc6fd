-- How many patients each view of the list holds, by the rules of the list.
-- in:
-- out: one active int8, finished int8, stopped int8, everybody int8
SELECT count(*) FILTER (WHERE e.state = 'active'), count(*) FILTER (WHERE e.state = 'finished'),
       count(*) FILTER (WHERE p.opted_out_at IS NOT NULL OR e.state IN ('stopped', 'withdrawn')),
       count(*)
  FROM patient p
  LEFT JOIN LATERAL (SELECT state FROM enrolment WHERE patient_id = p.id ORDER BY created_at DESC LIMIT 1) e ON true;
