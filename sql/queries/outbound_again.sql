-- What was given up leaves again: this one.
-- in:  id int8, now timestamptz
-- out: one n int8
SELECT outbound_again(:id, NULL, :'now');
