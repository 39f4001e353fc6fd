-- Make a task unless its cause has made one before; that which a rule will make of a report, where they are given.
-- in:  place_id int8?, patient_id int8?, thread_id int8?, enrolment_id int8?, kind text, source text,
--      priority int4, performer text, words text, owner_id int8?, starts_at timestamptz,
--      due_at timestamptz, now timestamptz, created_by int8?, report text, rule text
-- out: one id int8
INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, priority, performer, words,
    owner_id, status, starts_at, due_at, created_at, created_by, who, anchor_date, emission, rule, actions, authored_at)
SELECT :place_id, :patient_id, :thread_id, :enrolment_id, :'kind', :'source', :priority, :'performer',
       left(:'words', 500), :owner_id, CASE WHEN :owner_id IS NULL THEN 'requested' ELSE 'accepted' END,
       :'starts_at', :'due_at', :'now', :created_by,
       coalesce((SELECT trim(given_name || ' ' || family_name) FROM patient WHERE id = :patient_id),
                (SELECT ph.e164 FROM thread t JOIN phone ph ON ph.id = t.phone_id WHERE t.id = :thread_id), ''),
       (SELECT anchor_date FROM enrolment WHERE patient_id = :patient_id ORDER BY created_at DESC LIMIT 1),
       r.report || '~' || r.rule || '~' || r.rule, r.rule, CASE WHEN r.rule IS NOT NULL THEN '[]'::jsonb END,
       CASE WHEN r.rule IS NOT NULL THEN :'now'::timestamptz END
  FROM (SELECT nullif(:'report', '') AS report, nullif(:'rule', '') AS rule) r
ON CONFLICT DO NOTHING
RETURNING id;
