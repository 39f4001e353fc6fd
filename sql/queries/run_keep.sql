-- What is known of a run: later news replaces earlier, and the same again changes nothing.
-- in:  uuid uuid, contact_uuid uuid?, start_uuid uuid?, flow text, created_at timestamptz, modified_at timestamptz,
--      exited_at timestamptz?, exit_type text, responded bool
-- out: none
INSERT INTO run (uuid, phone_id, outbox_id, flow, created_at, modified_at, exited_at, exit_type, responded)
VALUES (:'uuid', (SELECT id FROM phone WHERE contact_uuid = :'contact_uuid'),
        (SELECT id FROM outbox WHERE start_uuid = :'start_uuid' LIMIT 1),
        :'flow', :'created_at', :'modified_at', :'exited_at', :'exit_type', :responded)
ON CONFLICT (uuid) DO UPDATE
   SET modified_at = excluded.modified_at, exited_at = excluded.exited_at, exit_type = excluded.exit_type,
       responded = excluded.responded, outbox_id = coalesce(run.outbox_id, excluded.outbox_id),
       phone_id = coalesce(run.phone_id, excluded.phone_id)
 WHERE excluded.modified_at > run.modified_at
    OR (run.outbox_id IS NULL AND excluded.outbox_id IS NOT NULL)
    OR (run.phone_id IS NULL AND excluded.phone_id IS NOT NULL);
