-- The flow that a row of the outbox starts, what it is told, and what RapidPro last said of it: 'there', 'archived' or 'gone'.
-- in:  outbox_id int8
-- out: one flow_uuid uuid, params text, known text
SELECT o.flow_uuid, o.flow_params::text, CASE WHEN f.archived THEN 'archived' WHEN f.uuid IS NULL THEN 'gone' ELSE 'there' END
  FROM outbox o LEFT JOIN gateway_flow f ON f.uuid = o.flow_uuid
 WHERE o.id = :outbox_id AND o.flow_uuid IS NOT NULL;
