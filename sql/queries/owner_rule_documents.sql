-- What the rules see of a patient, by the number of his card or else his id; or of a number whose texts are nobody's yet.
-- in:  word text
-- out: many id int8, place text, zone text, container text
WITH asked AS (
	SELECT ARRAY(SELECT id FROM patient WHERE number = :'word' OR (id::text = :'word'
		AND NOT EXISTS (SELECT FROM patient WHERE number = :'word')) ORDER BY id LIMIT 20) AS patients,
	       ARRAY(SELECT t.id FROM thread t JOIN phone ph ON ph.id = t.phone_id
		WHERE t.patient_id IS NULL AND ph.e164 = :'word') AS numbers
)
SELECT d.patient_id, pl.name, d.zone, d.container::text
  FROM asked, rule_documents(asked.patients) d JOIN place pl ON pl.id = d.place_id
 UNION ALL
SELECT n.thread_id, coalesce(pl.name, '-'), n.zone, n.container::text
  FROM asked, rule_number_documents(asked.numbers) n LEFT JOIN place pl ON pl.id = n.place_id;
