-- Recent failures by account and address.
-- in:  username text, address text, since timestamptz
-- out: one pair int8, account int8, address_only int8, last_at timestamptz?
SELECT pair, account, address_only, last_at FROM sign_in_failures(:'username', :'address', :'since');
