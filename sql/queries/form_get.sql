-- One form.
-- in:  id int8
-- out: one id int8, name text, retired_at timestamptz?, retired_name text
SELECT f.id, f.name, f.retired_at, coalesce(u.name, '') FROM form f LEFT JOIN app_user u ON u.id = f.retired_by WHERE f.id = :id;
