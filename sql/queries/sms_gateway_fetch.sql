-- What a gateway is handed now: texts that are new to it, and those of which it has said nothing for so long.  Quiet are
-- facilities, and since when it is quiet there.
-- in:  now timestamptz, most int4, again_seconds int4, hours int4, quiet int8[], since text[], address text
-- out: many id uuid, phone text, body text
SELECT id, phone, body
  FROM sms_gateway_fetch(:'now', :most, :again_seconds, :hours, :'quiet'::int8[], :'since'::text[]::timestamptz[], :'address');
