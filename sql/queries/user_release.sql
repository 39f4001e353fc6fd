-- Give the open work of a user back to everybody, except that of these facilities.
-- in:  id int8, now timestamptz, keep int8[]
-- out: one tasks int8
SELECT user_release(:id, :'now', :'keep');
