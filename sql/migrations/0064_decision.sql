-- What a supervisor decides of an adverse event: the code of its kind and of when it began, "IN-B", and what is reported at once.
ALTER TABLE escalation
	ADD mark	text NOT NULL DEFAULT '',		-- 'none' or a code of the programme's
	ADD serious	boolean NOT NULL DEFAULT false,
	ADD notifiable	boolean NOT NULL DEFAULT false;
-- Kinds that were words are codes; nobody had asked when it began.
ALTER TABLE escalation DISABLE TRIGGER USER;
UPDATE escalation SET event = CASE event WHEN 'bleeding' THEN 'BL' WHEN 'infection' THEN 'IN' WHEN 'wound-open' THEN 'WD'
    WHEN 'pain' THEN 'PA' ELSE 'OT' END
 WHERE event NOT IN ('', 'none');
ALTER TABLE escalation ENABLE TRIGGER USER;
