-- What fills the blanks of texts, but for the names of clients: facilities, their emergency numbers, who writes.
-- in:
-- out: many blank text, name text
SELECT 'clinic', p.name FROM place p WHERE p.kind = 'facility' AND p.active
UNION
SELECT 'emergency', p.emergency_phone FROM place p WHERE p.kind = 'facility' AND p.active
UNION
SELECT 'nurse', u.name FROM app_user u WHERE u.active AND u.role IN ('nurse', 'supervisor')
 ORDER BY 1, 2;
