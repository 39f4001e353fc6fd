-- How the simulator is set.
-- out: one profile text, workspace uuid, page_size int4, rate int4?, rate_seconds int4,
--      start_ms int4, handle_ms int4, commit_ms int4, wired_ms int4, delivered_ms int4,
--      failed_ms int4
SELECT profile, workspace, page_size, rate, rate_seconds, start_ms, handle_ms, commit_ms,
       wired_ms, delivered_ms, failed_ms
  FROM sim.setting;
