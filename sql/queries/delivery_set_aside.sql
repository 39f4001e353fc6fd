-- Nobody will do more about texts that did not arrive; of those that have not been set aside yet.
-- in:  ids int8[], now timestamptz
-- out: many id int8
UPDATE message SET set_aside_at = :'now'
 WHERE id = ANY (:'ids'::int8[]) AND direction = 'out' AND state IN ('failed', 'unsure', 'sent', 'delivered', 'queued', 'sending')
   AND set_aside_at IS NULL
RETURNING id;
