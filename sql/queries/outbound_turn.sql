-- Whether what has changed is looked at by us: by one at a time, so that the changes of a document keep their order.
-- out: one ours bool
SELECT CASE WHEN EXISTS (SELECT FROM outbound_news) THEN pg_try_advisory_xact_lock(hashtextextended('outbound_news', 102)) ELSE false END;
