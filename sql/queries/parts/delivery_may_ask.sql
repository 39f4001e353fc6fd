-- Whether it may be asked once more: it has left, and he is followed up, has a phone, and wants messages.
m.state IN ('sent', 'delivered') AND p.opted_out_at IS NULL AND p.phone_id IS NOT NULL AND ph.stopped_at IS NULL
       AND e.state = 'active'
