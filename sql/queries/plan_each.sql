-- From here to the end of the transaction each query is planned for what it is given: for those of many shapes in one text.
-- out: one done bool
SELECT set_config('plan_cache_mode', 'force_custom_plan', true) IS NOT NULL;
