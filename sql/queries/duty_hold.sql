-- Nobody else plans these facilities meanwhile.
-- in:  places int8[]
-- out: many place_id int8
SELECT h.id FROM (SELECT x AS id, pg_advisory_xact_lock(7001, x::int4) FROM unnest(:'places'::int8[]) x ORDER BY x) h;
