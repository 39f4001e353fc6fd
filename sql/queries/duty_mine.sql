-- Who is on duty at the facilities of whoever asks.
-- in:  now timestamptz
-- out: many as duty_here
-- use: duty_here
WITH asked AS (SELECT unnest(my_places()) AS id)
:duty_here;
