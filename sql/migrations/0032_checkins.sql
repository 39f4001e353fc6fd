-- Two indexes less for each man that is asked in the morning.

-- There is one check-in for a reminder: the reminder's number is its own.
ALTER TABLE checkin DROP CONSTRAINT checkin_pkey, DROP COLUMN id;
ALTER TABLE checkin DROP CONSTRAINT checkin_reminder_id_key, ADD PRIMARY KEY (reminder_id);

-- Whoever has a message has its patient, and finds the check-in by him.
DROP INDEX checkin_message;
