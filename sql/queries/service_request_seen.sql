-- Whoever had it sees what became of it.
-- in:  task_id int8, now timestamptz
-- out: none
SELECT service_request_seen(:task_id, :'now');
