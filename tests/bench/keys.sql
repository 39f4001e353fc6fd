-- After loading with foreign keys unchecked: every key that leads nowhere.
SELECT format($$SELECT '%s of %s leads nowhere: ' || count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE %s) HAVING count(*) > 0$$,
           conname, conrelid::regclass, conrelid::regclass,
           (SELECT string_agg(format('c.%I IS NOT NULL', attname), ' AND ') FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)),
           confrelid::regclass,
           (SELECT string_agg(format('p.%I = c.%I', b.attname, a.attname), ' AND ')
              FROM unnest(conkey, confkey) k (mine, theirs)
              JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = mine
              JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = theirs))
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace \gexec
