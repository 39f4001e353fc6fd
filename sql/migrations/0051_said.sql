-- What somebody said is looked for within a facility and a week: a word that everybody uses everywhere costs no more
-- than those who used it there, and the latest conversations are found without reading all of them.

-- The week in which it was said, counted from 1970.
CREATE FUNCTION week_of(timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT floor(extract(epoch FROM $1) / 604800)::integer
$$;

-- What the index of what was said has of it: where and when, "17.3400", and its words each with that before it,
-- "17.3400 bandage".  No word has a space in it.  One of more than five hundred letters is none: with what stands before it
-- it would be too long.  In plpgsql, which is twenty times as fast here.
CREATE FUNCTION message_words(place_id bigint, at timestamptz, body text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	within constant text := coalesce(place_id, 0) || '.' || week_of(at);
BEGIN
	IF length(body) > 500 THEN
		body := regexp_replace(body, '(\S{250}){2}\S*', ' ', 'g');
	END IF;
	RETURN ('''' || within || '''' || replace(' ' || to_tsvector('simple', body)::text, ' ''', ' ''' || within || ' '))::tsvector;
END $$;

DROP INDEX message_said;
CREATE INDEX message_said ON message USING gin (message_words(place_id, at, body))
	WHERE direction = 'in' OR author_id IS NOT NULL;

-- What is looked for, as thread_words() has it, in these places and weeks.
CREATE FUNCTION thread_words_within(asked tsquery, places bigint[], first_week integer, last_week integer) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	-- Each word begins with a quote; one within a word stands there twice.
	marked constant text := regexp_replace(asked::text, '(^|[ (!])''(?!'')', '\1''@ ', 'g');
BEGIN
	RETURN (SELECT string_agg(format('''%s'' & (%s)', within, replace(marked, '''@ ', '''' || within || ' ')), ' | ')
	          FROM unnest(places) p CROSS JOIN generate_series(first_week, last_week) w CROSS JOIN LATERAL (SELECT p || '.' || w AS within) here)::tsquery;
END $$;

-- Conversations in which a name, a number or something that was said is found, the latest first: those of a name or a
-- number by what was said last in them, the others by what was found, and which message that is.  Looked for past row
-- security, whose steps would hide the indexes, in the places of the user alone.  What was said is looked for from the
-- newest weeks back, in ever larger steps, until there are enough.
DROP FUNCTION thread_find(text, text, text, bigint, timestamptz, bigint, integer);
CREATE FUNCTION thread_find(needle text, digits text, said text, only_place bigint, before timestamptz, before_id bigint,
    now timestamptz, most integer)
RETURNS TABLE (id bigint, message_id bigint, found_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public ROWS 50 AS $$
#variable_conflict use_column
DECLARE
	places constant bigint[] := my_places_of(only_place);
	nowhere constant boolean := only_place = 0 AND my_role() IN ('nurse', 'supervisor');
	words constant text[] := (SELECT array_agg('%' || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'
	    ORDER BY length(w) DESC) FROM unnest(string_to_array(needle, ' ')) w WHERE w <> '');
	named constant bigint[] := ARRAY(
		WITH called AS (
			SELECT p.id, p.phone_id, p.phone2_id FROM patient p
			 WHERE p.place_id = ANY (places) AND p.folded LIKE words[1] AND p.folded LIKE ALL (words)
		), dialled AS (
			SELECT ph.id FROM phone ph
			 WHERE length(digits) >= 3 AND ph.e164 LIKE CASE WHEN length(digits) > 4 THEN '%' || digits || '%' ELSE '%' || digits END
		)
		SELECT t.id FROM called c JOIN thread t ON t.patient_id = c.id
		 UNION
		SELECT t.id FROM called c JOIN thread t ON t.phone_id IN (c.phone_id, c.phone2_id) AND t.patient_id IS NULL
		 UNION
		SELECT t.id FROM dialled d JOIN thread t ON t.phone_id = d.id);
	asked constant tsquery := thread_words(said);
	within constant bigint[] := places || CASE WHEN nowhere THEN ARRAY[0::bigint] ELSE '{}' END;
	-- A text may be a little ahead of us, or have come long after it was written.
	newest constant integer := least(week_of(before), week_of(now + interval '1 day'));
	oldest constant integer := CASE WHEN asked IS NULL OR within = '{}' THEN newest + 1
	    ELSE week_of((SELECT at FROM message ORDER BY id LIMIT 1) - interval '1 year') END;
	earlier constant boolean := before < now + interval '1 day'; -- pages there have been
	last_week integer := newest;
	weeks integer := 2;
	threads bigint[] := '{}';
	messages bigint[] := '{}';
	moments timestamptz[] := '{}';
	part record;
BEGIN
	WHILE last_week >= oldest AND cardinality(threads) < most LOOP
		-- What was also said later stands further up, or on an earlier page.
		SELECT array_agg(f.thread_id) AS threads, array_agg(f.message_id) AS messages, array_agg(f.at) AS moments INTO part
		  FROM (SELECT m.thread_id, max(m.at) AS at, (array_agg(m.id ORDER BY m.at DESC, m.id DESC))[1] AS message_id
		          FROM message m
		         WHERE (m.direction = 'in' OR m.author_id IS NOT NULL) AND m.state <> 'cancelled'
		           AND message_words(m.place_id, m.at, m.body)
		               @@ thread_words_within(asked, within, greatest(oldest, last_week - weeks + 1), last_week)
		           AND (m.place_id = ANY (places) OR nowhere AND m.place_id IS NULL)
		           AND m.thread_id <> ALL (named) AND m.thread_id <> ALL (threads)
		         GROUP BY m.thread_id) f
		  JOIN thread t ON t.id = f.thread_id AND t.last_at IS NOT NULL
		   AND (t.place_id = ANY (places) OR nowhere AND t.place_id IS NULL)
		 WHERE (f.at, f.thread_id) < (before, before_id)
		   AND NOT (earlier AND EXISTS (
			SELECT FROM message m
			 WHERE m.thread_id = f.thread_id AND m.at >= before AND (m.at, m.thread_id) >= (before, before_id)
			   AND (m.direction = 'in' OR m.author_id IS NOT NULL) AND m.state <> 'cancelled'
			   AND to_tsvector('simple', m.body) @@ asked));
		threads := threads || part.threads;
		messages := messages || part.messages;
		moments := moments || part.moments;
		last_week := last_week - weeks;
		weeks := weeks * 4;
	END LOOP;
	RETURN QUERY
	SELECT f.id, f.message_id, f.at
	  FROM (SELECT t.id, NULL::bigint AS message_id, t.last_at AS at FROM thread t
	         WHERE t.id = ANY (named) AND t.last_at IS NOT NULL AND (t.place_id = ANY (places) OR nowhere AND t.place_id IS NULL)
	         UNION ALL
	        SELECT * FROM unnest(threads, messages, moments)) f
	 WHERE (f.at, f.id) < (before, before_id)
	 ORDER BY f.at DESC, f.id DESC LIMIT most;
END $$;
DROP FUNCTION message_words(bigint, text);

REVOKE EXECUTE ON FUNCTION week_of(timestamptz), message_words(bigint, timestamptz, text),
    thread_words_within(tsquery, bigint[], integer, integer),
    thread_find(text, text, text, bigint, timestamptz, bigint, timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION week_of(timestamptz), message_words(bigint, timestamptz, text)
    TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION thread_find(text, text, text, bigint, timestamptz, bigint, timestamptz, integer) TO aftercare_site;

-- What anybody said last in a conversation, without looking at all of the two thousand texts of a long one.
CREATE INDEX message_last ON message (thread_id, id) WHERE direction = 'in' OR author_id IS NOT NULL;
