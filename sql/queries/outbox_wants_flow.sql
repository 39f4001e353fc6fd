-- Whether a text is in doubt that left by the flow which the workspace has not now.
-- in:
-- out: one wants bool
SELECT EXISTS (SELECT FROM gateway WHERE send_flow IS NULL)
   AND EXISTS (SELECT FROM outbox WHERE state = 'unsure' AND kind = 'text' AND params ->> 'by' = 'flow');
