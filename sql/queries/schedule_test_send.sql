-- A step's text leaves to the phone of the administrator who tries it: "sent", or why not.
-- in:  version_id int8, step text, language text, body text, key uuid, most int4, now timestamptz
-- out: one became text
SELECT schedule_test_send(:version_id, :'step', :'language', :'body', :'key', :most, :'now');
