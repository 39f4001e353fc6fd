-- The judgement, over copies of both houses: what was wished for (fault), what our
-- pages and the audit say (public), and what left and came (sim).

CREATE SCHEMA judge;

-- Every text that had to reach a man, with what his thread says of it.  The two
-- kinds that were wished for come from the wishes, not from what is left of them.
CREATE TABLE judge.want AS
	SELECT 'text' AS what, ph.e164 AS number, w.body, w.key, o.id AS outbox_id, o.state AS outbox_state,
	       o.params ->> 'by' AS by, m.id AS message_id, m.state, m.reason, m.rapidpro_id
	  FROM fault.wish w JOIN phone ph ON ph.id = w.phone_id
	  LEFT JOIN outbox o ON o.key = w.key LEFT JOIN message m ON m.outbox_id = o.id
	UNION ALL
	SELECT 'check-in', ph.e164, coalesce(m.body, 'a check-in'), CASE o.kind WHEN 'text' THEN o.key END, o.id, o.state, o.params ->> 'by', m.id, m.state, m.reason, m.rapidpro_id
	  FROM fault.ask a JOIN phone ph ON ph.id = a.phone_id
	  LEFT JOIN reminder r ON r.patient_id = a.phone_id LEFT JOIN message m ON m.id = r.message_id
	  LEFT JOIN outbox o ON o.id = m.outbox_id
	UNION ALL
	SELECT 'automatic', ph.e164, m.body, o.key, o.id, o.state, o.params ->> 'by', m.id, m.state, m.reason, m.rapidpro_id
	  FROM message m JOIN phone ph ON ph.id = m.phone_id JOIN outbox o ON o.id = m.outbox_id
	 WHERE m.direction = 'out' AND m.kind = 'automatic' AND NOT EXISTS (SELECT FROM fault.wish w WHERE w.key = o.key);
CREATE INDEX ON judge.want (key);
CREATE INDEX ON judge.want (number, body);

-- What shows that one text left: its intent, or RapidPro's number of it.
CREATE VIEW judge.evidence AS
	SELECT w.message_id, l.seq, l.intent, l.message_id AS theirs FROM judge.want w JOIN sim.ledger l ON l.intent = w.key::text
	UNION
	SELECT w.message_id, l.seq, l.intent, l.message_id FROM judge.want w
	  JOIN sim.ledger l ON l.message_id = w.rapidpro_id::bigint AND l.text = w.body AND l.urn = 'tel:' || w.number;

-- Of each text to each number: how often it was wanted, how often a page says that
-- it did not or may not have left, and how often RapidPro was asked for it.
CREATE VIEW judge.balance AS
	SELECT number, body, coalesce(wanted, 0) AS wanted, coalesce(shown, 0) AS shown, coalesce(asked, 0) AS asked
	  FROM (SELECT number, body, count(*) AS wanted, count(*) FILTER (WHERE state IN ('failed', 'unsure') AND reason <> '') AS shown
	          FROM judge.want GROUP BY 1, 2) ours
	  FULL JOIN (SELECT substr(urn, 5) AS number, text AS body, count(*) AS asked
		  FROM sim.ledger GROUP BY 1, 2) theirs USING (number, body);

CREATE VIEW judge.incoming AS
	SELECT number, body, coalesce(said, 0) AS said, coalesce(kept, 0) AS kept
	  FROM (SELECT substr(urn, 5) AS number, text AS body, count(*) AS said FROM sim.message
		 WHERE direction = 'in' GROUP BY 1, 2) theirs
	  FULL JOIN (SELECT ph.e164 AS number, m.body, count(*) AS kept
		  FROM message m JOIN phone ph ON ph.id = m.phone_id
		 WHERE m.direction = 'in' GROUP BY 1, 2) ours USING (number, body);

-- Of each man: what he said, and what came of it.
CREATE VIEW judge.man AS
	SELECT p.id, p.number, s.*, c.answer, c.answer_message_id, c.reminder_id AS checkin_id,
	       (SELECT count(*) FROM task t WHERE t.patient_id = p.id AND t.kind = 'problem') AS tasks,
	       (SELECT count(*) FROM escalation e WHERE e.patient_id = p.id) AS cases,
	       (SELECT count(*) FROM task_event v JOIN task t ON t.id = v.task_id
	         WHERE t.patient_id = p.id AND t.kind IN ('problem', 'escalation') AND v.what = 'said') AS notes,
	       (SELECT count(*) FROM judge.want w WHERE w.what = 'automatic' AND w.number = s.e164) AS automatic
	  FROM patient p
	  LEFT JOIN checkin c ON c.patient_id = p.id,
	       LATERAL (SELECT ph.e164, count(*) FILTER (WHERE m.text = '0') AS fine, count(*) FILTER (WHERE m.text = '1') AS one,
	                       -- A 0 after a nurse's own words may be the answer to those: somebody reads it.
	                       count(*) FILTER (WHERE m.text = '0' AND NOT EXISTS (
	                              SELECT FROM sim.ledger l JOIN fault.wish w ON w.body = l.text
	                               WHERE l.urn = m.urn AND l.at > c.asked_at - interval '1 minute' AND l.at < m.created_on)
	                          -- What was on its way to him may have been there: a person decides.  It leaves again where
	                          -- the first time was cut off, and then the last time is what is known of it.
	                          AND NOT EXISTS (SELECT FROM outbox o JOIN message x ON x.outbox_id = o.id
	                               WHERE o.phone_id = ph.id AND x.kind = 'nurse' AND o.sent_at > c.asked_at - interval '1 minute'
	                                 AND x.at < m.created_on)) AS only_fine,
	                       count(*) FILTER (WHERE m.text = '1' OR m.text LIKE 'I am bleeding%') AS problems,
	                       count(*) FILTER (WHERE m.created_on >= c.asked_at) AS after_asking,
	                       count(*) FILTER (WHERE m.created_on BETWEEN c.asked_at - interval '1 minute' AND c.asked_at) AS about_then,
	                       count(*) FILTER (WHERE m.text IN ('0', '1') AND m.created_on < c.asked_at) AS early
	                  FROM phone ph LEFT JOIN sim.message m ON m.urn = 'tel:' || ph.e164 AND m.direction = 'in'
	                 WHERE ph.id = p.phone_id GROUP BY 1) s;

CREATE FUNCTION judge.complaints() RETURNS TABLE (what text, words text) LANGUAGE sql AS $$
	-- Texts.
	SELECT 'lost', format('%s x "%s" of %s', wanted - shown - asked, body, wanted) FROM judge.balance WHERE wanted - shown > asked
	UNION ALL SELECT 'lost', format('%s %s is done, and nothing shows that it left', w.what, w.message_id) FROM judge.want w
	 WHERE w.outbox_state = 'done' AND w.state NOT IN ('failed', 'unsure')
	   AND NOT EXISTS (SELECT FROM judge.evidence e WHERE e.message_id = w.message_id)
	UNION ALL SELECT 'lost', format('%s to %s: no row, or no text in the thread', what, number) FROM judge.want
	 WHERE outbox_id IS NULL OR message_id IS NULL
	UNION ALL SELECT 'sent_twice', format('%s x "%s" of %s', asked - wanted, body, wanted)
	  FROM judge.balance WHERE wanted > 0 AND asked > wanted
	UNION ALL SELECT 'sent_twice', format('intent %s: %s times', intent, count(*))
	  FROM sim.ledger WHERE intent IS NOT NULL GROUP BY intent HAVING count(*) > 1
	UNION ALL SELECT 'unexplained', format('text %s has the intent of one SMS and the number of another', message_id)
	  FROM judge.evidence GROUP BY message_id HAVING count(*) > 1
	UNION ALL SELECT 'unexplained', format('nobody wanted "%s"', body) FROM judge.balance WHERE wanted = 0
	UNION ALL SELECT 'unexplained', format('intent %s is not ours, or of another text', l.intent) FROM sim.ledger l
	 WHERE l.intent IS NOT NULL AND NOT EXISTS (SELECT FROM judge.want w
	        WHERE w.key::text = l.intent AND w.body = l.text AND 'tel:' || w.number = l.urn)
	UNION ALL SELECT 'unexplained', format('text %s is told as failed (%s), but it left', w.message_id, w.reason)
	  FROM judge.want w JOIN judge.evidence e USING (message_id) WHERE w.state = 'failed'
	UNION ALL SELECT 'unexplained', format('text %s to a blocked man is %s', w.message_id, w.state)
	  FROM judge.want w JOIN phone ph ON ph.e164 = w.number JOIN fault.blocked b ON b.phone_id = ph.id
	 WHERE w.state <> 'failed' AND NOT (w.outbox_state = 'parked' AND w.state = 'unsure' AND w.by = 'message') -- left to a person
	UNION ALL SELECT 'unexplained', format('text %s is %s, RapidPro says %s', w.message_id, w.state, s.status)
	  FROM judge.want w JOIN judge.evidence e USING (message_id) JOIN sim.message s ON s.id = e.theirs
	 WHERE w.state NOT IN ('sent', 'delivered', 'unsure') OR (s.status = 'delivered' AND w.state = 'sent')
	-- The outbox: everything ends, and what has ended stays so unless RapidPro shows it.
	UNION ALL SELECT 'unexplained', format('outbox %s is %s: %s', id, state, reason) FROM outbox
	 WHERE state NOT IN ('done', 'cancelled', 'parked')
	UNION ALL SELECT 'unexplained', format('outbox %s is parked, but its text is %s', w.outbox_id, w.state) FROM judge.want w
	 WHERE w.outbox_state = 'parked' AND (w.state NOT IN ('failed', 'unsure') OR w.reason = '')
	UNION ALL SELECT 'unexplained', format('outbox %s was %s and then %s', a.outbox_id, a.state, b.state)
	  FROM (SELECT *, lead(n) OVER (PARTITION BY outbox_id ORDER BY n) AS next FROM fault.trail) a JOIN fault.trail b ON b.n = a.next
	 WHERE a.state IN ('done', 'cancelled', 'parked') AND b.state NOT IN ('done', a.state)
	UNION ALL SELECT 'unexplained', format('after kill %s outbox %s was never settled', n, outbox_id)
	  FROM fault.recovery WHERE certain IS NULL
	-- The audit: each text of a nurse once, as written, and never changed.
	UNION ALL SELECT 'unexplained', format('text %s of a nurse stands in the audit %s times', m.id, count(a.id))
	  FROM message m LEFT JOIN audit a ON a.object = 'message' AND a.object_id = m.id
	 WHERE m.author_id IS NOT NULL GROUP BY m.id HAVING count(a.id) <> 1
	-- Answers.
	UNION ALL SELECT 'lost', format('answer "%s" came %s times and is there %s times', body, said, kept)
	  FROM judge.incoming WHERE said > kept
	UNION ALL SELECT 'unexplained', format('answer "%s" came %s times and is there %s times', body, said, kept)
	  FROM judge.incoming WHERE said < kept
	UNION ALL SELECT 'unexplained', format('"%s" was to be said by %s', a.text, a.urn) FROM fault.answer a
	 WHERE NOT EXISTS (SELECT FROM sim.message s WHERE s.urn = a.urn AND s.text = a.text AND s.direction = 'in')
	UNION ALL SELECT 'unexplained', format('inbox %s is %s: %s', id, state, reason) FROM inbox WHERE state <> 'done'
	UNION ALL SELECT 'unexplained', format('check-in %s is answered "%s" by message %s, "%s"', m.checkin_id, m.answer, a.id, a.body)
	  FROM judge.man m LEFT JOIN message a ON a.id = m.answer_message_id
	 WHERE m.checkin_id IS NOT NULL AND m.early = 0
	   AND (m.answer <> CASE WHEN m.one > 0 THEN 'problem' WHEN m.only_fine > 0 THEN 'fine'
	        WHEN m.fine > 0 AND m.answer = 'fine' THEN m.answer WHEN m.after_asking > 0 THEN 'words'
	        WHEN m.about_then > 0 THEN m.answer ELSE '' END
	    OR (m.answer <> '' AND (a.patient_id IS DISTINCT FROM m.id OR a.body <> CASE m.answer WHEN 'problem' THEN '1' WHEN 'fine' THEN '0' ELSE a.body END)))
	UNION ALL SELECT 'unexplained', format('%s told %s problems: %s tasks, %s cases, %s notes, %s automatic', number, problems, tasks, cases, notes, automatic)
	  FROM judge.man
	 WHERE tasks <> least(problems, 1) OR cases <> least(problems, 1) OR notes <> 2 * greatest(problems - 1, 0) OR automatic <> one
	-- What is said by itself to a 1 is said once, or it is written down why it was not.
	UNION ALL SELECT 'unexplained', format('text %s was answered by itself %s times', m.id, count(a.id))
	  FROM message m LEFT JOIN automatic_answer a ON a.about_id = m.id AND a.kind IN ('which-sign', 'outside-hours')
	 WHERE m.direction = 'in' AND m.body = '1' AND m.patient_id IS NOT NULL GROUP BY m.id HAVING count(a.id) <> 1
	UNION ALL SELECT 'unexplained', format('%s check-ins to %s', count(c.reminder_id), a.phone_id)
	  FROM fault.ask a LEFT JOIN checkin c ON c.patient_id = a.phone_id GROUP BY a.phone_id HAVING count(c.reminder_id) <> 1
$$;

-- How often each fault struck; one that never did has 0.
CREATE VIEW judge.struck AS
	SELECT name || CASE WHEN endpoint = '' THEN '' ELSE ' of ' || endpoint END AS name, fired AS times FROM sim.fault
	UNION ALL SELECT 'flow_away', (SELECT count(*) FROM sim.start s JOIN sim.flow f ON f.id = s.flow_id JOIN there.away a ON a.flow = f.name
	       AND s.created_on BETWEEN a.began AND a.ended
	    WHERE s.total = 0 AND NOT s.ignored)
	UNION ALL SELECT 'contact_blocked', (SELECT count(*) FROM judge.want w JOIN phone ph ON ph.e164 = w.number
	    JOIN fault.blocked b ON b.phone_id = ph.id WHERE w.state = 'failed')
	UNION ALL SELECT 'webhook_forged', (SELECT count(*) FROM fault.forged)
	UNION ALL SELECT 'database_restarted', (SELECT count(*) FROM fault.restart)
	UNION ALL SELECT 'killed ' || point, count(*) FROM fault.killing GROUP BY 1;

-- What left as a plain message is certain on the ladder, by the clinic's clock, which
-- is moved; also while the send flow is archived.
CREATE VIEW judge.certain AS
	SELECT CASE WHEN by = 'message' OR (SELECT archived FROM sim.flow WHERE name = 'Aftercare guarded send') THEN 'ladder' ELSE 'guarded' END AS by_mode,
	       CASE by WHEN 'message' THEN business_certain ELSE certain END AS seconds
	  FROM fault.recovery;

CREATE FUNCTION judge.figures(mode text) RETURNS TABLE (line text) LANGUAGE sql AS $$
	SELECT format('figure fault.%s%s', CASE mode WHEN 'ladder' THEN 'ladder_' ELSE '' END, l) FROM (VALUES
		(1, 'messages ' || (SELECT count(*) FROM judge.want) || ' texts'),
		(2, 'answers ' || (SELECT count(*) FROM sim.message WHERE direction = 'in') || ' answers'),
		(3, 'kills ' || (SELECT count(*) FROM fault.killing) || ' kills'),
		(4, 'kills_in_flight ' || (SELECT count(*) FROM fault.killing WHERE held <> '{}') || ' kills'),
		(5, 'restarts ' || (SELECT count(*) FROM fault.restart) || ' restarts'),
		(6, 'faults ' || (SELECT sum(fired) FROM sim.fault) || ' faults'),
		(7, 'repeated ' || (SELECT count(*) FROM outbox WHERE sends > 1) || ' texts'),
		(8, 'left_to_a_person ' || (SELECT count(*) FROM outbox WHERE state = 'parked' AND phone_id NOT IN (SELECT phone_id FROM fault.blocked)) || ' texts'),
		(9, 'lost ' || (SELECT count(*) FROM judge.complaints() WHERE what = 'lost') || ' texts'),
		(10, 'sent_twice ' || (SELECT count(*) FROM judge.complaints() WHERE what = 'sent_twice') || ' texts'),
		(11, 'unexplained ' || (SELECT count(*) FROM judge.complaints() WHERE what = 'unexplained') || ' things'),
		(12, 'taken_p99 ' || (SELECT round(coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY taken), 0)::numeric, 1) FROM fault.recovery) || ' s'),
		(13, 'recovery_p50 ' || (SELECT round(coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds), 0)::numeric, 1) FROM judge.certain WHERE by_mode = mode) || ' s'),
		(14, 'recovery_p99 ' || (SELECT round(coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY seconds), 0)::numeric, 1) FROM judge.certain WHERE by_mode = mode) || ' s')) f (n, l)
	 ORDER BY n
$$;
