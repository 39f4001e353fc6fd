-- A nurse's text that has just been queued waits for a flow's question to be put aside, if one waits.
-- in:  outbox_id int8, now timestamptz
-- out: none
SELECT outbox_aside(:outbox_id, :'now');
