-- Whom a case of this facility can be told: who is on duty, in their order, then the other supervisors (rank 0).
-- in:  place_id int8?, now timestamptz
-- out: many id int8, rank int4, begins_at timestamptz?
SELECT u.id, coalesce(d.rank, 0), d.begins_at
  FROM app_user u LEFT JOIN duty_now(:place_id, :'now') d ON d.user_id = u.id
 WHERE u.active AND NOT u.machine AND u.role = 'supervisor' AND duty_may(u.id, :place_id)
 ORDER BY d.rank, u.name, u.id;
