-- Subscriptions to a topic (docs/fhir.md), as R5 has them and its backport to R4: told of changes of state alone, in a Bundle that counts
-- what was told.  What is left empty is of R4's own kind.
ALTER TABLE subscription
	ADD base	text NOT NULL DEFAULT '' CHECK (length(base) <= 300), -- our own address, as the client knows it
	ADD filter	text NOT NULL DEFAULT '' CHECK (length(filter) <= 2000), -- the search, as it was written
	ADD content	text NOT NULL DEFAULT '' CHECK (content IN ('', 'empty', 'id-only', 'full-resource')), -- '': no topic
	ADD beat	integer NOT NULL DEFAULT 0 CHECK (beat = 0 OR beat BETWEEN 60 AND 86400), -- seconds without a call; 0: never
	ADD seconds	integer NOT NULL DEFAULT 0 CHECK (seconds BETWEEN 0 AND 30), -- that a call may take; 0: as it comes
	ADD told	bigint NOT NULL DEFAULT 0,	-- events since it began
	ADD called_at	timestamptz;			-- when it was last called, or became active
GRANT UPDATE (told, called_at) ON subscription TO aftercare_worker;

ALTER TABLE subscription_event
	ADD kind	text NOT NULL DEFAULT 'event' CHECK (kind IN ('event', 'handshake', 'heartbeat')), -- the others have a version below 0
	ADD number	bigint NOT NULL DEFAULT 0;	-- of a topic's event

CREATE OR REPLACE FUNCTION fhir_subscription(s subscription) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Subscription', 'id', s.id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(s.changed_at),
		    'profile', CASE WHEN s.content <> '' THEN json_build_array(b.url || 'subscription') END),
		'status', s.status, 'end', fhir_instant(s.ends_at), 'reason', s.reason, 'criteria', s.criteria,
		'_criteria', CASE WHEN s.filter <> '' THEN json_build_object('extension', json_build_array(
		    json_build_object('url', b.url || 'filter-criteria', 'valueString', s.filter))) END,
		'error', nullif(s.error, ''),
		'channel', json_build_object('extension', CASE WHEN s.beat > 0 OR s.seconds > 0 THEN array_to_json(array_remove(ARRAY[
		        CASE WHEN s.beat > 0 THEN jsonb_build_object('url', b.url || 'heartbeat-period', 'valueUnsignedInt', s.beat) END,
		        CASE WHEN s.seconds > 0 THEN jsonb_build_object('url', b.url || 'timeout', 'valueUnsignedInt', s.seconds) END], NULL)) END,
		    'type', 'rest-hook', 'endpoint', s.endpoint,
		    'payload', CASE WHEN s.payload THEN 'application/fhir+json' END,
		    '_payload', CASE WHEN s.content <> '' THEN json_build_object('extension', json_build_array(
		        json_build_object('url', b.url || 'payload-content', 'valueCode', s.content))) END,
		    'header', CASE WHEN cardinality(s.headers) > 0 THEN array_to_json(s.headers) END)))
	  FROM (VALUES ('http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-')) b (url)
$$;
