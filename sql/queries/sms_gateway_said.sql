-- What a gateway says of texts it was handed, [{"id", "status", "reason"}]; how many of them were news.
-- in:  updates jsonb, now timestamptz
-- out: one news int4
SELECT sms_gateway_said(:'updates', :'now');
