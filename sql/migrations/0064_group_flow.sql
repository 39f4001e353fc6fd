-- The flow by which one call is for several may be missing, alone: a trouble of its own, since texts then leave otherwise.
ALTER TABLE gateway ADD group_missed_at timestamptz;
ALTER TABLE trouble DROP CONSTRAINT trouble_kind_check,
	ADD CONSTRAINT trouble_kind_check CHECK (kind IN ('unreachable', 'token', 'flow', 'group', 'waiting', 'failing', 'silence'));

CREATE OR REPLACE FUNCTION trouble_heaviest(mine bigint[]) RETURNS text LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT coalesce((SELECT kind FROM trouble
	  WHERE ended_at IS NULL AND (place_id IS NULL OR mine IS NULL OR place_id = ANY (mine))
	  ORDER BY array_position(ARRAY['token', 'unreachable', 'flow', 'waiting', 'silence', 'failing', 'group'], kind) LIMIT 1), '')
$$;

CREATE OR REPLACE FUNCTION metrics(at timestamptz) RETURNS TABLE (name text, label text, value bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH waiting AS (
		SELECT count(*) AS n, min(run_at) FILTER (WHERE run_at <= at) AS oldest
		  FROM outbox WHERE state = 'ready'
	), unsure AS (
		SELECT count(*) AS n, min(sent_at) AS oldest FROM outbox WHERE state = 'unsure'
	), held AS (
		SELECT count(*) AS n, min(held_at) AS oldest FROM outbox WHERE state = 'held'
	), mails AS (
		SELECT count(*) AS n, min(created_at) AS oldest FROM mail WHERE state IN ('ready', 'leased')
	), unread AS (
		SELECT count(*) AS n, min(received_at) AS oldest FROM inbox WHERE state = 'new'
	), rules AS (
		SELECT * FROM rule_figures(at)
	), figure (name, label, value, since) AS (
		SELECT 'outbox_rows', 'ready', n, NULL::timestamptz FROM waiting
		UNION ALL SELECT 'outbox_rows', 'leased', count(*), NULL FROM outbox WHERE state = 'leased'
		UNION ALL SELECT 'outbox_rows', 'unsure', n, NULL FROM unsure
		UNION ALL SELECT 'outbox_rows', 'held', n, NULL FROM held
		UNION ALL SELECT 'outbox_oldest_seconds', 'ready', NULL, oldest FROM waiting
		UNION ALL SELECT 'outbox_oldest_seconds', 'unsure', NULL, oldest FROM unsure
		UNION ALL SELECT 'outbox_oldest_seconds', 'held', NULL, oldest FROM held
		UNION ALL SELECT 'outbox_parked_day', '', count(*), NULL FROM outbox
		           WHERE state = 'parked' AND finished_at > at - interval '1 day'
		UNION ALL SELECT 'reminder_oldest_seconds', '', NULL, min(due_at) FROM reminder
		           WHERE state = 'planned' AND due_at <= at
		UNION ALL SELECT 'inbox_rows', 'new', n, NULL FROM unread
		UNION ALL SELECT 'inbox_rows', 'parked', inbox_parked(), NULL
		UNION ALL SELECT 'inbox_oldest_seconds', 'new', NULL, oldest FROM unread
		UNION ALL SELECT 'webhook_lag_seconds', '',
		                 extract(epoch FROM max(coalesce(done_at, at) - received_at))::bigint, NULL
		            FROM inbox WHERE source = 'webhook' AND received_at > at - interval '5 minutes'
		UNION ALL (SELECT 'feed_age_seconds', f.name, NULL, read_at FROM feed f ORDER BY f.name)
		UNION ALL (SELECT 'feed_checkpoint_age_seconds', f.name, NULL, checkpoint FROM feed f ORDER BY f.name)
		UNION ALL SELECT 'workers', '', count(*), NULL FROM worker WHERE seen_at > at - interval '1 minute'
		UNION ALL SELECT 'worker_age_seconds', '', NULL, max(seen_at) FROM worker
		UNION ALL SELECT 'rapidpro_age_seconds', '', NULL, reached_at FROM gateway
		UNION ALL SELECT 'rapidpro_failures', '', failures, NULL FROM gateway
		UNION ALL SELECT 'rapidpro_paused', '', (paused_until > at)::integer, NULL FROM gateway
		UNION ALL SELECT 'rapidpro_token_refused', '', (token_refused_at IS NOT NULL)::integer, NULL FROM gateway
		UNION ALL (SELECT 'troubles_open', k.kind, count(t.id), NULL
		             FROM unnest(ARRAY['failing', 'flow', 'group', 'silence', 'token', 'unreachable', 'waiting']) k (kind)
		             LEFT JOIN trouble t ON t.kind = k.kind AND t.ended_at IS NULL GROUP BY k.kind ORDER BY k.kind)
		UNION ALL SELECT 'trouble_oldest_seconds', '', NULL, min(began_at) FROM trouble WHERE ended_at IS NULL
		UNION ALL SELECT 'mail_waiting', '', n, NULL FROM mails
		UNION ALL SELECT 'mail_oldest_seconds', '', NULL, oldest FROM mails
		UNION ALL SELECT 'mail_failed_day', '', count(*), NULL FROM mail
		           WHERE state = 'failed' AND finished_at > at - interval '1 day'
		UNION ALL SELECT 'rules_due', '', due, NULL FROM rules
		UNION ALL SELECT 'rules_oldest_seconds', '', NULL, oldest FROM rules
		UNION ALL SELECT 'rules_failures', '', failures, NULL FROM rules
	)
	SELECT f.name, f.label, coalesce(f.value, greatest(0, extract(epoch FROM at - f.since)::bigint))
	  FROM figure f WHERE f.value IS NOT NULL OR f.since IS NOT NULL
$$;
