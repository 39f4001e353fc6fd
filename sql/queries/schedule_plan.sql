-- Plan every step of an enrolment whose moment has not passed yet.  What counts from another day than the procedure is
-- looked at once more by the worker: the day may be told at the same moment.
-- in:  enrolment_id int8, plan jsonb, version_id int8?, now timestamptz
-- out: none
WITH follows AS (
	INSERT INTO schedule_follower (enrolment_id, version_id)
	SELECT :enrolment_id, :version_id WHERE :version_id IS NOT NULL AND :'plan'::jsonb @? '$[*].anchor'
), anew AS (
	INSERT INTO schedule_anew (enrolment_id) SELECT :enrolment_id WHERE :version_id IS NOT NULL AND :'plan'::jsonb @? '$[*].anchor'
)
INSERT INTO reminder (enrolment_id, patient_id, place_id, version_id, step, anchor, anchor_day, day, due_date, due_at, hour, state, reason)
SELECT e.id, e.patient_id, e.place_id, :version_id, m.step, m.anchor, m.anchor_day, m.day, m.due_date, coalesce(m.moment, m.planned), m.hour,
       CASE WHEN m.moment IS NULL THEN 'skipped' ELSE 'planned' END, CASE WHEN m.moment IS NULL THEN 'no hour fits' ELSE '' END
  FROM enrolment e
 CROSS JOIN LATERAL schedule_texts(ARRAY[e.id], :'plan', NULL, :'now') m
 WHERE e.id = :enrolment_id AND coalesce(m.moment, m.planned) > :'now';
