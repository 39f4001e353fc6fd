-- What starts which flow.
-- out: many keyword text?, only_word bool, flow_id int8
SELECT t.keyword, t.only_word, t.flow_id
  FROM sim.flow_trigger t JOIN sim.flow f ON f.id = t.flow_id
 WHERE NOT f.archived ORDER BY t.type DESC, t.id;
