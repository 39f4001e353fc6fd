-- Keep a form as its next version, unless nothing is new in it.
-- in:  name text, title text, xml text, user_id int8?, again bool, now timestamptz
-- out: one form_id int8, number int4, fresh bool
SELECT form_id, number, fresh FROM form_publish(:'name', :'title', :'xml', :user_id, :again, :'now');
