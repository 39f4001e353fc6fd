-- What was closed at once waits again, where nothing has happened to it since.
-- in:  bulk_id int8, user_id int8, now timestamptz
-- out: one wanted int8, seen int8, opened int8
WITH b AS (
	SELECT id, at, ids FROM thread_bulk WHERE id = :bulk_id
), held AS MATERIALIZED (
	SELECT t.id, t.place_id, t.state, t.ended_at, b.at FROM b JOIN thread t ON t.id = ANY (b.ids) ORDER BY t.id FOR UPDATE OF t
), last AS (
	SELECT h.id, h.place_id, e.about_id, e.was_since, e.was_urgency
	  FROM held h CROSS JOIN LATERAL (SELECT * FROM thread_event v WHERE v.thread_id = h.id ORDER BY v.id DESC LIMIT 1) e
	 WHERE h.state = 'closed' AND h.ended_at IS NULL AND e.what = 'closed' AND e.user_id = :user_id AND e.at = h.at
), opened AS (
	UPDATE thread t SET state = 'waiting', waiting_since = coalesce(last.was_since, :'now'),
	       urgency = greatest(1, coalesce(last.was_urgency, 0))
	  FROM last WHERE t.id = last.id
	RETURNING t.id
), said AS (
	INSERT INTO thread_event (thread_id, place_id, at, user_id, what, about_id)
	SELECT id, place_id, :'now', :user_id, 'reopened', about_id FROM last
)
SELECT cardinality(b.ids)::int8, (SELECT count(*) FROM held), (SELECT count(*) FROM opened) FROM b;
