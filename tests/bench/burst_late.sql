-- How many of the burst RapidPro has taken, and the seconds from the moment that a question
-- was due until that was written down, which all but one in a hundred needed at most.
SELECT count(*), coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY
       extract(epoch FROM pg_xact_commit_timestamp(o.xmin) + c.advance - r.due_at)::float8), 0)
  FROM business_clock c, reminder r JOIN message m ON m.id = r.message_id JOIN outbox o ON o.id = m.outbox_id
 WHERE r.state = 'sent' AND o.state IN ('accepted', 'done')
   AND r.due_at BETWEEN '2035-03-17 05:00:00+00' AND '2035-03-17 06:00:00+00';
