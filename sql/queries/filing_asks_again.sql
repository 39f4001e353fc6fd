-- Closed work that a text made stays as it is, with whom it was; the same text may make it again, for whomever it is of.
-- in:  message_id int8
-- out: none
UPDATE task t SET source = t.source || ':' || t.id
 WHERE NOT t.open AND t.source IN (
	SELECT kind || ':message:' || :message_id || whose
	  FROM unnest(ARRAY['who', 'call', 'problem', 'escalation']) kind,
	       (SELECT '' UNION SELECT ':patient:' || patient_id FROM filing WHERE message_id = :message_id) f (whose));
