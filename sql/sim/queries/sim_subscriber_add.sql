-- Subscribe a URL to a resthook; nothing comes back if it was.
-- in:  resthook_id int8, target_url text, moment timestamptz
-- out: one id int8
INSERT INTO sim.resthook_subscriber (resthook_id, target_url, created_on)
VALUES (:resthook_id, :'target_url', :'moment') ON CONFLICT DO NOTHING RETURNING id;
