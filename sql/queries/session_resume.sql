-- Who holds this session; sets what row security goes by.  The version is another one when anything at his places is;
-- texts is another number when other words or numbers are in use.
-- in:  token_hash text, idle_minutes int4
-- out: one id int8, name text, role text, csrf text, language text, keys_on bool,
--      expires_at timestamptz, place_id int8?, place_name text, zone text, region text, place_count int4, touch bool,
--      version int8, texts int8
SELECT s.id, s.name, s.role, s.csrf, s.language, s.keys_on, s.expires_at,
       s.place_id, s.place_name, s.zone, s.region, cardinality(s.places), s.touch, s.version,
       (SELECT count(*) FROM text_version v WHERE v.published_at IS NOT NULL) + (SELECT count(*) FROM setting_version)
  FROM session_resume(:'token_hash', make_interval(mins => :idle_minutes)) s;
