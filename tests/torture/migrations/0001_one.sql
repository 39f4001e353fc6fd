SELECT 1;
-- Two rows that belong together.
INSERT INTO place (id, kind, name) OVERRIDING SYSTEM VALUE VALUES (991, 'facility', 'One Clinic');
INSERT INTO user_place VALUES (201, 991);
