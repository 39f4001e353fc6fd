-- What a change of a task goes by, which has been locked before.
-- in:  task_id int8
-- out: one kind text, status text, open bool, reason text, place_id int8?, patient_id int8?, owner_id int8?, priority int4, performer text, words text,
--      starts_at timestamptz, due_at timestamptz, wakes_at timestamptz?, held_status text?, event int8, version int4
SELECT t.kind, t.status, t.open, coalesce(t.status_reason, ''), t.place_id, t.patient_id, t.owner_id, t.priority::int4, t.performer, t.words, t.starts_at, t.due_at,
       t.wakes_at, t.held_status, task_version_now(t.id), t.version
  FROM task t WHERE t.id = :task_id;
