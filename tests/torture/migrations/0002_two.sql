SELECT 2;
INSERT INTO user_place VALUES (202, 991);
UPDATE place SET name = 'Two Clinic' WHERE id = 991;
