-- By id or by the moment of change, up or down ("-"); those of one moment by id, the same way.
CASE WHEN :'walk' = '_lastUpdated' THEN changed_at END, CASE WHEN :'walk' = '-_lastUpdated' THEN changed_at END DESC,
          CASE WHEN starts_with(:'walk', '-') THEN id END DESC, CASE WHEN NOT starts_with(:'walk', '-') THEN id END
