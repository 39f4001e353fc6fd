-- A task in the state that it is brought in.
-- in:  place_id int8?, patient_id int8?, source text, status text, priority int4, performer text, words text, reason text, owner_id int8?,
--      starts_at timestamptz, due_at timestamptz, now timestamptz, created_by int8, who text, dial text
-- out: one id int8
INSERT INTO task (place_id, patient_id, kind, source, priority, performer, words, status, status_reason, owner_id, starts_at, due_at,
    created_at, created_by, who, dial, anchor_date)
SELECT :place_id, :patient_id, 'free', :'source', :priority, :'performer', :'words', :'status', nullif(:'reason', ''), :owner_id, :'starts_at', :'due_at',
       :'now', :created_by,
       coalesce((SELECT trim(given_name || ' ' || family_name) FROM patient WHERE id = :patient_id), :'who'), :'dial',
       (SELECT anchor_date FROM enrolment WHERE patient_id = :patient_id ORDER BY created_at DESC LIMIT 1)
RETURNING id;
