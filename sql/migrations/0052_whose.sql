-- Whose a text is, put right with all that came of it.

-- What a text did to the messages is in opt_out itself.
ALTER TABLE filing DROP COLUMN was_out;
-- How what is his of a text was read, of whoever it stands with: an answer that stands in another's conversation counts when
-- the one after it is taken back.
ALTER TABLE filing
	ADD reads text NOT NULL DEFAULT '' CHECK (reads IN ('', 'fine', 'problem', 'stop', 'start', 'courtesy', 'words')),
	ADD urgency smallint NOT NULL DEFAULT 0;
UPDATE filing f
   SET reads = CASE f.said WHEN '0' THEN 'fine' WHEN '1' THEN 'problem' ELSE m.reads END,
       urgency = CASE f.said WHEN '0' THEN 0 WHEN '1' THEN 2 ELSE m.urgency END
  FROM message m WHERE m.id = f.message_id;

-- What makes a task as urgent as it is: each text that was said to it, and what stood before the first.  A text that was
-- another's is none any more, and the task is as urgent as the others make it.
CREATE TABLE task_cause (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	message_id	bigint REFERENCES message ON DELETE CASCADE,	-- NULL: a person's word, or what stood before
	priority	smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
	severity	text NOT NULL DEFAULT '',	-- of a case
	sign		text NOT NULL DEFAULT '',
	due_at		timestamptz NOT NULL,		-- of a case: until somebody has to act
	decide_due	timestamptz,
	at		timestamptz NOT NULL,
	ended_at	timestamptz
);
CREATE INDEX task_cause_task ON task_cause (task_id) WHERE ended_at IS NULL;
CREATE INDEX task_cause_message ON task_cause (message_id) WHERE message_id IS NOT NULL AND ended_at IS NULL;
ALTER TABLE task_cause ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_cause FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON task_cause TO aftercare_worker USING (true) WITH CHECK (true);
-- Whoever sees the task sees this.
CREATE POLICY site ON task_cause TO aftercare_site USING (EXISTS (SELECT FROM task t WHERE t.id = task_id));
GRANT SELECT, INSERT, UPDATE (ended_at) ON task_cause TO aftercare_site, aftercare_worker;

-- The conversation of a number that is nobody's.  One that is another facility's is everybody's from then on, since what
-- came from there is of both; what was said in it before stays theirs.  Only for whom a text came from that number.
CREATE FUNCTION thread_for_number(phone bigint, kind_ text, place bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	ours constant boolean := pg_has_role(session_user, 'aftercare_worker', 'USAGE');	-- the worker, who serves all
	which bigint;
BEGIN
	IF NOT ours AND (my_role() NOT IN ('nurse', 'supervisor') OR place IS NOT NULL AND place <> ALL (my_places())
	    OR NOT EXISTS (SELECT FROM message m WHERE m.phone_id = phone AND m.direction = 'in' AND m.place_id = ANY (my_places()))) THEN
		RAISE insufficient_privilege USING MESSAGE = 'no text of this number is yours';
	END IF;
	INSERT INTO thread (kind, place_id, phone_id) VALUES (kind_, place, phone)
	ON CONFLICT (phone_id) WHERE patient_id IS NULL AND ended_at IS NULL DO UPDATE
	   SET kind = CASE WHEN ours OR coalesce(thread.place_id = ANY (my_places()), true) THEN excluded.kind ELSE 'shared' END,
	       place_id = CASE WHEN ours OR coalesce(thread.place_id = ANY (my_places()), true) THEN excluded.place_id END,
	       last_words = CASE WHEN ours OR coalesce(thread.place_id = ANY (my_places()), true) THEN thread.last_words ELSE '' END
	RETURNING id INTO which;
	RETURN which;
END $$;
REVOKE EXECUTE ON FUNCTION thread_for_number(bigint, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION thread_for_number(bigint, text, bigint) TO aftercare_site, aftercare_worker;

-- As in 0050_who.sql; of a number that is nobody's, too, and of what the worker stops.
CREATE OR REPLACE FUNCTION draft_back(which bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO draft (user_id, thread_id, body, saved_at)
	SELECT m.author_id, m.thread_id, m.body, business_now() FROM message m
	 WHERE m.id = $1 AND m.direction = 'out' AND m.state = 'cancelled' AND NOT m.to_several AND m.author_id IS NOT NULL
	   AND (pg_has_role(session_user, 'aftercare_worker', 'USAGE') OR m.place_id IS NULL AND my_role() IN ('nurse', 'supervisor') OR m.place_id = ANY (my_places()))
	ON CONFLICT (user_id, thread_id)
	DO UPDATE SET body = left(excluded.body || E'\n' || draft.body, 4096), saved_at = excluded.saved_at
$$;
GRANT EXECUTE ON FUNCTION draft_back(bigint) TO aftercare_worker;

-- Of texts that did not leave: whether the last that did has failed, or one is held for a person.
CREATE FUNCTION thread_out_failed(which bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce((SELECT m.state = 'failed' FROM message m
	                  WHERE m.thread_id = $1 AND m.direction = 'out' AND m.state <> 'cancelled' AND m.set_aside_at IS NULL
	                  ORDER BY m.at DESC, m.id DESC LIMIT 1), false)
	    OR EXISTS (SELECT FROM message m JOIN outbox o ON o.id = m.outbox_id
	                WHERE m.thread_id = $1 AND m.direction = 'out' AND m.state = 'held' AND o.state = 'held')
$$;
REVOKE EXECUTE ON FUNCTION thread_out_failed(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION thread_out_failed(bigint) TO aftercare_site, aftercare_worker;

-- The flow by which one text goes to several: it asks nothing, so it interrupts nothing.
ALTER TABLE gateway ADD group_flow uuid;
