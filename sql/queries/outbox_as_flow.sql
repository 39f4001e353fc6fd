-- Of rows that were written in this transaction: these start a flow of RapidPro, and what it is told.
-- in:  keys text[], flows text[], told text[]
-- out: none
UPDATE outbox o SET kind = 'flow', flow_uuid = f.flow::uuid, flow_params = f.params::jsonb
  FROM unnest(:'keys'::text[], :'flows'::text[], :'told'::text[]) AS f (key, flow, params)
 WHERE o.key = f.key::uuid;
