-- Whose words a conversation's texts are, and whether others read the phone that they go to.
-- in:  thread_id int8
-- out: many given_name text, family_name text, language text, shared bool
SELECT p.given_name, p.family_name, p.language,
       p.phone_owner <> 'own' OR t.kind = 'shared'
       OR EXISTS (SELECT FROM patient o JOIN enrolment e ON e.patient_id = o.id
                   WHERE o.phone_id = p.phone_id AND o.id <> p.id AND e.state = 'active')
  FROM thread t
  JOIN patient p ON CASE t.kind WHEN 'patient' THEN p.id = t.patient_id ELSE p.phone_id = t.phone_id END
 WHERE t.id = :thread_id
 ORDER BY p.id;
