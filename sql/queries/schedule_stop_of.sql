-- Send nothing more of the schedule of one enrolment, and keep the reason.
-- in:  enrolment_id int8, reason text
-- out: none
UPDATE reminder SET state = 'skipped', reason = :'reason' WHERE enrolment_id = :enrolment_id AND state IN ('planned', 'late', 'held');
