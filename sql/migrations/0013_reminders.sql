-- A day's questions are written in bulk, so their messages are numbered before.
GRANT USAGE ON SEQUENCE message_id_seq TO aftercare_worker;
