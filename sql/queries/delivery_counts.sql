-- For the administrator: how many texts did not arrive, by facility and reason, without a patient.
-- in:  since timestamptz
-- out: many place_name text, why text, texts int8, oldest timestamptz
SELECT place_name, reason, texts, oldest FROM delivery_counts(:'since');
