-- WHO's PRV.15 and PRV.16 of a period: procedures, and men with a moderate or severe event before day 30; -1 is hidden.
-- in:  only_place int8, first_day date, last_day date, now timestamptz
-- out: many dimension text, value text, num int8, den int8
SELECT dimension, value, num, den FROM indicator_who(:only_place, :'first_day', :'last_day', :'now')
 ORDER BY dimension, CASE dimension WHEN 'band' THEN rtrim(split_part(value, '-', 1), '+')::integer END, value;
