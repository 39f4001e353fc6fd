-- How many letters the longest first name of a client has, and the longest that an SMS pays more for; 0: there is none.
-- in:
-- out: one plain int4, dear int4
SELECT coalesce(l.plain, 0), coalesce(l.dear, 0) FROM client_name_lengths() l;
