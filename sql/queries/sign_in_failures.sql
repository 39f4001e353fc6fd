-- Recent failures by account and address, each with its last moment; known: this
-- user has signed in from there before.
-- in:  username text, address text, since timestamptz, known_since timestamptz
-- out: one pair int8, account int8, address_only int8, pair_at timestamptz?,
--      account_at timestamptz?, address_at timestamptz?, known bool
SELECT pair, account, address_only, pair_at, account_at, address_at, known
  FROM sign_in_failures(:'username', :'address', :'since', :'known_since');
