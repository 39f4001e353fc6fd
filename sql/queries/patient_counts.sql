-- How many patients each view of the list holds, by the rules of the list.
-- in:
-- out: one active int8, finished int8, stopped int8, everybody int8
SELECT (SELECT count(*) FROM enrolment e WHERE e.state = 'active' AND NOT EXISTS (SELECT FROM enrolment n
	WHERE n.patient_id = e.patient_id AND n.place_id = e.place_id AND n.id > e.id)),
       (SELECT count(*) FROM enrolment e WHERE e.state = 'finished' AND NOT EXISTS (SELECT FROM enrolment n
	WHERE n.patient_id = e.patient_id AND n.place_id = e.place_id AND n.id > e.id)),
       (SELECT count(*) FROM (SELECT patient_id FROM enrolment e
	 WHERE e.state IN ('stopped', 'withdrawn') AND NOT EXISTS (SELECT FROM enrolment n
	WHERE n.patient_id = e.patient_id AND n.place_id = e.place_id AND n.id > e.id)
	 UNION SELECT id FROM patient WHERE opted_out_at IS NOT NULL) s),
       (SELECT count(*) FROM patient);
