-- After data.sql, in its session: as it was before, and tidied up.
SELECT definition FROM dropped_index \gexec
SELECT format('ALTER TABLE %s ENABLE TRIGGER %I', belongs_to, tgname) FROM put_aside \gexec
SELECT format('SELECT setval(%L, (SELECT max(%I) FROM %I))', pg_get_serial_sequence(table_name, column_name), column_name,
           table_name)
  FROM information_schema.columns WHERE table_schema = 'public' AND is_identity = 'YES' \gexec
VACUUM (FREEZE, ANALYZE);
CHECKPOINT;
