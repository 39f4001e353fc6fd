-- How many of a flow start's texts RapidPro has not shown yet, and whether its messages were read since it left.
-- in:  outbox_id int8
-- out: one waiting int8, told bool
SELECT (SELECT count(*) FROM message m WHERE m.outbox_id = o.id AND m.rapidpro_id IS NULL
           AND m.state IN ('queued', 'sending', 'unsure')),
       coalesce(f.read_at > o.sent_at + interval '90 seconds', false)
  FROM outbox o, feed f
 WHERE o.id = :outbox_id AND f.name = 'messages';
