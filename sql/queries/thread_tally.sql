-- How long each list of conversations is; of what is closed, and of all, a hundred stands for more.
-- in:  user_id int8, only_place int8
-- out: one waiting int8, mine int8, nobodys int8, snoozed int8, closed int8, everything int8
SELECT waiting, mine, nobodys, snoozed, closed, everything FROM thread_tally(:user_id, :only_place);
