-- The judgement, over copies of both houses: every SMS that left against the text in its
-- thread, every word that came, and what was promised about both.
CREATE SCHEMA judge;

-- What the threads say, beside the SMS of the ledger that has RapidPro's number of it.
CREATE TABLE judge.sent AS
	SELECT m.id, m.thread_id, m.kind, m.state, m.reason, m.body, m.at, m.author_id, ph.e164 AS number, o.key, o.priority, o.attempt, r.id AS reminder_id,
	       l.seq, l.at AS left_at, l.text, l.urn, l.intent,
	       -- When it was to leave: at its hour, or as soon as it was written; what is written at night in the morning.
	       CASE WHEN r.id IS NOT NULL THEN r.due_at
	            WHEN m.author_id IS NULL OR (m.at AT TIME ZONE p.zone)::time >= p.quiet_until AND (m.at AT TIME ZONE p.zone)::time < p.quiet_from THEN m.at
	            ELSE ((m.at AT TIME ZONE p.zone)::date + p.quiet_until + CASE WHEN (m.at AT TIME ZONE p.zone)::time >= p.quiet_from
	                 THEN interval '1 day' ELSE '0' END) AT TIME ZONE p.zone END AS due
	  FROM message m JOIN phone ph ON ph.id = m.phone_id JOIN place p ON p.id = m.place_id
	  LEFT JOIN outbox o ON o.id = m.outbox_id LEFT JOIN reminder r ON r.message_id = m.id
	  LEFT JOIN sim.ledger l ON l.message_id::text = m.rapidpro_id
	 WHERE m.direction = 'out';
CREATE TABLE judge.came AS
	SELECT m.id, m.thread_id, m.body, m.at, m.reads, m.urgency, m.question, ph.e164 AS number, s.id AS theirs, s.text, s.urn, s.created_on
	  FROM message m JOIN phone ph ON ph.id = m.phone_id
	  LEFT JOIN sim.message s ON s.id::text = m.rapidpro_id AND s.direction = 'in'
	 WHERE m.direction = 'in';

CREATE INDEX ON judge.sent (thread_id);
CREATE INDEX ON judge.sent (seq);
CREATE INDEX ON judge.sent (key);
CREATE INDEX ON judge.came (thread_id);
ANALYZE judge.sent;
ANALYZE judge.came;

-- The same words to the same number, counted on both sides: no number of RapidPro's is believed here.  Of what is left to
-- a person nobody knows.
CREATE TABLE judge.balance AS
	SELECT coalesce(way, theirs.way) AS way, number, body, coalesce(ours, 0) AS ours,
	       coalesce(perhaps, 0) AS perhaps, coalesce(theirs, 0) AS theirs
	  FROM (SELECT 'out' AS way, number, body, count(*) FILTER (WHERE state <> 'unsure') AS ours, count(*) FILTER (WHERE state = 'unsure') AS perhaps
	          FROM judge.sent WHERE state IN ('sent', 'delivered', 'unsure') GROUP BY 2, 3
		UNION ALL SELECT 'in', number, body, count(*), 0 FROM judge.came GROUP BY 2, 3) ours
	  FULL JOIN (SELECT 'out' AS way, substr(urn, 5) AS number, text AS body, count(*) AS theirs FROM sim.ledger GROUP BY 2, 3
		UNION ALL SELECT 'in', substr(urn, 5), text, count(*) FROM sim.message WHERE direction = 'in' GROUP BY 2, 3) theirs
	 USING (way, number, body);

-- Of each man who has no conversation with a nurse: what he said, and what came of it.
CREATE TABLE judge.man AS
	SELECT t.id, t.state, t.last_message_id, p.number,
	       (SELECT count(*) FROM sim.message s WHERE s.urn = 'tel:' || ph.e164 AND s.direction = 'in') AS said,
	       (SELECT count(*) FROM sim.message s WHERE s.urn = 'tel:' || ph.e164 AND s.direction = 'in' AND s.text = '0') AS fine,
	       (SELECT count(*) FROM sim.message s WHERE s.urn = 'tel:' || ph.e164 AND s.direction = 'in' AND s.text IN ('1', 'bleeding', 'swelling', 'pus', 'pain')) AS problem,
	       (SELECT count(*) FROM judge.sent s WHERE s.thread_id = t.id AND s.author_id IS NOT NULL) AS answered,
	       (SELECT count(*) FROM task k WHERE k.patient_id = p.id AND k.kind = 'problem') AS tasks,
	       (SELECT count(*) FROM escalation e WHERE e.patient_id = p.id) AS cases,
	       (SELECT count(*) FROM checkin c WHERE c.patient_id = p.id) AS asked,
	       (SELECT min(c.answer) FROM checkin c WHERE c.patient_id = p.id) AS answer
	  FROM patient p JOIN thread t ON t.patient_id = p.id JOIN phone ph ON ph.id = p.phone_id;
CREATE INDEX ON judge.man (id);
ANALYZE judge.man;

CREATE FUNCTION judge.complaints() RETURNS TABLE (what text, words text) LANGUAGE sql AS $$
	-- Each once, and not less.
	SELECT 'lost', format('%s "%s" %s: %s here, %s there', way, body, number, ours, theirs) FROM judge.balance
	 WHERE CASE way WHEN 'out' THEN theirs < ours ELSE ours < theirs END
	UNION ALL SELECT 'doubled', format('%s "%s" %s: %s here, %s there', way, body, number, ours, theirs) FROM judge.balance
	 WHERE CASE way WHEN 'out' THEN theirs > ours + perhaps ELSE ours > theirs END
	UNION ALL SELECT 'doubled', format('intent %s: %s times', intent, count(*)) FROM sim.ledger WHERE intent IS NOT NULL GROUP BY intent HAVING count(*) > 1
	UNION ALL SELECT 'lost', format('reminder %s is %s: %s', id, state, reason) FROM reminder WHERE state <> 'sent' OR message_id IS NULL
	UNION ALL SELECT 'lost', format('"%s" was never to be said: what it answers has not come', text) FROM there.plan p
	 WHERE at IS NULL AND waits_for = 'checkin' AND NOT EXISTS (SELECT FROM sim.ledger l WHERE l.urn = p.urn AND l.flow = 'Aftercare check-in')
	UNION ALL SELECT 'lost', format('"%s" of %s was said, and RapidPro has not got it', p.text, p.urn) FROM there.plan p
	 WHERE p.said AND NOT EXISTS (SELECT FROM sim.message s WHERE s.urn = p.urn AND s.text = p.text AND s.direction = 'in')
	UNION ALL SELECT CASE WHEN count(s.id) = 0 THEN 'lost' ELSE 'doubled' END, format('answer %s of a nurse was taken, and is in the thread %s times', r.key, count(s.id))
	  FROM soak.reply r LEFT JOIN judge.sent s ON s.thread_id = r.thread_id AND s.body = r.text
	 WHERE r.code = '303' GROUP BY r.key HAVING count(s.id) <> 1
	UNION ALL SELECT 'unexplained', format('answer %s of a nurse was refused, and is in the thread', r.key)
	  FROM soak.reply r JOIN judge.sent s ON s.thread_id = r.thread_id AND s.body = r.text WHERE r.code = '409'
	-- One by one: to whom, what, and what is said of it.
	UNION ALL SELECT 'unexplained', format('SMS %s "%s" is in no thread', l.seq, l.text) FROM sim.ledger l
	 WHERE NOT EXISTS (SELECT FROM judge.sent s WHERE s.seq = l.seq)
	   AND NOT EXISTS (SELECT FROM judge.sent s WHERE s.state = 'unsure' AND s.key::text = l.intent) -- a person was told of it
	UNION ALL SELECT 'unexplained', format('text %s "%s" left as "%s" to %s', id, body, text, urn) FROM judge.sent WHERE text <> body OR urn <> 'tel:' || number
	UNION ALL SELECT 'unexplained', format('text %s is %s (%s), and %s left', id, state, reason, CASE WHEN seq IS NULL THEN 'has not' ELSE 'has' END) FROM judge.sent
	 WHERE CASE state WHEN 'sent' THEN seq IS NULL WHEN 'delivered' THEN seq IS NULL WHEN 'failed' THEN seq IS NOT NULL OR reason = '' WHEN 'unsure' THEN reason = ''
	       WHEN 'cancelled' THEN seq IS NOT NULL ELSE true END
	UNION ALL SELECT 'unexplained', format('text %s left with the intent of another', id) FROM judge.sent WHERE kind <> 'checkin' AND intent <> key::text
	UNION ALL SELECT 'unexplained', format('"%s" of %s is in his thread as "%s" of %s', text, urn, body, number) FROM judge.came WHERE text <> body OR urn <> 'tel:' || number
	UNION ALL SELECT 'unexplained', format('"%s" in thread %s never came', body, thread_id) FROM judge.came WHERE theirs IS NULL
	-- In order, and in time.
	UNION ALL SELECT 'unexplained', format('thread %s has "%s" in another place than it came', thread_id, body)
	  FROM (SELECT *, row_number() OVER (PARTITION BY thread_id ORDER BY at, id) AS here, row_number() OVER (PARTITION BY thread_id ORDER BY created_on, theirs) AS there
	          FROM judge.came) c WHERE here <> there
	UNION ALL SELECT 'unexplained', format('text %s left before the one that was written before it', id)
	  FROM (SELECT *, lag(seq) OVER (PARTITION BY number, priority ORDER BY at, id) AS before FROM judge.sent
	         WHERE kind <> 'checkin' AND attempt = 1) s WHERE seq < before -- what could not leave at first may come later
	UNION ALL SELECT 'unexplained', format('"%s" came at %s, the thread says %s', body, created_on, at) FROM judge.came WHERE abs(extract(epoch FROM at - created_on)) > 1
	UNION ALL SELECT 'unexplained', format('"%s" came at %s and was read at %s', s.text, s.created_on, i.received_at)
	  FROM sim.message s JOIN inbox i ON i.key = 'message:' || s.id WHERE i.received_at > s.created_on + (SELECT late FROM soak.allowed)
	UNION ALL SELECT 'unexplained', format('text %s was due at %s and left at %s', id, due, left_at) FROM judge.sent
	 WHERE left_at > due + (SELECT late FROM soak.allowed) OR left_at < due
	UNION ALL SELECT 'unexplained', format('inbox %s came at %s and is %s: %s', id, received_at, state, reason) FROM inbox WHERE state <> 'done'
	-- What came of it.
	UNION ALL SELECT 'unexplained', format('%s was asked %s times', number, asked) FROM judge.man WHERE asked <> 1
	UNION ALL SELECT 'unexplained', format('%s said 0 and nothing else: "%s", %s', number, answer, state) FROM judge.man
	 WHERE said = 1 AND fine = 1 AND (answer <> 'fine' OR state = 'waiting')
	UNION ALL SELECT 'unexplained', format('%s told a problem: %s tasks, %s cases, "%s"', number, tasks, cases, answer) FROM judge.man
	 WHERE problem > 0 AND (tasks <> 1 OR cases <> 1) OR problem = 0 AND (tasks > 0 OR cases > 0) OR problem = said AND said > 0 AND answer <> 'problem'
	UNION ALL SELECT 'unexplained', format('thread %s is %s, and what it waits for is not', m.id, m.state) FROM judge.man m
	 WHERE (m.state = 'waiting') <> EXISTS (SELECT FROM judge.came c WHERE c.thread_id = m.id AND c.urgency > 0
	         AND NOT EXISTS (SELECT FROM judge.sent s WHERE s.thread_id = m.id AND s.author_id IS NOT NULL AND s.id > c.id))
	-- What a reply compares itself with: nothing that he or a nurse wrote is newer.
	UNION ALL SELECT 'unexplained', format('the last of thread %s is not its last', m.id) FROM judge.man m
	 WHERE m.last_message_id < (SELECT max(g.id) FROM message g WHERE g.thread_id = m.id AND (g.direction = 'in' OR g.author_id IS NOT NULL))
	UNION ALL SELECT 'unexplained', format('text %s of a nurse stands in the audit %s times', s.id, count(a.id))
	  FROM judge.sent s LEFT JOIN audit a ON a.object = 'message' AND a.object_id = s.id WHERE s.author_id IS NOT NULL GROUP BY s.id HAVING count(a.id) <> 1
$$;

CREATE FUNCTION judge.figures() RETURNS TABLE (line text) LANGUAGE sql AS $$
	SELECT 'figure soak.' || l FROM (VALUES
		(1, 'messages ' || (SELECT count(*) FROM message) || ' messages'),
		(2, 'sent ' || (SELECT count(*) FROM sim.ledger) || ' texts'),
		(3, 'received ' || (SELECT count(*) FROM sim.message WHERE direction = 'in') || ' texts'),
		(4, 'replies ' || (SELECT count(*) FROM soak.reply WHERE code = '303') || ' texts'),
		(5, 'faults ' || (SELECT sum(fired) FROM sim.fault) || ' faults'),
		(6, 'left_to_a_person ' || (SELECT count(*) FROM judge.sent WHERE state = 'unsure') || ' texts'),
		(7, 'late_p99 ' || (SELECT round(extract(epoch FROM percentile_disc(0.99) WITHIN GROUP (ORDER BY left_at - due))) FROM judge.sent) || ' s'),
		(8, 'read_p99 ' || (SELECT round(extract(epoch FROM percentile_disc(0.99) WITHIN GROUP (ORDER BY i.received_at - s.created_on)))
		      FROM sim.message s JOIN inbox i ON i.key = 'message:' || s.id) || ' s'),
		(9, 'lost ' || (SELECT count(*) FROM judge.complaints() WHERE what = 'lost') || ' texts'),
		(10, 'doubled ' || (SELECT count(*) FROM judge.complaints() WHERE what = 'doubled') || ' texts'),
		(11, 'unexplained ' || (SELECT count(*) FROM judge.complaints() WHERE what = 'unexplained') || ' things')) f (n, l)
	 ORDER BY n
$$;
