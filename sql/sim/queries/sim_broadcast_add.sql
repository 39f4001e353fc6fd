-- A broadcast, accepted.
-- in:  urns text[], contact_ids int8[], group_ids int8[], text jsonb, base_language text,
--      moment timestamptz
-- out: one id int8
INSERT INTO sim.broadcast (urns, contact_ids, group_ids, text, base_language, due_at, created_on)
SELECT :'urns', :'contact_ids', :'group_ids', :'text', :'base_language',
       :'moment'::timestamptz + sim.ms(start_ms), :'moment'
  FROM sim.setting
RETURNING id;
