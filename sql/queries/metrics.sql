-- How much waits and how old it is, for whoever watches the system; a figure that is not known has no row.
-- in:  now timestamptz
-- out: many name text, label text, value int8
SELECT name, label, value FROM metrics(:'now');
