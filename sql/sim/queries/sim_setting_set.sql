-- Change how the simulator is set; NULL leaves a thing as it is.
-- in:  profile text?, page_size int4?, rate int4?, rate_seconds int4?, start_ms int4?,
--      handle_ms int4?, commit_ms int4?, wired_ms int4?, delivered_ms int4?,
--      failed_ms int4?
-- out: none
UPDATE sim.setting
   SET profile = coalesce(:'profile', profile),
       page_size = coalesce(:page_size, page_size),
       rate = CASE WHEN :rate = 0 THEN NULL ELSE coalesce(:rate, rate) END,
       rate_seconds = coalesce(:rate_seconds, rate_seconds),
       start_ms = coalesce(:start_ms, start_ms),
       handle_ms = coalesce(:handle_ms, handle_ms),
       commit_ms = coalesce(:commit_ms, commit_ms),
       wired_ms = coalesce(:wired_ms, wired_ms),
       delivered_ms = coalesce(:delivered_ms, delivered_ms),
       failed_ms = coalesce(:failed_ms, failed_ms);
