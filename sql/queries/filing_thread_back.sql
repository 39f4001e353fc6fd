-- What a conversation shows and waits for, without a text that has gone from it: as if that had not come.  What waited
-- before it waits, since then; what it woke is put off again, or waits since that hour; and so does what was said besides,
-- also in a text that stands with somebody else.
-- in:  thread_id int8, message_id int8, now timestamptz
-- out: none
WITH latest AS (
	SELECT m.id, m.at, m.body, m.direction FROM message m
	 WHERE m.thread_id = :thread_id AND m.id <> :message_id AND m.state <> 'cancelled'
	 ORDER BY m.at DESC, m.id DESC LIMIT 1
), gone AS (
	SELECT at FROM message WHERE id = :message_id
), done AS (
	SELECT coalesce(thread_done_until(:thread_id), 0) AS id
), word AS (
	SELECT m.id, m.at, m.reads, m.urgency FROM message m, done
	 WHERE m.thread_id = :thread_id AND m.id <> :message_id AND m.direction = 'in' AND m.id > done.id
	UNION ALL
	SELECT m.id, m.at, f.reads, f.urgency
	  FROM thread t JOIN filing f ON f.patient_id = t.patient_id AND f.also AND f.ended_at IS NULL JOIN message m ON m.id = f.message_id, done
	 WHERE t.id = :thread_id AND m.id <> :message_id AND m.id > done.id
), waits AS (
	SELECT min(w.at) AS since,
	       max(CASE w.reads WHEN 'stop' THEN 2 WHEN 'words' THEN w.urgency WHEN 'problem' THEN w.urgency ELSE 1 END) AS urgency
	  FROM word w
	 WHERE w.reads IN ('words', 'problem')
	    OR w.reads IN ('fine', 'courtesy', 'stop')
	       AND EXISTS (SELECT FROM thread t JOIN task k ON k.patient_id = t.patient_id AND k.open AND k.kind IN ('problem', 'escalation')
	                    WHERE t.id = :thread_id)
), woke AS (
	-- By this text, and nothing was done about it since.
	SELECT e.id FROM thread_event e
	 WHERE e.thread_id = :thread_id AND e.what = 'woken' AND e.note = 'message' AND e.about_id = :message_id
	   AND NOT EXISTS (SELECT FROM thread_event l WHERE l.thread_id = :thread_id AND l.id > e.id
	                      AND l.what IN ('snoozed', 'woken', 'closed', 'reopened'))
	 ORDER BY e.id DESC LIMIT 1
), off AS (
	SELECT timestamptz 'epoch' + e.about_id * interval '1 microsecond' AS until,
	       NOT EXISTS (SELECT FROM word w WHERE w.id > :message_id) AS alone
	  FROM woke, thread_event e
	 WHERE e.thread_id = :thread_id AND e.what = 'snoozed' AND e.id < woke.id
	 ORDER BY e.id DESC LIMIT 1
), after AS (
	SELECT t.id,
	       CASE WHEN t.state <> 'waiting' THEN t.state
	            WHEN off.until > :'now' AND off.alone THEN 'snoozed'
	            WHEN off.until <= :'now' OR w.since IS NOT NULL OR t.waiting_since < gone.at THEN 'waiting'
	            ELSE 'quiet' END AS state,
	       least(w.since, CASE WHEN t.waiting_since < gone.at THEN t.waiting_since END,
	             CASE WHEN off.until <= :'now' THEN coalesce(t.snoozed_since, off.until) END) AS since,
	       off.until,
	       greatest(w.urgency, CASE WHEN off.until <= :'now' OR t.waiting_since < gone.at THEN 1 ELSE 0 END) AS urgency
	  FROM thread t CROSS JOIN gone CROSS JOIN waits w LEFT JOIN off ON true
	 WHERE t.id = :thread_id
), told AS (
	INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id, note)
	SELECT t.id, t.place_id, :'now', t.snoozed_by, 'snoozed', (extract(epoch FROM a.until) * 1000000)::int8, t.snooze_reason
	  FROM after a JOIN thread t USING (id) WHERE a.state = 'snoozed' AND t.state = 'waiting'
)
UPDATE thread t
   SET last_at = l.at, last_message_id = l.id, last_words = coalesce(left(l.body, 160), ''), last_direction = coalesce(l.direction, ''),
       state = a.state,
       waiting_since = CASE WHEN a.state = 'waiting' THEN a.since END,
       snoozed_until = CASE WHEN a.state = 'snoozed' THEN coalesce(t.snoozed_until, a.until) END,
       urgency = CASE WHEN t.state = 'waiting' THEN coalesce(a.urgency, 0) ELSE t.urgency END
  FROM after a LEFT JOIN latest l ON true
 WHERE t.id = a.id;
