-- Plan every step of an enrolment whose moment has not passed yet.
-- in:  enrolment_id int8, plan jsonb, version_id int8?, now timestamptz
-- out: none
INSERT INTO reminder (enrolment_id, patient_id, place_id, version_id, step, day, due_date, due_at, hour, state, reason)
SELECT e.id, e.patient_id, e.place_id, :version_id, m.step, m.day, m.due_date, coalesce(m.moment, m.planned), m.hour,
       CASE WHEN m.moment IS NULL THEN 'skipped' ELSE 'planned' END, CASE WHEN m.moment IS NULL THEN 'no hour fits' ELSE '' END
  FROM enrolment e
 CROSS JOIN LATERAL schedule_moments(:'plan', e.anchor_date, e.place_id) m
 WHERE e.id = :enrolment_id AND coalesce(m.moment, m.planned) > :'now';
