-- What the fault run keeps in RapidPro's house: the hours in which a flow was away.
CREATE SCHEMA there;
CREATE TABLE there.away (flow text, began timestamptz NOT NULL DEFAULT sim.business_now(), ended timestamptz);
CREATE FUNCTION there.what_is_open() RETURNS TABLE (what text, how_many bigint) LANGUAGE sql AS $$
	SELECT * FROM (
		SELECT 'starts', count(*) FROM sim.start WHERE status IN ('pending', 'starting')
		UNION ALL SELECT 'sprints', count(*) FROM sim.sprint
		UNION ALL SELECT 'strays', count(*) FROM sim.stray
		UNION ALL SELECT 'texts under way', count(*) FROM sim.message WHERE next_at IS NOT NULL) o (what, how_many)
	 WHERE how_many > 0
$$;
