-- The numbers in the navigation, by the same rules as the lists behind them.
-- in:  now timestamptz
-- out: one tasks int8, messages int8, escalations int8, delivery int8, late bool, rules int8
SELECT tasks, messages, escalations, delivery, late, rules FROM work_counts(:'now');
