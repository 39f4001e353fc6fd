-- Each of these versions leaves for it, once.
-- in:  subscription_id int8, tasks int8[], versions int8[], now timestamptz
-- out: none
INSERT INTO subscription_event (subscription_id, task_id, version, made_at, run_at)
SELECT :subscription_id, w.task_id, w.version, :'now', :'now' FROM unnest(:'tasks'::int8[], :'versions'::int8[]) w (task_id, version)
    ON CONFLICT (subscription_id, version) DO NOTHING;
