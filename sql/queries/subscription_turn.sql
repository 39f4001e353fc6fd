-- Whether news are given out by us: by one at a time, so that the versions of a task keep their order.
-- out: one ours bool
SELECT pg_try_advisory_xact_lock(hashtextextended('task_news', 84));
