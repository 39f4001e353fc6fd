-- Conversations at work: put off until a moment, given to a colleague, closed several at once;
-- found by what was said; and who is writing, seen in the list.

-- Put off -----------------------------------------------------------------------------

-- What stands here while a conversation is snoozed; when it is not, it means nothing.
ALTER TABLE thread
	ADD snoozed_since timestamptz,		-- since when he had waited; NULL: he did not, as after an answer
	ADD snooze_reason text NOT NULL DEFAULT '' CHECK (length(snooze_reason) <= 200),
	ADD snoozed_by bigint REFERENCES app_user;
-- For the list, and for whatever wakes them.
CREATE INDEX thread_snoozed ON thread (place_id, snoozed_until, id) WHERE state = 'snoozed';
CREATE INDEX thread_wakes ON thread (snoozed_until, id) WHERE state = 'snoozed';
CREATE INDEX thread_closed ON thread (place_id, last_at DESC, id DESC) WHERE state = 'closed';

-- What happened besides messages.  Each is a word; what it means is said where it is shown.
--   closed, reopened	about_id: the last message of those that need no answer; reopened takes back that closing
--   snoozed		about_id: until when, as a page counts moments (microseconds since 1970); note: why
--   woken		by a person; or by itself, and note says why: time, message, danger
--   given		note: to whom, and in a second line what she said
--   freed		whoever had it works there no more; note: her name
ALTER TABLE thread_event
	DROP CONSTRAINT thread_event_what_check,
	ADD CONSTRAINT thread_event_what_check CHECK (what ~ '^[a-z]+(-[a-z]+)*$' AND length(what) <= 30),
	-- closed: what the conversation was before, so that one press brings it back.
	ADD was_since timestamptz,
	ADD was_urgency smallint;

-- Until this message everything was said to need no answer; and until this one, that or answered.  What was closed in
-- one press with an answer (at the same moment) that was then taken back is not closed.
CREATE FUNCTION thread_closed_until(which bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT max(c.about_id) FROM thread_event c
	 WHERE c.thread_id = which AND c.what = 'closed'
	   AND NOT EXISTS (SELECT FROM thread_event r WHERE r.thread_id = which AND r.what = 'reopened'
	                      AND r.about_id = c.about_id AND r.id > c.id)
	   AND NOT EXISTS (SELECT FROM message m WHERE m.thread_id = which AND m.at = c.at AND m.author_id = c.user_id
	                      AND m.state = 'cancelled' AND m.reason = 'undone')
$$;
CREATE FUNCTION thread_done_until(which bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT greatest((SELECT max(m.id) FROM message m
	                  WHERE m.thread_id = which AND m.direction = 'out' AND m.author_id IS NOT NULL AND m.state <> 'cancelled'),
	                thread_closed_until(which))
$$;

-- Whose --------------------------------------------------------------------------------

-- Whoever signs in no more, or works elsewhere, has nothing in hand: what was hers is nobody's.
CREATE FUNCTION thread_works_at(who bigint, place bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public AS $$
	SELECT EXISTS (SELECT FROM app_user u WHERE u.id = who AND u.active AND u.role IN ('nurse', 'supervisor')
	    AND EXISTS (SELECT FROM user_place up WHERE up.user_id = who AND (place IS NULL OR up.place_id = place)))
$$;

CREATE FUNCTION thread_user_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE thread SET assigned_to = NULL WHERE assigned_to = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER threads_freed AFTER UPDATE OF active, role ON app_user FOR EACH ROW
	WHEN (NOT NEW.active OR NEW.role NOT IN ('nurse', 'supervisor')) EXECUTE FUNCTION thread_user_gone();

CREATE FUNCTION thread_user_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE thread SET assigned_to = NULL WHERE assigned_to = OLD.user_id
	   AND (place_id = OLD.place_id OR place_id IS NULL) AND NOT thread_works_at(assigned_to, place_id);
	RETURN NULL;
END $$;
CREATE TRIGGER threads_freed AFTER DELETE ON user_place FOR EACH ROW EXECUTE FUNCTION thread_user_moved();

-- It went to another facility, with its patient.
CREATE FUNCTION thread_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF NOT thread_works_at(NEW.assigned_to, NEW.place_id) THEN
		NEW.assigned_to := NULL;
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER thread_moved BEFORE UPDATE OF place_id ON thread FOR EACH ROW
	WHEN (NEW.assigned_to IS NOT NULL AND NEW.place_id IS DISTINCT FROM OLD.place_id) EXECUTE FUNCTION thread_moved();

-- Nobody gave it back herself: that is said.
CREATE FUNCTION thread_freed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO thread_event (thread_id, place_id, at, user_id, what, note)
	SELECT NEW.id, NEW.place_id, business_now(), NULL, 'freed', coalesce((SELECT name FROM app_user WHERE id = OLD.assigned_to), '');
	RETURN NULL;
END $$;
CREATE TRIGGER thread_freed AFTER UPDATE ON thread FOR EACH ROW
	WHEN (OLD.assigned_to IS NOT NULL AND NEW.assigned_to IS NULL
	    AND (coalesce(current_setting('app.role', true), '') NOT IN ('nurse', 'supervisor') OR NEW.place_id IS DISTINCT FROM OLD.place_id))
	EXECUTE FUNCTION thread_freed();

-- Several at once ------------------------------------------------------------------------

-- What somebody closed at once, so that one press takes it back.
CREATE TABLE thread_bulk (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id		bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
	at		timestamptz NOT NULL,
	ids		bigint[] NOT NULL,	-- of the conversations that were closed
	asked		integer NOT NULL	-- of so many
);
CREATE INDEX thread_bulk_user ON thread_bulk (user_id);
ALTER TABLE thread_bulk ENABLE ROW LEVEL SECURITY;
ALTER TABLE thread_bulk FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON thread_bulk TO aftercare_worker USING (true);
CREATE POLICY own ON thread_bulk TO aftercare_site
	USING ((SELECT my_role()) IN ('nurse', 'supervisor') AND user_id = (SELECT my_id()))
	WITH CHECK ((SELECT my_role()) IN ('nurse', 'supervisor') AND user_id = (SELECT my_id()));
GRANT SELECT, INSERT ON thread_bulk TO aftercare_site;
GRANT SELECT (id, at), DELETE ON thread_bulk TO aftercare_worker;

-- The list -------------------------------------------------------------------------------

-- All places of whoever asks, or the one of them that is asked for.
CREATE FUNCTION my_places_of(only_place bigint) RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN only_place = 0 THEN my_places() WHEN only_place = ANY (my_places()) THEN ARRAY[only_place] ELSE '{}' END
$$;

-- How long the lists are, each by the rules of its query; of what only grows no more than a hundred.
CREATE FUNCTION thread_tally(who bigint, only_place bigint)
RETURNS TABLE (waiting bigint, mine bigint, nobodys bigint, snoozed bigint, closed bigint, everything bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	places constant bigint[] := my_places_of(only_place);
	nowhere constant boolean := only_place = 0 AND my_role() IN ('nurse', 'supervisor');
BEGIN
	RETURN QUERY
	SELECT count(*), (SELECT count(*) FROM thread t
	                   WHERE t.assigned_to = who AND t.state <> 'closed' AND t.last_at IS NOT NULL
	                     AND (t.place_id = ANY (places) OR nowhere AND t.place_id IS NULL)),
	       count(*) FILTER (WHERE assigned_to IS NULL),
	       (SELECT count(*) FROM thread t WHERE t.place_id = ANY (places) AND t.state = 'snoozed')
	       + (SELECT count(*) FROM thread t WHERE nowhere AND t.place_id IS NULL AND t.state = 'snoozed'),
	       (SELECT count(*) FROM (
			SELECT FROM unnest(places) p (id) CROSS JOIN LATERAL (
				SELECT FROM thread t WHERE t.place_id = p.id AND t.state = 'closed' AND t.last_at IS NOT NULL LIMIT 100) c
			 UNION ALL
			(SELECT FROM thread t WHERE nowhere AND t.place_id IS NULL AND t.state = 'closed' AND t.last_at IS NOT NULL LIMIT 100)
			LIMIT 100) few),
	       (SELECT count(*) FROM (
			SELECT FROM unnest(places) p (id) CROSS JOIN LATERAL (
				SELECT FROM thread t WHERE t.place_id = p.id AND t.last_at IS NOT NULL LIMIT 100) c
			 UNION ALL
			(SELECT FROM thread t WHERE nowhere AND t.place_id IS NULL AND t.last_at IS NOT NULL LIMIT 100)
			LIMIT 100) few)
	  FROM (SELECT assigned_to FROM thread WHERE place_id = ANY (places) AND state = 'waiting'
	         UNION ALL
	        SELECT assigned_to FROM thread WHERE nowhere AND place_id IS NULL AND state = 'waiting') w;
END $$;

-- The words of what somebody said, he or one of us, and the place in which it was said: one index then has both.
CREATE FUNCTION message_words(place_id bigint, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT to_tsvector('simple', body) || array_to_tsvector(ARRAY['@' || coalesce(place_id, 0)::text])
$$;
CREATE INDEX message_said ON message USING gin (message_words(place_id, body))
	WHERE direction = 'in' OR author_id IS NOT NULL;

-- What is looked for, as the index has it: words in any order, the last of them perhaps only begun; words between
-- quotes as they stand.  NULL: there is no word in it.
CREATE FUNCTION thread_words(q text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	asked constant text := websearch_to_tsquery('simple', q)::text;
BEGIN
	RETURN CASE WHEN asked = '' THEN NULL
	    WHEN right(q, 1) = '"' OR right(asked, 1) <> '''' THEN asked::tsquery
	    ELSE (asked || ':*')::tsquery END;
END $$;

-- Conversations in which a name, a number or something that was said is found, the latest first, and for the last
-- which message it is.  Looked for past row security, whose steps would hide the index, in the places of the user alone.
CREATE FUNCTION thread_find(needle text, digits text, said text, only_place bigint, before timestamptz, before_id bigint,
    most integer)
RETURNS TABLE (id bigint, message_id bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
	places constant bigint[] := my_places_of(only_place);
	nowhere constant boolean := only_place = 0 AND my_role() IN ('nurse', 'supervisor');
	words constant text[] := (SELECT array_agg('%' || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'
	    ORDER BY length(w) DESC) FROM unnest(string_to_array(needle, ' ')) w WHERE w <> '');
	asked constant tsquery := thread_words(said);
	here constant tsquery := (SELECT string_agg('''@' || p || '''', ' | ')
	    FROM unnest(places || CASE WHEN nowhere THEN ARRAY[0::bigint] ELSE '{}' END) p)::tsquery;
BEGIN
	RETURN QUERY
	WITH named AS (
		SELECT p.id, p.phone_id, p.phone2_id FROM patient p
		 WHERE p.place_id = ANY (places) AND p.folded LIKE words[1] AND p.folded LIKE ALL (words)
	), dialled AS (
		SELECT ph.id FROM phone ph
		 WHERE length(digits) >= 3 AND ph.e164 LIKE CASE WHEN length(digits) > 4 THEN '%' || digits || '%' ELSE '%' || digits END
	), found AS (
		SELECT t.id, NULL::bigint AS message_id FROM named n JOIN thread t ON t.patient_id = n.id
		 UNION ALL
		SELECT t.id, NULL FROM named n JOIN thread t ON t.phone_id IN (n.phone_id, n.phone2_id) AND t.patient_id IS NULL
		 UNION ALL
		SELECT t.id, NULL FROM dialled d JOIN thread t ON t.phone_id = d.id
		 UNION ALL
		SELECT m.thread_id, max(m.id) FROM message m
		 WHERE (m.direction = 'in' OR m.author_id IS NOT NULL) AND m.state <> 'cancelled'
		   AND message_words(m.place_id, m.body) @@ (here && asked)
		   AND (m.place_id = ANY (places) OR nowhere AND m.place_id IS NULL)
		 GROUP BY m.thread_id
	), once AS (
		SELECT f.id, max(f.message_id) AS message_id FROM found f GROUP BY f.id
	)
	SELECT t.id, o.message_id FROM once o JOIN thread t ON t.id = o.id
	 WHERE t.last_at IS NOT NULL AND (t.last_at, t.id) < (before, before_id)
	   AND (t.place_id = ANY (places) OR nowhere AND t.place_id IS NULL)
	 ORDER BY t.last_at DESC, t.id DESC LIMIT most;
END $$;

-- Who begins to write is seen in the lists of all who work there, at their next look.
CREATE FUNCTION presence_writes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO place_touch (place_id)
	SELECT place_id FROM thread WHERE id = NEW.thread_id AND place_id IS NOT NULL ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER version_insert AFTER INSERT ON presence FOR EACH ROW
	WHEN (NEW.writing_at IS NOT NULL) EXECUTE FUNCTION presence_writes();
CREATE TRIGGER version_update AFTER UPDATE OF writing_at ON presence FOR EACH ROW
	WHEN (NEW.writing_at > coalesce(OLD.writing_at, '-infinity') + interval '1 minute') EXECUTE FUNCTION presence_writes();

REVOKE EXECUTE ON FUNCTION thread_done_until(bigint), thread_closed_until(bigint), thread_works_at(bigint, bigint), thread_user_gone(),
    thread_user_moved(), thread_moved(), thread_freed(), my_places_of(bigint), thread_tally(bigint, bigint), message_words(bigint, text),
    thread_words(text), thread_find(text, text, text, bigint, timestamptz, bigint, integer), presence_writes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION thread_done_until(bigint), thread_closed_until(bigint), message_words(bigint, text) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION my_places_of(bigint), thread_tally(bigint, bigint),
    thread_find(text, text, text, bigint, timestamptz, bigint, integer) TO aftercare_site;

-- The lists have their rows from their own queries now.
DROP VIEW thread_item;
