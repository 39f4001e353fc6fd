-- Reminders leave as texts (to_phones) and flow starts (0): outbox, messages, check-ins and threads at once.
-- in:  keys text[], place_ids int8[], to_phones int8[], bodies text[], good_until text[],
--      reminder_ids int8[], phone_ids int8[], thread_ids int8[], calls int8[], kinds text[], begun int8[], now timestamptz
-- out: none
SELECT reminder_send(:'keys'::text[]::uuid[], :'place_ids'::int8[], :'to_phones'::int8[], :'bodies'::text[],
    :'good_until'::text[]::timestamptz[], :'reminder_ids'::int8[], :'phone_ids'::int8[], :'thread_ids'::int8[],
    :'calls'::int8[], :'kinds'::text[], :'begun'::int8[], :'now'::timestamptz);
