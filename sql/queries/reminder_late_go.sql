-- The next of the late reminders leave within a minute.
-- in:  per_minute int4, now timestamptz
-- out: one leaving int8
SELECT reminder_late_go(:per_minute, :'now');
