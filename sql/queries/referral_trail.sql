-- What happened to his case, as task_trail.
-- in:  id int8
-- out: many as task_trail
SELECT at, user_id, name, what, note, to_owner FROM referral_trail(:id);
